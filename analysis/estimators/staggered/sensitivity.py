"""How large a violation of parallel trends an estimate survives (Rambachan and Roth 2023).

Relative magnitudes: between two periods after adoption trends differ at most M times as much as they did between any
two before. Smoothness: the slope of the difference changes by at most M from one period to the next.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from analysis.estimators.result import quantile
from analysis.estimators.staggered.event_path import EventPath, event_path
from analysis.estimators.staggered.result import StaggeredResult
from analysis.estimators.staggered.violation_bounds import Bounds, relative_magnitudes, smoothness

SENSITIVITY_COLUMNS = (
    "M", "restriction", "target", "bound_low", "bound_high", "conf_low", "conf_high", "breakdown", "message",
)  # fmt: skip
RESTRICTIONS = ("relative_magnitudes", "smoothness")
_LARGEST_M = 1e6
# Relative; each smoothness interval is a search of its own.
_BREAKDOWN_PRECISION = {"relative_magnitudes": 1e-9, "smoothness": 1e-3}


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
    the numbers are missing and `message` says why. Raises ValueError for wrong arguments.
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
        bounds = smoothness(path, weights, level, result.n_clusters - 1)
    else:
        bounds = relative_magnitudes(path, weights, critical)
    rows = [(float(m), *bounds(float(m))) for m in magnitudes]
    message = f"{len(path.before)} event times before and {len(path.after)} from adoption on"
    return _frame(rows, restriction, target, _breakdown(bounds, _BREAKDOWN_PRECISION[restriction]), message)


def _breakdown(bounds: Bounds, precision: float) -> float:
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
