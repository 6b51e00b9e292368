"""What a design can see: who informs an estimate, and how an estimate of that precision behaves.

Type-S and type-M errors after Gelman and Carlin (2014), in the closed form of Lu, Qiu and Deng (2019).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

LEVEL = 0.05
TARGET_POWER = 0.8
FEWEST_INFORMATIVE_SWITCHERS = 30


@dataclass(frozen=True)
class ExposureCounts:
    """Persons and places behind one policy's estimate.

    n_switchers: persons whose exposure varies; n_informative_switchers: of these, whose outcome varies too.
    A county or state is treated when any of its interviews is exposed.
    """

    n_switchers: int
    n_informative_switchers: int
    n_treated_counties: int
    n_treated_states: int


@dataclass(frozen=True)
class DesignAnalysis:
    """Smallest detectable odds ratio, and power, type-S and type-M error at the benchmark odds ratio."""

    mde: float
    power: float
    type_s: float
    type_m: float


def varies_within_person(values: np.ndarray, row_start: np.ndarray) -> np.ndarray:
    """For each person (rows sorted by person), whether the value differs between interviews."""
    is_change = values[1:] != values[:-1]
    is_change[row_start[1:-1] - 1] = False
    varies = np.zeros(len(row_start) - 1, dtype=bool)
    varies[np.searchsorted(row_start, np.flatnonzero(is_change), side="right") - 1] = True
    return varies


def count_exposure(
    exposure: np.ndarray, is_informative: np.ndarray, row_start: np.ndarray, counties: np.ndarray, states: np.ndarray
) -> ExposureCounts:
    """Count switchers and treated places.

    exposure and the integer codes of counties and states are by row, sorted by person; is_informative says of
    each person whether the outcome varies.
    """
    switches = varies_within_person(exposure, row_start)
    is_exposed = exposure > 0
    return ExposureCounts(
        n_switchers=int(switches.sum()),
        n_informative_switchers=int((switches & is_informative).sum()),
        n_treated_counties=_n_distinct(counties[is_exposed]),
        n_treated_states=_n_distinct(states[is_exposed]),
    )


def _n_distinct(codes: np.ndarray) -> int:
    return int(np.count_nonzero(np.bincount(codes)))


def is_informed(exposure: np.ndarray, is_informative: np.ndarray, row_start: np.ndarray) -> bool:
    """Whether a within effect has anybody to rest on; True too when nobody switches, for that is said elsewhere."""
    switches = varies_within_person(exposure, row_start)
    return not switches.any() or bool((switches & is_informative).any())


def smallest_detectable_odds_ratio(std_error: float, power: float = TARGET_POWER, level: float = LEVEL) -> float:
    """Odds ratio above 1 that a two-sided test of this precision finds with the given power."""
    return float(np.exp((ndtri(power) - ndtri(level / 2)) * std_error))


def analyse_design(std_error: float, benchmark_odds_ratio: float, level: float = LEVEL) -> DesignAnalysis:
    """Behaviour of an estimate with this standard error (log odds) if the truth were the benchmark.

    Raises ValueError for a standard error that is not positive or a benchmark of no effect.
    """
    if not std_error > 0:
        raise ValueError(f"std_error must be positive, got {std_error}")
    if not benchmark_odds_ratio > 0 or benchmark_odds_ratio == 1:
        raise ValueError(f"benchmark_odds_ratio must be positive and not 1, got {benchmark_odds_ratio}")
    delta = abs(np.log(benchmark_odds_ratio)) / std_error
    critical = -ndtri(level / 2)
    right, wrong = ndtr(delta - critical), ndtr(-delta - critical)
    power = right + wrong
    densities = _normal_density(critical - delta) + _normal_density(critical + delta)
    return DesignAnalysis(
        mde=smallest_detectable_odds_ratio(std_error, level=level),
        power=float(power),
        type_s=float(wrong / power),
        type_m=float((densities + delta * (right - wrong)) / (delta * power)),
    )


def _normal_density(z: float) -> float:
    return np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
