"""Which interviews a specification is about, before any is left out for missing values."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.design.panel_columns import GROUP, MONTH, PanelColumns
from analysis.design.populations import is_in_period, is_of_population
from analysis.specification import Specification

INTERVIEW_NUMBER = "interview_number"
FIRST_IS_UNBOUNDED = "first interviews left out: what they report has no earlier interview to bound it"


def chosen_interviews(
    panel: PanelColumns, specification: Specification, population: str
) -> tuple[np.ndarray, list[str]]:
    """Positions of the interviews of the population, period and kind asked for, and notes on those left out."""
    is_chosen = is_of_population(panel.levels(GROUP), population)
    months = panel.column(MONTH)
    is_chosen &= is_in_period(months, specification.period)
    notes: list[str] = []
    if specification.without_interview_years:
        is_of_year = np.isin(pd.to_datetime(months).dt.year, specification.without_interview_years)
        years = ", ".join(map(str, specification.without_interview_years))
        notes.append(f"{int((is_chosen & is_of_year).sum()):,} interviews of {years} left out")
        is_chosen &= ~is_of_year
    if specification.interviews == "bounded":
        is_first = panel.numbers(INTERVIEW_NUMBER) <= 1
        notes.append(f"{int((is_chosen & is_first).sum()):,} {FIRST_IS_UNBOUNDED}")
        is_chosen &= ~is_first
    return np.flatnonzero(is_chosen), notes
