"""Ends of an interval that inverts a test: walk from the estimate until a value is rejected, then halve the step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_STEP_IN_STD_ERRORS = 0.25
_FURTHEST_IN_STD_ERRORS = 200.0
_TOLERANCE_IN_STD_ERRORS = 1e-7


def interval_not_rejected(
    p_value: Callable[[float], float], estimate: float, std_error: float, confidence_level: float
) -> tuple[float, float]:
    """The values on both sides of the estimate farthest from it whose p-value is above 1 - confidence_level.

    Infinite where nothing within 200 standard errors is rejected.
    """
    step, level = _STEP_IN_STD_ERRORS * std_error, 1 - confidence_level
    return _last_not_rejected(p_value, estimate, -step, level), _last_not_rejected(p_value, estimate, step, level)


def _last_not_rejected(p_value: Callable[[float], float], estimate: float, step: float, level: float) -> float:
    accepted, n_steps = estimate, 0
    while p_value(accepted + step) > level:
        accepted, n_steps = accepted + step, n_steps + 1
        if n_steps * _STEP_IN_STD_ERRORS > _FURTHEST_IN_STD_ERRORS:
            return float(np.copysign(np.inf, step))
    rejected = accepted + step
    tolerance = abs(step) / _STEP_IN_STD_ERRORS * _TOLERANCE_IN_STD_ERRORS
    while abs(rejected - accepted) > tolerance:
        middle = 0.5 * (accepted + rejected)
        accepted, rejected = (middle, rejected) if p_value(middle) > level else (accepted, middle)
    return float(accepted)
