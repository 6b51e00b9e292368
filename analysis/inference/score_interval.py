"""Confidence interval of the score wild bootstrap: the values it does not reject.

Under another value of the parameter a cluster's contribution is less by that value times its slope, its share of the
information on the parameter once the nuisance parameters have moved along: exact for linear models, for logits the
secant to the fit with the parameter free. The studentised statistic of every draw then follows from five sums, as in
the wild cluster bootstrap.

Methods: inversion as in Roodman, MacKinnon, Nielsen and Webb (2019), Stata Journal 19(1); scores as in Kline and Santos
(2012), Journal of Econometric Methods 1(1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.inference.bootstrap_weights import BootstrapWeights, bootstrap_p_values
from analysis.inference.interval_search import STEP_IN_STD_ERRORS, last_not_rejected


@dataclass(frozen=True)
class _Sums:
    """By draw: sum n0 - b n1 for the value b, and its variance q00 - 2 b q01 + b² q11."""

    n0: np.ndarray
    n1: np.ndarray
    q00: np.ndarray
    q01: np.ndarray
    q11: np.ndarray

    def statistics(self, value: float) -> np.ndarray:
        variance = np.maximum(self.q00 - 2 * value * self.q01 + value**2 * self.q11, 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.nan_to_num((self.n0 - value * self.n1) / np.sqrt(variance), nan=np.inf)


def score_bootstrap_interval(
    contributions: np.ndarray, slopes: np.ndarray, weights: BootstrapWeights, confidence_level: float
) -> tuple[float, float]:
    """Ends of the interval, infinite where no value is rejected on that side.

    contributions, slopes: [clusters], one-step contributions at the null value 0 and what a unit of the parameter takes
    off them; slopes sum to about 1. Missing where the slopes sum to nothing.
    """
    drawn = _sums(contributions, slopes, weights)
    observed = _Sums(*(np.array([total]) for total in _own(contributions, slopes)))
    if not observed.n1[0] > 0:
        return np.nan, np.nan
    estimate = float(observed.n0[0] / observed.n1[0])
    std_error = float(np.sqrt(((contributions - estimate * slopes) ** 2).sum()) / observed.n1[0])

    def p_value(value: float) -> float:
        statistic = float(observed.statistics(value)[0])
        return bootstrap_p_values(statistic, drawn.statistics(value), weights.is_enumerated)[0]

    step, level = STEP_IN_STD_ERRORS * std_error, 1 - confidence_level
    return tuple(last_not_rejected(p_value, estimate, sign * step, level) for sign in (-1, 1))


def contribution_slopes(
    scores: np.ndarray, bread: np.ndarray, tested: int, moved: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """[clusters] slopes of a model at its null, the other parameters moving along.

    scores, bread, tested: as `score_wild_bootstrap`. moved: [clusters, k] scores a step [k] of the parameters away. The
    slopes are taken over one standard error.
    """
    contributions = scores @ bread[tested]
    reach = np.copysign(np.sqrt(bread[tested, tested]), contributions.sum())
    there = moved(reach * bread[tested] / bread[tested, tested]) @ bread[tested]
    return (contributions - there) / reach


def slopes_to_estimate(
    contributions: np.ndarray, influence: np.ndarray, estimate: float, std_error: float, near_null: np.ndarray
) -> np.ndarray:
    """[clusters] the secant from the null model to the fit with the parameter free, at which contributions sum to zero.

    contributions, influence: [clusters] at the null model and at that fit. Within a standard error of the null both are
    too close for a secant: near_null, as `contribution_slopes` gives, is taken there.
    """
    return near_null if abs(estimate) < std_error else (contributions - influence) / estimate


def _own(contributions: np.ndarray, slopes: np.ndarray) -> tuple[float, ...]:
    products = contributions**2, contributions * slopes, slopes**2
    return tuple(float(values.sum()) for values in (contributions, slopes, *products))


def _sums(contributions: np.ndarray, slopes: np.ndarray, weights: BootstrapWeights) -> _Sums:
    first = np.column_stack([contributions, slopes])
    second = np.column_stack([contributions**2, contributions * slopes, slopes**2])
    parts = [np.column_stack([drawn @ first, drawn**2 @ second]) for drawn in weights.batches()]
    return _Sums(*np.concatenate(parts).T)
