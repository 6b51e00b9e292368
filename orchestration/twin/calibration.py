"""Solves the level of the hazard so that expected rates equal the published ones, by year and group.

Expected means over the person intercept too: what chance gives to the persons drawn is sampling error, as in the survey
itself. The level belongs to the calendar year of the reference period's middle month, so that the effects of half-years
an estimator enters can represent it exactly. Interviews of January to March look mostly into the year before; years are
therefore solved one after the other.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from orchestration.twin.calendar_months import FIRST_PANEL_YEAR, year_of
from orchestration.twin.published_rates import RATES_PER_1000, YEARS

MIDDLE_MONTHS_BACK = 3
LOWEST, HIGHEST = -14.0, 0.0
N_QUADRATURE_POINTS = 41
GRID = np.linspace(-24.0, 12.0, 3_601)
N_HALVINGS = 40


def level_year(month: np.ndarray) -> np.ndarray:
    """Return the position of the level's year for interviews in given months; windows before 2005 use 2005."""
    return np.maximum(year_of(month - MIDDLE_MONTHS_BACK) - FIRST_PANEL_YEAR, 0)


def solve_levels(
    log_odds: np.ndarray,
    month: np.ndarray,
    group: np.ndarray,
    weight: np.ndarray,
    intercept_sd: float,
    mean_count: float,
) -> np.ndarray:
    """Return levels (years, groups) at which expected victimizations match the published rates.

    `log_odds` (n, 6) hold everything but level and person intercept, which is normal with `intercept_sd`; `mean_count`
    is the expected number of victimizations of a month with an event. Raises ValueError when a rate cannot be reached.
    """
    chance = mean_chance(intercept_sd)
    collection, position = year_of(month) - FIRST_PANEL_YEAR, level_year(month)
    levels = np.empty(RATES_PER_1000.shape)
    for g in range(RATES_PER_1000.shape[1]):
        for y in range(len(YEARS)):
            cell = (collection == y) & (group == g)
            own = cell & (position == y)
            earlier = cell & (position < y)
            total = weight[cell].sum()
            # Twice: two half-years make a year, and a person counts twice in its weights.
            target = RATES_PER_1000[y, g] / 1000 * total / (2 * mean_count)
            if earlier.any():
                target -= _expected(log_odds[earlier], weight[earlier], levels[y - 1, g], chance)
            levels[y, g] = _bisect(log_odds[own], weight[own], target, chance, f"{YEARS[y]}, group {g}")
    return levels


def mean_chance(intercept_sd: float) -> np.ndarray:
    """Return the chance of an event at the log odds of GRID, the normal person intercept integrated out."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(N_QUADRATURE_POINTS)
    return expit(GRID[:, None] + intercept_sd * nodes) @ (weights / weights.sum())


def _expected(log_odds: np.ndarray, weight: np.ndarray, level: float, chance: np.ndarray) -> float:
    return float(weight @ np.interp(log_odds + level, GRID, chance).sum(axis=1))


def _bisect(log_odds: np.ndarray, weight: np.ndarray, target: float, chance: np.ndarray, cell: str) -> float:
    low, high = LOWEST, HIGHEST
    if not _expected(log_odds, weight, low, chance) < target < _expected(log_odds, weight, high, chance):
        raise ValueError(f"no level reaches the published rate of {cell}: too few interviews")
    for _ in range(N_HALVINGS):
        middle = (low + high) / 2
        if _expected(log_odds, weight, middle, chance) < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2
