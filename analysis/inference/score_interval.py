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

import numpy as np

from analysis.inference.bootstrap_weights import BootstrapWeights, bootstrap_p_values
from analysis.inference.cluster_products import DrawnMoments
from analysis.inference.interval_search import interval_not_rejected


def score_moments(
    contributions: np.ndarray, slopes: np.ndarray, weights: BootstrapWeights
) -> tuple[DrawnMoments, DrawnMoments]:
    """Moments of the sample itself and of every draw; contributions, slopes: [clusters]."""
    first = np.column_stack([contributions, slopes])
    second = np.column_stack([contributions**2, contributions * slopes, slopes**2])
    parts = [np.column_stack([drawn @ first, drawn**2 @ second]) for drawn in weights.batches()]
    own = np.concatenate([first.sum(axis=0), second.sum(axis=0)])
    return DrawnMoments(*own[:, None]), DrawnMoments(*np.concatenate(parts).T)


def score_bootstrap_interval(
    own: DrawnMoments, drawn: DrawnMoments, is_enumerated: bool, confidence_level: float
) -> tuple[float, float]:
    """Ends of the interval, infinite where no value is rejected on that side; moments as `score_moments` gives.

    Missing where the slopes sum to nothing.
    """
    if not own.n1[0] > 0:
        return np.nan, np.nan
    estimate = float(own.n0[0] / own.n1[0])
    variance = own.q00 - 2 * estimate * own.q01 + estimate**2 * own.q11
    std_error = float(np.sqrt(max(variance[0], 0.0)) / own.n1[0])

    def p_value(value: float) -> float:
        return bootstrap_p_values(float(own.t_statistics(value)[0]), drawn.t_statistics(value), is_enumerated)[0]

    return interval_not_rejected(p_value, estimate, std_error, confidence_level)


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
