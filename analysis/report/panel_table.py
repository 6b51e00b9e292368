"""Size of the panel by population as text: people, interviews, and how many of these tell of violence."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.disclosure import SMALLEST_RELEASED_COUNT
from analysis.report import formatting as text
from analysis.report.labels import POPULATION_LABELS, label_population


@dataclass(frozen=True)
class PanelLine:
    """One population in all years of the panel together."""

    population: str
    years: str
    n_persons: str
    n_interviews: str
    n_victimized_interviews: str
    victimized_pct: str


def panel_lines(panel_summary: pd.DataFrame, is_gated: bool) -> list[PanelLine]:
    """Lines in the page's order of groups, everybody first."""
    by_population = {row["population"]: row for _, row in panel_summary.iterrows()}
    return [_line(by_population[code], is_gated) for code in POPULATION_LABELS if code in by_population]


def _line(row: pd.Series, is_gated: bool) -> PanelLine:
    victimized = row["n_victimized_interviews"]
    is_withheld = is_gated and (text.is_missing(victimized) or victimized < SMALLEST_RELEASED_COUNT)
    return PanelLine(
        population=label_population(row["population"]),
        years=f"{int(row['first_year'])}–{int(row['last_year'])}",
        n_persons=text.format_count(row["n_persons"], is_gated),
        n_interviews=text.format_count(row["n_interviews"], is_gated),
        n_victimized_interviews=text.format_count(victimized, is_gated),
        victimized_pct=text.DASH if is_withheld else text.format_percent(row["victimized_pct"]),
    )
