"""Rows of results.victimization_rates as the pages show them: in order, gated, told apart by what they rest on."""

from __future__ import annotations

import pandas as pd

from analysis.disclosure import SMALLEST_RELEASED_COUNT, round_significant
from analysis.report.formatting import DASH, is_missing
from analysis.report.labels import OUTCOME_LABELS
from analysis.report.provenance import is_true

VIOLENCE = "violent_victimization"
REPORTED_SUFFIX = "_reported"
NUMBERS = ["estimate", "std_error", "conf_low", "conf_high", "relative_std_error_pct"]


def rate_rows(
    rates: pd.DataFrame, outcome: str, measure: str, population: str = "all", is_gated: bool = False
) -> pd.DataFrame:
    """Rows of one outcome, measure and population by year, with `is_grey` and `is_synthetic`.

    Under the gate a number that rests on fewer than fifteen records, or on an unknown number, is missing, and every
    other keeps four significant digits.
    """
    is_chosen = (rates["outcome"] == outcome) & (rates["measure"] == measure) & (rates["population"] == population)
    rows = rates[is_chosen].sort_values("year").reset_index(drop=True)
    rows = rows.astype({"year": "int64"} | dict.fromkeys(NUMBERS, "float64"))
    if is_gated:
        is_withheld = ~(pd.to_numeric(rows["n_records"]) >= SMALLEST_RELEASED_COUNT).fillna(False).astype(bool)
        rows[NUMBERS] = rows[NUMBERS].map(_rounded)
        rows.loc[is_withheld, NUMBERS] = float("nan")
    return rows.assign(
        is_grey=rows["is_unreliable"].map(is_true).astype(bool),
        is_synthetic=rows["synthetic_inputs"].map(is_true).astype(bool),
    )


def _rounded(value: float) -> float:
    return value if is_missing(value) else round_significant(value)


def outcomes_shown(rates: pd.DataFrame) -> list[str]:
    """Kinds of crime counted for everybody, in the pages' order; what was reported is no kind of its own."""
    is_counted = rates["measure"].isin(["rate", "total"]) & (rates["population"] == "all")
    found = {code for code in rates.loc[is_counted, "outcome"].astype(str) if not code.endswith(REPORTED_SUFFIX)}
    return [code for code in OUTCOME_LABELS if code in found] + sorted(found.difference(OUTCOME_LABELS))


def published_rows(published: pd.DataFrame, outcome: str, population: str = "all") -> pd.DataFrame:
    """`year`, `estimate` and `std_error` of the published rates of an outcome and population, by year."""
    is_chosen = (
        (published["outcome"] == outcome)
        & (published["measure"] == "rate")
        & (published["population"] == population)
        & published["estimate"].notna()
    )
    rows = published.loc[is_chosen, ["year", "estimate", "std_error"]].sort_values("year")
    return rows.astype({"year": "int64", "estimate": "float64", "std_error": "float64"}).reset_index(drop=True)


def violence_rates(rates: pd.DataFrame) -> pd.DataFrame:
    """Rates of violence by year and group, all that the report page draws."""
    return rates[(rates["outcome"] == VIOLENCE) & (rates["measure"] == "rate")]


def real_years(rates: pd.DataFrame) -> list[int]:
    """Years of which some rate, total or share rests on real records alone."""
    is_real = ~rates["synthetic_inputs"].map(is_true).astype(bool)
    return sorted({int(year) for year in rates.loc[is_real, "year"]})


def legend_marks(rates: pd.DataFrame, published: pd.DataFrame) -> dict[str, bool]:
    """Which marks the pictures of these rates hold, so that a legend explains no other."""
    is_synthetic = rates["synthetic_inputs"].map(is_true).astype(bool)
    return {
        "synthetic": bool(is_synthetic.any()),
        "real": bool((~is_synthetic).any()),
        "grey": bool(rates["is_unreliable"].map(is_true).any()),
        "published": not published.empty,
    }


def unit_words(rows: pd.DataFrame) -> str:
    """Of what a rate is: `1,000 households` for crimes against a household, else people."""
    is_of_households = rows["unit"].astype(str).str.contains("household").any()
    return "1,000 households" if is_of_households else "1,000 people"


def format_rate(value: object) -> str:
    """A rate per 1,000 with one decimal."""
    return DASH if is_missing(value) else f"{float(value):.1f}"


def format_rate_interval(low: object, high: object) -> str:
    """Both ends of an interval of rates."""
    return DASH if is_missing(low) or is_missing(high) else f"{format_rate(low)} to {format_rate(high)}"
