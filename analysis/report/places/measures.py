"""The covariates of tracts: their means in three years, their sampling error and what is missing."""

from __future__ import annotations

import pandas as pd

from analysis.report.formatting import DASH, format_share, is_missing
from analysis.report.places.inputs import PlaceInputs
from analysis.report.provenance import is_true
from analysis.report.tables import Column, make_table, number_columns

MEASURES = {
    "population": "Residents of a tract",
    "population_density_per_km2": "Residents per km²",
    "racial_heterogeneity": "Racial and ethnic heterogeneity (0 to 0.8)",
    "poverty_pct": "Poor, %",
    "public_assistance_pct": "Households with public assistance, %",
    "female_headed_pct": "Families headed by a woman, %",
    "unemployed_pct": "Unemployed, % of the labor force",
    "vacant_pct": "Vacant housing units, %",
    "under_18_pct": "Under 18, %",
    "aged_15_24_pct": "Aged 15 to 24, %",
    "divorced_or_separated_pct": "Divorced or separated, %",
    "moved_under_10y_pct": "Moved in within ten years, %",
    "owner_occupied_pct": "Owner-occupied, %",
    "foreign_born_pct": "Born abroad, %",
    "noncitizen_pct": "No citizens, %",
    "latino_pct": "Latino, %",
    "black_pct": "Black, %",
    "concentrated_disadvantage": "Concentrated disadvantage, SD",
    "concentrated_disadvantage_without_unemployment": "Disadvantage without unemployment, SD",
    "residential_instability": "Residential instability, SD",
}


def measures_context(inputs: PlaceInputs) -> dict:
    """What the section prints: a row a measure, over tracts of 2010."""
    rows = inputs.measure_years
    is_synthetic = bool(rows["is_synthetic"].map(is_true).any())
    years = sorted(int(year) for year in rows["year"].unique())
    if not years:
        return {"is_synthetic": is_synthetic, "table": None}
    lines = [
        _line(rows[rows["measure"] == measure].set_index("year"), name, years)
        for measure, name in MEASURES.items()
        if (rows["measure"] == measure).any()
    ]
    last = years[-1]
    titles = [*(f"Mean {year}" for year in years), f"Margin {last}", f"Reliability {last}", f"Missing {last}"]
    caption = f"Over tracts of 2010; means by residents. Margin, reliability and missing are of {last}."
    table = make_table(caption, [Column("Measure"), *number_columns(*titles)], lines, is_synthetic)
    return {"is_synthetic": is_synthetic, "table": table, "last_year": last}


def _line(of_measure: pd.DataFrame, name: str, years: list[int]) -> list[str]:
    means = [_number(of_measure["mean"].get(year)) for year in years]
    last = of_measure.loc[years[-1]] if years[-1] in of_measure.index else None
    if last is None:
        return [name, *means, DASH, DASH, DASH]
    margin = _number(last["median_moe"])
    return [
        name, *means, margin if margin == DASH else f"±{margin}", reliability(last["error_variance"], last["variance"]),
        format_share(last["n_missing"] / last["n_tracts"]),
    ]  # fmt: skip


def reliability(error_variance: object, variance: object) -> str:
    """Share of the variance between tracts that is no sampling error, at least 0."""
    if is_missing(error_variance) or is_missing(variance) or float(variance) <= 0:
        return DASH
    return f"{max(0.0, 1 - float(error_variance) / float(variance)):.2f}"


def _number(value: object) -> str:
    """Thousands without decimals, shares with one, indices with two."""
    if is_missing(value):
        return DASH
    size = abs(float(value))
    text = f"{size:,.0f}" if size >= 100 else f"{size:.1f}" if size >= 3 else f"{size:.2f}"
    return f"−{text}" if value < 0 and float(text.replace(",", "")) else text
