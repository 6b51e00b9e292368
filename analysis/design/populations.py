"""Whose interviews an estimate is about, and of which months."""

from __future__ import annotations

import numpy as np
import pandas as pd

GROUP_OF_POPULATION = {"all": None, "latino": "latino", "white": "white", "black": "black"}


def is_of_population(groups: pd.Categorical, population: str) -> np.ndarray:
    """[rows] whether the interview is the population's; 'all' includes groups without a population of their own.

    Raises ValueError for an unknown population.
    """
    if population not in GROUP_OF_POPULATION:
        raise ValueError(f"unknown population '{population}'; choose from {', '.join(GROUP_OF_POPULATION)}")
    group = GROUP_OF_POPULATION[population]
    if group is None:
        return np.ones(len(groups), dtype=bool)
    return np.isin(groups.codes, np.flatnonzero(groups.categories == group))


def is_in_period(months: pd.Series, period: tuple[str, ...]) -> np.ndarray:
    """[rows] whether the month lies between the first and the last, both included; always so without a period."""
    if not period:
        return np.ones(len(months), dtype=bool)
    first, last = (pd.Period(month, freq="M") for month in period)
    month = pd.to_datetime(months)
    return ((month >= first.start_time) & (month <= last.end_time)).to_numpy()
