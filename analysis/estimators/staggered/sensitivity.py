"""How large a violation of parallel trends an estimate survives (Rambachan and Roth 2023).

Relative magnitudes: between two periods after adoption trends differ at most M times as much as they did between any
two before. Smoothness: the slope of the difference changes by at most M from one period to the next.

The smoothness interval is diff-diff's optimal fixed-length one. For relative magnitudes diff-diff's interval takes the
estimated differences before adoption for the true ones; it covers too seldom, so the interval here is our own: for
each difference before adoption and either sign, the ends of the bounds are linear in the coefficients and have normal
(t) errors; the union of these intervals covers wherever the largest true difference lies.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from analysis.estimators.result import quantile
from analysis.estimators.staggered.event_times import FEWEST_CLUSTERS_OF_AN_ERROR
from analysis.estimators.staggered.result import StaggeredResult

SENSITIVITY_COLUMNS = (
    "M", "restriction", "target", "bound_low", "bound_high", "conf_low", "conf_high", "breakdown", "message",
)  # fmt: skip
RESTRICTIONS = ("relative_magnitudes", "smoothness")
_LARGEST_M = 1e6
_BREAKDOWN_PRECISION = {
    "relative_magnitudes": 1e-9,
    "smoothness": 1e-3,
}  # relative; each smoothness interval is a search


@dataclass(frozen=True)
class EventPath:
    """Coefficients at consecutive event times around the reference, the last period before adoption.

    before, after: [event times]; covariance: [before + after, same]; after_times: event times of `after`.
    """

    before: np.ndarray
    after: np.ndarray
    covariance: np.ndarray
    after_times: tuple[int, ...]


def sensitivity_to_violations(
    result: StaggeredResult,
    restriction: str = "relative_magnitudes",
    magnitudes: Sequence[float] = (0.0, 0.5, 1.0, 1.5, 2.0),
    target: str | int = "average",
    confidence_level: float | None = None,
) -> pd.DataFrame:
    """Bounds and intervals of the target by M (SENSITIVITY_COLUMNS).

    result        of `callaway_santanna` with a universal base period, or of `sun_abraham`
    target        'average' of all event times from 0 on, equally weighted, or one event time
    bound_low, bound_high  the identified set at the estimates; missing where the estimates themselves contradict M
    breakdown     smallest M whose interval holds 0: 0 where the estimate is not significant to begin with,
                  infinite where none up to a million does

    Event times used are those next to each other around the reference that are not pooled. Without an event study
    the rows are missing and `message` says why. Raises ValueError for wrong arguments.
    """
    _check(result, restriction, magnitudes)
    level = result.confidence_level if confidence_level is None else confidence_level
    path = event_path(result)
    reason = _not_bounded(result, path)
    if reason:
        return _frame([(m, np.nan, np.nan, np.nan, np.nan) for m in magnitudes], restriction, target, np.nan, reason)
    weights = _target_weights(path, target)
    critical = float(quantile(0.5 + level / 2, np.float64(result.n_clusters - 1)))
    if restriction == "smoothness":
        bounds = _smoothness(path, weights, level, result.n_clusters - 1)
    else:
        bounds = _relative_magnitudes(path, weights, critical)
    rows = [(float(m), *bounds(float(m))) for m in magnitudes]
    message = f"{len(path.before)} event times before and {len(path.after)} from adoption on"
    return _frame(rows, restriction, target, _breakdown(bounds, _BREAKDOWN_PRECISION[restriction]), message)


def event_path(result: StaggeredResult) -> EventPath | None:
    """The unpooled event times next to each other around the reference, None without any."""
    events = result.event_times
    if result.status != "ok" or events.empty or result.event_time_covariance is None:
        return None
    is_single = (events["term"] == events["event_time"].astype(str)) & (events["std_error"] > 0)
    is_single &= events["n_treated_clusters"] >= FEWEST_CLUSTERS_OF_AN_ERROR
    usable = set(events.loc[is_single, "event_time"])
    if len(result.reference_event_times) != 1:
        return None
    reference = result.reference_event_times[0]
    before = _consecutive(usable, reference - 1, -1)[::-1]
    after = _consecutive(usable, reference + 1, 1)
    estimates = events.set_index("event_time")["estimate"]
    order = [*before, *after]
    covariance = result.event_time_covariance.loc[order, order].to_numpy()
    return EventPath(estimates.loc[before].to_numpy(), estimates.loc[after].to_numpy(), covariance, tuple(after))


def _consecutive(usable: set[int], start: int, step: int) -> list[int]:
    found = []
    while start in usable:
        found.append(start)
        start += step
    return found


def _relative_magnitudes(
    path: EventPath, weights: np.ndarray, critical: float
) -> Callable[[float], tuple[float, float, float, float]]:
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


def _smoothness(
    path: EventPath, weights: np.ndarray, level: float, freedom: int
) -> Callable[[float], tuple[float, float, float, float]]:
    from diff_diff import HonestDiD

    # The library's noncentral t overflows; stretching the errors makes its normal interval the t one at M = 0 and
    # wider than it beyond.
    stretch = float(quantile(0.5 + level / 2, np.float64(freedom)) / quantile(0.5 + level / 2, np.float64(np.inf)))
    carrier = _library_result(replace(path, covariance=path.covariance * stretch**2))

    def bounds(magnitude: float) -> tuple[float, float, float, float]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = HonestDiD(method="smoothness", M=magnitude, alpha=1 - level, l_vec=weights).fit(carrier)
        return float(found.lb), float(found.ub), float(found.ci_lb), float(found.ci_ub)

    return bounds


def _library_result(path: EventPath) -> object:
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


def _breakdown(bounds: Callable[[float], tuple[float, float, float, float]], precision: float) -> float:
    *_, low, high = bounds(0.0)
    if not (low > 0 or high < 0):
        return 0.0

    def distance_from_zero(magnitude: float) -> float:
        *_, conf_low, conf_high = bounds(magnitude)
        distance = conf_low if low > 0 else -conf_high
        return -1.0 if np.isnan(distance) else distance  # an interval without ends shows no effect

    below, above = 0.0, 1e-3
    while distance_from_zero(above) > 0:
        below, above = above, 4 * above
        if above > _LARGEST_M:
            return np.inf
    return float(brentq(distance_from_zero, below, above, xtol=precision * above, rtol=1e-12))


def _target_weights(path: EventPath, target: str | int) -> np.ndarray:
    from_adoption = np.array([e >= 0 for e in path.after_times], dtype=np.float64)
    if target == "average":
        return from_adoption / from_adoption.sum()
    if target not in path.after_times:
        raise ValueError(f"target must be 'average' or one of the event times {path.after_times}; got {target!r}")
    return np.array([e == target for e in path.after_times], dtype=np.float64)


def _check(result: StaggeredResult, restriction: str, magnitudes: Sequence[float]) -> None:
    if restriction not in RESTRICTIONS:
        raise ValueError(f"restriction must be one of {', '.join(RESTRICTIONS)}; got {restriction!r}")
    if any(m < 0 for m in magnitudes):
        raise ValueError(f"magnitudes must not be negative; got {tuple(magnitudes)!r}")
    if result.method not in ("callaway_santanna", "sun_abraham"):
        raise ValueError(f"'{result.method}' has no leads and lags with one covariance; fit 'callaway_santanna'")
    if result.base_period != "universal":
        raise ValueError("bounds need leads and lags against one period; fit again with base_period='universal'")


def _not_bounded(result: StaggeredResult, path: EventPath | None) -> str:
    if result.status != "ok":
        return f"no event study: {result.message}"
    if path is None:
        return f"no one reference before adoption for all cohorts: {result.reference_event_times}"
    if len(path.before) == 0:
        return "no unpooled event time before the reference: nothing to measure violations by"
    if not any(e >= 0 for e in path.after_times):
        return "no unpooled event time from adoption on follows the reference"
    return ""


def _frame(
    rows: list[tuple[float, ...]], restriction: str, target: str | int, breakdown: float, message: str
) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["M", "bound_low", "bound_high", "conf_low", "conf_high"])
    frame = frame.assign(restriction=restriction, target=str(target), breakdown=breakdown, message=message)
    return frame[list(SENSITIVITY_COLUMNS)]
