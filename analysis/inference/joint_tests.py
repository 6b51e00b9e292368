"""Wald tests of several estimates at once, and the smallest violation such a test finds.

A test of leads that does not reject says little before one knows what it could have found: a constant or a linear
violation of the size of the effect may pass unseen.

Methods: Wald statistic against a chi-square, or over its number of restrictions against F; power by the noncentral
distributions. Power of pre-trend tests: Roth (2022), Pretest with caution, American Economic Review: Insights 4(3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, chdtri, chndtr, chndtrinc, fdtrc, fdtri, ncfdtr

from analysis.inference.testability import why_not_testable
from analysis.power import LEVEL, TARGET_POWER

_BISECTIONS = 200
_CHI_SQUARE_FROM = 1e6


@dataclass(frozen=True)
class JointTest:
    """Test that all estimates are zero.

    statistic            Wald chi-square, or F = Wald / n_restrictions with finite degrees of freedom
    degrees_of_freedom   of the denominator, infinite for the chi-square
    message              why there is no test: statistic and p_value are then missing
    """

    statistic: float
    p_value: float
    n_restrictions: int
    degrees_of_freedom: float = np.inf
    message: str = ""


@dataclass(frozen=True)
class DetectableViolations:
    """Smallest violations that a joint test finds with the given power, in the units of the estimates.

    constant: the same in each period; slope: of a line through zero at the reference period, per period.
    """

    constant: float
    slope: float
    power: float
    level: float


def joint_test(estimates: np.ndarray, covariance: np.ndarray, degrees_of_freedom: float = np.inf) -> JointTest:
    """Test [k] estimates with [k, k] covariance against zero.

    degrees_of_freedom: infinite for a chi-square, clusters minus one with cluster-robust errors. A covariance that is
    not positive definite, or restrictions that are not well below the clusters, give no test but a message.
    Raises ValueError when shapes disagree or the degrees of freedom are not positive.
    """
    values = np.atleast_1d(np.asarray(estimates, float))
    matrix = _square(covariance, len(values))
    _require_degrees(degrees_of_freedom)
    k = len(values)
    if message := why_not_testable(matrix, degrees_of_freedom):
        return JointTest(np.nan, np.nan, k, degrees_of_freedom, message)
    wald = _quadratic_form(values, matrix)
    if np.isinf(degrees_of_freedom):
        return JointTest(wald, float(chdtrc(k, wald)), k)
    return JointTest(wald / k, float(fdtrc(k, degrees_of_freedom, wald / k)), k, degrees_of_freedom)


def joint_test_power(
    violation: np.ndarray, covariance: np.ndarray, level: float = LEVEL, degrees_of_freedom: float = np.inf
) -> float:
    """Probability that the joint test rejects when the true values are `violation` ([k]).

    NaN without a positive definite covariance. Raises ValueError as `joint_test`, and for a level outside (0, 1).
    """
    values = np.atleast_1d(np.asarray(violation, float))
    matrix = _square(covariance, len(values))
    _require_degrees(degrees_of_freedom)
    _require_probability(level, "level")
    if why_not_testable(matrix, degrees_of_freedom):
        return np.nan
    return _power(_quadratic_form(values, matrix), len(values), level, degrees_of_freedom)


def smallest_detectable(
    covariance: np.ndarray,
    direction: np.ndarray,
    power: float = TARGET_POWER,
    level: float = LEVEL,
    degrees_of_freedom: float = np.inf,
) -> float:
    """Smallest m > 0 such that the joint test finds true values m * direction with the given power.

    direction: [k], e.g. ones for a constant, the event times for a line. For one restriction and infinite degrees of
    freedom this is 2.80 standard errors at 80 %. NaN without a positive definite covariance.
    Raises ValueError as `joint_test_power`, for a direction of zeros, or a power not above the level and below one.
    """
    values = np.atleast_1d(np.asarray(direction, float))
    matrix = _square(covariance, len(values))
    _require_degrees(degrees_of_freedom)
    _require_probability(level, "level")
    if not level < power < 1:
        raise ValueError(f"power must lie between the level {level} and 1, got {power}")
    if not np.any(values):
        raise ValueError("direction is zero in every restriction: nothing to detect")
    if why_not_testable(matrix, degrees_of_freedom):
        return np.nan
    needed = noncentrality_of_power(len(values), degrees_of_freedom, power, level)
    return float(np.sqrt(needed / _quadratic_form(values, matrix)))


def detectable_violations(
    covariance: np.ndarray,
    event_times: np.ndarray,
    reference_time: float = -1.0,
    power: float = TARGET_POWER,
    level: float = LEVEL,
    degrees_of_freedom: float = np.inf,
) -> DetectableViolations:
    """What a joint test of leads can see: a constant, and the slope of a line through zero at the reference period.

    event_times: [k] of the leads, the reference period not among them. Raises ValueError as `smallest_detectable`.
    """
    times = np.asarray(event_times, float)
    rest = (power, level, degrees_of_freedom)
    return DetectableViolations(
        constant=smallest_detectable(covariance, np.ones(len(times)), *rest),
        slope=smallest_detectable(covariance, times - reference_time, *rest),
        power=power,
        level=level,
    )


def noncentrality_of_power(
    n_restrictions: int, degrees_of_freedom: float, power: float = TARGET_POWER, level: float = LEVEL
) -> float:
    """Noncentrality at which the test of this level rejects with the given power."""
    if _is_chi_square(degrees_of_freedom):
        return float(chndtrinc(chdtri(n_restrictions, level), n_restrictions, 1 - power))
    low, high = 0.0, 1.0
    while _power(high, n_restrictions, level, degrees_of_freedom) < power:
        low, high = high, 2 * high
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        low, high = (
            (middle, high) if _power(middle, n_restrictions, level, degrees_of_freedom) < power else (low, middle)
        )
    return high


def _power(noncentrality: float, k: int, level: float, degrees_of_freedom: float) -> float:
    if _is_chi_square(degrees_of_freedom):
        return float(1 - chndtr(chdtri(k, level), k, noncentrality))
    return float(1 - ncfdtr(k, degrees_of_freedom, noncentrality, fdtri(k, degrees_of_freedom, 1 - level)))


def _is_chi_square(degrees_of_freedom: float) -> bool:
    """Very large denominators are the chi-squared limit, where the noncentral F loses digits."""
    return degrees_of_freedom > _CHI_SQUARE_FROM


def _quadratic_form(values: np.ndarray, covariance: np.ndarray) -> float:
    # Scaled to correlations first, or estimates in very different units would lose digits.
    scale = np.sqrt(np.diag(covariance))
    return float((values / scale) @ np.linalg.solve(covariance / np.outer(scale, scale), values / scale))


def _square(covariance: np.ndarray, k: int) -> np.ndarray:
    matrix = np.atleast_2d(np.asarray(covariance, float))
    if matrix.shape != (k, k) or k == 0:
        raise ValueError(f"{k} estimates need a covariance of shape ({k}, {k}), got {matrix.shape}")
    return matrix


def _require_degrees(degrees_of_freedom: float) -> None:
    if not degrees_of_freedom > 0:
        raise ValueError(f"degrees_of_freedom must be positive, got {degrees_of_freedom}")


def _require_probability(value: float, name: str) -> None:
    if not 0 < value < 1:
        raise ValueError(f"{name} must lie between 0 and 1, got {value}")
