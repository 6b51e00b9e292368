"""Totals, rates, prevalence and shares of victimization by year and population, from sums by primary sampling unit.

Method: sums are linear in the primary sampling units (PSUs), so their totals are all a Taylor-linearised error needs
(Wolter 2007, chapter 6); strata are variance year group and pseudo-stratum, PSUs the half-samples, and a year or a
population is a domain: PSUs without a record of it count with zero. Limits use t on PSUs less strata.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student_t

from analysis.survey.psu_design import PsuDesign
from analysis.survey.psu_variance import psu_variances
from analysis.survey.rate_columns import RATE_COLUMNS
from analysis.survey.ratio_linearization import linearize_ratios

PSU_KEY = ["variance_year_group", "pseudo_stratum", "half_sample"]
FEWEST_RELIABLE_RECORDS, LARGEST_RELIABLE_ERROR_PCT = 10, 50.0
PLURALS = {"person": "persons", "household": "households"}


@dataclass(frozen=True)
class VictimizationOutcome:
    """An outcome: whether it concerns a `person` or a `household`, and the outcome it is a part of, if any."""

    name: str
    unit: str
    share_of: str | None = None


def victimization_rates(
    design: pd.DataFrame,
    totals: pd.DataFrame,
    outcomes: Iterable[VictimizationOutcome],
    data_version: str,
    confidence_level: float = 0.95,
) -> pd.DataFrame:
    """Return the rows of results.victimization_rates.

    design: one row a PSU with the columns of PSU_KEY. totals: one row a PSU, year, population, unit, outcome and
    quantity (`population`, `victimizations`, `victims`) with weighted_total, n_records and is_synthetic; a cell that is
    absent is zero. A year without persons has totals and shares of person outcomes only, one without a single incident
    has no rows. Raises ValueError when sums name a PSU that the design lacks, or an outcome is a share of none known.
    """
    outcomes = tuple(outcomes)
    _refuse_unknown_wholes(outcomes)
    rows = [
        {**row, "data_version": data_version}
        for group, sums in totals.groupby("variance_year_group", sort=True)
        for row in _group_rows(PsuSums(design[design["variance_year_group"] == group], sums), outcomes)
    ]
    table = pd.DataFrame(rows, columns=["data_version", *RATE_COLUMNS]).sort_values(
        ["year", "population", "outcome", "measure"], kind="stable", ignore_index=True
    )
    return _with_limits(table, confidence_level).astype({"data_version": "string", **RATE_COLUMNS})


def _refuse_unknown_wholes(outcomes: tuple[VictimizationOutcome, ...]) -> None:
    names = {outcome.name for outcome in outcomes}
    for outcome in outcomes:
        if outcome.share_of is not None and outcome.share_of not in names:
            raise ValueError(
                f"outcome '{outcome.name}' is a share of '{outcome.share_of}', which is no outcome; name one of"
                f" {', '.join(sorted(names))}"
            )


class PsuSums:
    """The sums of one variance year group laid out by PSU."""

    def __init__(self, units: pd.DataFrame, sums: pd.DataFrame):
        self.index = pd.MultiIndex.from_frame(units[PSU_KEY].drop_duplicates().sort_values(PSU_KEY))
        strata = self.index.get_level_values("pseudo_stratum")
        self.design = PsuDesign(pd.factorize(strata, sort=True)[0])
        filled = sums.assign(outcome=sums["outcome"].fillna(""))
        self.cells = dict(iter(filled.groupby(["year", "population", "unit", "outcome", "quantity"], sort=True)))
        # A year without a single incident record is a year whose incident file is not there: zero would be a claim.
        recorded = {year for year, *_, quantity in self.cells if quantity == "victimizations"}
        self.years = sorted({(year, population) for year, population, *_ in self.cells if year in recorded})

    def column(self, *cell: object) -> np.ndarray | None:
        """[PSUs] weighted totals of a cell, None when no PSU has any."""
        if cell not in self.cells:
            return None
        found = self.cells[cell].set_index(PSU_KEY)["weighted_total"]
        if not found.index.isin(self.index).all():
            raise ValueError(f"sums of {cell} name a primary sampling unit that is not in the design")
        return found.reindex(self.index, fill_value=0.0).to_numpy(dtype=float)

    def n_records(self, *cell: object) -> int:
        return int(self.cells[cell]["n_records"].sum()) if cell in self.cells else 0

    def is_synthetic(self, year: int) -> bool:
        return any(
            bool(rows["is_synthetic"].any()) for (cell_year, *_), rows in self.cells.items() if cell_year == year
        )


def _group_rows(sums: PsuSums, outcomes: tuple[VictimizationOutcome, ...]) -> Iterator[dict[str, Any]]:
    for year, population in sums.years:
        for outcome in outcomes:
            if population == "all" or outcome.unit == "person":
                yield from _cell_rows(sums, int(year), str(population), outcome)


def _cell_rows(sums: PsuSums, year: int, population: str, outcome: VictimizationOutcome) -> Iterator[dict[str, Any]]:
    """Rows of every measure of one year, population and outcome."""
    people = PLURALS[outcome.unit]
    where = (year, population, outcome.unit)
    happened = sums.column(*where, outcome.name, "victimizations")
    count = happened if happened is not None else np.zeros(sums.design.n_psus)
    shared = {
        "year": year, "population": population, "outcome": outcome.name, "n_psus": sums.design.n_psus,
        "n_strata": sums.design.n_strata, "degrees_of_freedom": sums.design.degrees_of_freedom,
        "n_records": sums.n_records(*where, outcome.name, "victimizations"),
        "synthetic_inputs": sums.is_synthetic(year),
    }  # fmt: skip
    error = float(np.sqrt(psu_variances(count[:, None], sums.design)[0]))
    yield shared | {"measure": "total", "unit": "victimizations", "estimate": count.sum(), "std_error": error}
    population_sums = sums.column(*where, "", "population")
    if population_sums is not None:
        yield shared | _ratio(sums, count, population_sums, 1000, "rate", f"victimizations per 1,000 {people}")
        victims = sums.column(*where, outcome.name, "victims")
        victims = victims if victims is not None else np.zeros(sums.design.n_psus)
        n_victims = sums.n_records(*where, outcome.name, "victims")
        words = f"percent of {people} interviewed, in the six months before"
        yield shared | {"n_records": n_victims} | _ratio(sums, victims, population_sums, 100, "prevalence", words)
    whole = sums.column(*where, outcome.share_of or "", "victimizations")
    if outcome.share_of and whole is not None:
        yield shared | _ratio(sums, count, whole, 100, "share", f"percent of {outcome.share_of}")


def _ratio(
    sums: PsuSums, numerator: np.ndarray, denominator: np.ndarray, per: int, measure: str, unit: str
) -> dict[str, Any]:
    ratios, linearized = linearize_ratios(numerator[:, None], denominator[:, None])
    error = np.sqrt(psu_variances(linearized, sums.design)[0])
    return {"measure": measure, "unit": unit, "estimate": per * float(ratios[0]), "std_error": per * float(error)}


def _with_limits(table: pd.DataFrame, confidence_level: float) -> pd.DataFrame:
    """Add limits and reliability.

    What has no record has no error either: zero would look like certainty. Without two PSUs in some stratum there are
    no degrees of freedom, so an error but no limits. Percentages end at 100.
    """
    is_recorded, has_degrees = table["n_records"] > 0, table["degrees_of_freedom"] > 0
    error = table["std_error"].astype(float).where(is_recorded)
    estimate = table["estimate"].astype(float)
    degrees = table["degrees_of_freedom"].astype(float).where(has_degrees)
    half_width = student_t.ppf((1 + confidence_level) / 2, degrees) * error
    largest = np.where(table["measure"].isin(["prevalence", "share"]), 100.0, np.inf)
    relative = (100 * error / estimate).where(estimate > 0)
    return table.assign(
        std_error=error,
        conf_low=(estimate - half_width).clip(lower=0),
        conf_high=np.minimum(estimate + half_width, largest),
        relative_std_error_pct=relative,
        is_unreliable=(table["n_records"] <= FEWEST_RELIABLE_RECORDS) | (relative > LARGEST_RELIABLE_ERROR_PCT),
        note=np.select(
            [~is_recorded, ~has_degrees],
            ["no record: the error cannot be estimated", "no stratum has two sampling units: no limits"],
            default=None,
        ),
    )
