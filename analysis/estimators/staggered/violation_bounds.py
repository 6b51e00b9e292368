"""Bounds and intervals under a restriction on violations of parallel trends, as functions of M.

The smoothness interval is diff-diff's optimal fixed-length one. For relative magnitudes diff-diff's interval takes the
estimated differences before adoption for the true ones; it covers too seldom, so the interval here is our own: for
each difference before adoption and either sign, the ends of the bounds are linear in the coefficients and have normal
(t) errors; the union of these intervals covers wherever the largest true difference lies.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from analysis.estimators.result import quantile
from analysis.estimators.staggered.event_path import EventPath

# M to (bound_low, bound_high, conf_low, conf_high).
Bounds = Callable[[float], tuple[float, float, float, float]]


def relative_magnitudes(path: EventPath, weights: np.ndarray, critical: float) -> Bounds:
    """Closed form: the bias is at most M x (largest difference before) x (sum of what each later step weighs)."""
    n_before, n_after = len(path.before), len(path.after)
    # Rows: change from one period to the next before adoption, the last one into the reference, which is 0.
    steps = np.zeros((n_before, n_before + n_after))
    for i in range(n_before):
        steps[i, i] = -1.0
        if i + 1 < n_before:
            steps[i, i + 1] = 1.0
    reach = np.abs(np.cumsum(weights[::-1])).sum()
    coefficients = np.concatenate([path.before, path.after])
    target = np.concatenate([np.zeros(n_before), weights])

    def bounds(magnitude: float) -> tuple[float, float, float, float]:
        moved = np.concatenate([target + magnitude * reach * steps, target - magnitude * reach * steps])
        ends = moved @ coefficients
        errors = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", moved, path.covariance, moved), 0))
        low, high = ends - critical * errors, ends + critical * errors
        return float(ends.min()), float(ends.max()), float(low.min()), float(high.max())

    return bounds


def smoothness(path: EventPath, weights: np.ndarray, level: float, freedom: int) -> Bounds:
    """The library's optimal fixed-length interval, and its identified set by linear programs."""
    from diff_diff import HonestDiD

    # The library's noncentral t overflows; stretching the errors makes its normal interval the t one at M = 0 and
    # wider than it beyond.
    stretch = float(quantile(0.5 + level / 2, np.float64(freedom)) / quantile(0.5 + level / 2, np.float64(np.inf)))
    carrier = library_result(replace(path, covariance=path.covariance * stretch**2))

    def bounds(magnitude: float) -> tuple[float, float, float, float]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = HonestDiD(method="smoothness", M=magnitude, alpha=1 - level, l_vec=weights).fit(carrier)
        return float(found.lb), float(found.ub), float(found.ci_lb), float(found.ci_ub)

    return bounds


def library_result(path: EventPath) -> object:
    """Coefficients and covariance in the library's own carrier of an event study, labelled by position."""
    from diff_diff.results import MultiPeriodDiDResults, PeriodEffect

    n_before, estimates = len(path.before), np.concatenate([path.before, path.after])
    positions = [*range(-n_before - 1, -1), *range(len(path.after))]
    errors = np.sqrt(np.diag(path.covariance))
    effects = {
        p: PeriodEffect(p, e, s, e / s, np.nan, (np.nan, np.nan))
        for p, e, s in zip(positions, estimates, errors, strict=True)
    }
    return MultiPeriodDiDResults(
        period_effects=effects,
        avg_att=np.nan,
        avg_se=np.nan,
        avg_t_stat=np.nan,
        avg_p_value=np.nan,
        avg_conf_int=(np.nan, np.nan),
        n_obs=0,
        n_treated=0,
        n_control=0,
        pre_periods=positions[:n_before],
        post_periods=positions[n_before:],
        vcov=path.covariance,
        interaction_indices={p: i for i, p in enumerate(positions)},
        reference_period=-1,
    )
