"""Populations of an estimate, by the respondent's group."""

from __future__ import annotations

import pandas as pd

GROUP_OF_POPULATION = {"all": None, "latino": "latino", "white": "white", "black": "black"}


def select_population(panel: pd.DataFrame, population: str) -> pd.DataFrame:
    """Interviews of the population; 'all' includes the groups that have no population of their own.

    Raises ValueError for an unknown population.
    """
    if population not in GROUP_OF_POPULATION:
        raise ValueError(f"unknown population '{population}'; choose from {', '.join(GROUP_OF_POPULATION)}")
    group = GROUP_OF_POPULATION[population]
    return panel if group is None else panel[panel["population_group"] == group]


def select_period(panel: pd.DataFrame, period: tuple[str, ...]) -> pd.DataFrame:
    """Interviews from the first to the last month, both included; all of them when no period is given."""
    if not period:
        return panel
    first, last = (pd.Period(month, freq="M") for month in period)
    month = pd.to_datetime(panel["interview_month"])
    return panel[(month >= first.start_time) & (month <= last.end_time)]
