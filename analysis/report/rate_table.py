"""Size of the panel and victimization by year as text: the numbers behind the rate figure."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.disclosure import SMALLEST_RELEASED_COUNT
from analysis.report import formatting as text
from analysis.report.labels import POPULATION_LABELS, label_population


@dataclass(frozen=True)
class RateLine:
    """One population in one year, or in all years together."""

    population: str
    year: str
    n_persons: str
    n_interviews: str
    n_victimized_interviews: str
    victimized_pct: str


def rate_lines(panel_summary: pd.DataFrame, is_gated: bool) -> list[RateLine]:
    """Lines of all years together, in the page's order of groups."""
    totals = panel_summary[panel_summary["interview_year"].isna()]
    by_population = {row["population"]: row for _, row in totals.iterrows()}
    order = [code for code in POPULATION_LABELS if code in by_population]
    return [_line(by_population[code], is_gated) for code in order]


def whole_panel(panel_summary: pd.DataFrame, is_gated: bool) -> dict | None:
    """Everyone in every year: the size the page opens with; None when no such row is there."""
    lines = [line for line in rate_lines(panel_summary, is_gated) if line.population == label_population("all")]
    years = panel_summary["interview_year"].dropna()
    if not lines:
        return None
    span = f"{int(years.min())}–{int(years.max())}" if len(years) else text.DASH
    return {"line": lines[0], "years": span}


def _line(row: pd.Series, is_gated: bool) -> RateLine:
    victimized = row["n_victimized_interviews"]
    is_withheld = is_gated and (text.is_missing(victimized) or victimized < SMALLEST_RELEASED_COUNT)
    return RateLine(
        population=label_population(row["population"]),
        year="all years" if text.is_missing(row["interview_year"]) else str(int(row["interview_year"])),
        n_persons=text.format_count(row["n_persons"], is_gated),
        n_interviews=text.format_count(row["n_interviews"], is_gated),
        n_victimized_interviews=text.format_count(victimized, is_gated),
        victimized_pct=text.DASH if is_withheld else text.format_percent(row["victimized_pct"]),
    )
