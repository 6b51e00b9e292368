"""Codes of calendar time by row, for estimators that absorb time rather than give it columns."""

from __future__ import annotations

import numpy as np

from analysis.design.population_design import PopulationDesign
from analysis.design.time_columns import TIME_COLUMNS
from analysis.models.task import ModelTask

HALF_YEAR = "half_year"


def time_codes(task: ModelTask, design: PopulationDesign) -> dict[str, np.ndarray]:
    """[rows] integers of the half-year, in calendar order, and of each time term the specification names."""
    codes = {}
    for term in dict.fromkeys((HALF_YEAR, *task.specification.time_terms)):
        *places, time = (task.columns.levels(name).codes[design.rows].astype(np.int64) for name in TIME_COLUMNS[term])
        codes[term] = time if not places else places[0] * (time.max(initial=0) + 1) + time
    return codes


def absorbed_terms(task: ModelTask) -> list[str]:
    """Time terms beside the half-year, which estimators of this kind take as their period."""
    return [name for name in task.specification.time_terms if name != HALF_YEAR]
