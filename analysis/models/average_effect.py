"""Average effects in percentage points, integrated over the person intercept, with delta-method errors.

The delta method for average marginal effects: Greene (2018, section 17.3.2); here averaged over the rows as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from analysis.estimators.random_intercept.result import RandomInterceptResult
from analysis.estimators.result import quantile
from analysis.inference.multiple_imputation import pool
from analysis.models.marginal_sums import add_effects

_GRID_STEP = 0.0025
_GRID_POINTS = 500, 8_000  # fewest and most
_QUADRATURE_POINTS = 41


@dataclass(frozen=True)
class AverageEffect:
    """An effect in percentage points with its standard error and interval; gradient: [coefficients, log sigma]."""

    effect_pp: float
    std_error_pp: float
    conf_low_pp: float
    conf_high_pp: float
    gradient: np.ndarray


def average_effects(
    columns: Sequence[np.ndarray],
    exposures: Mapping[str, np.ndarray],
    result: RandomInterceptResult,
    confidence_level: float = 0.95,
    row_weights: np.ndarray | None = None,
) -> dict[str, AverageEffect]:
    """Mean difference of the outcome's probability at exposure 1 against 0, over all rows, for each policy.

    The person's mean exposure stays what it is: only the deviation from it moves, which is what the within
    coefficient is about. Errors are those of the result's covariance, whatever its inference, carried over by the
    gradient with respect to coefficients and log sigma; the rows are taken as given.

    columns: [rows] regressors in the order of the result's terms, without the intercept. exposures: [rows] by policy,
    each with an estimated `within` row. row_weights: [rows] of the mean, None for equal ones.
    Raises ValueError for a result without estimates or covariance, KeyError for a policy without a within row.
    """
    if result.status != "ok" or result.covariance is None or result.linear_predictor is None:
        raise ValueError(f"average effects need one fit with status 'ok', got '{result.status}': {result.message}")
    table = result.table
    within = {term: c for c, term in table["term"][table["component"] == "within"].items()}
    absent = [policy for policy in exposures if policy not in within]
    if absent:
        raise KeyError(f"no within row for {', '.join(absent)}; the result has {', '.join(within)}")
    positions = [within[policy] for policy in exposures]
    effects, gradients = _effects_and_gradients(
        columns, list(exposures.values()), positions, result.linear_predictor, result.coefficients, row_weights
    )
    std_errors = np.sqrt(np.maximum(np.einsum("kc,cd,kd->k", gradients, result.covariance, gradients), 0.0))
    freedom = np.inf if result.n_clusters is None else result.n_clusters - 1
    half_widths = float(quantile(0.5 + confidence_level / 2, np.array([freedom]))[0]) * std_errors
    return {
        policy: AverageEffect(float(e), float(s), float(e - h), float(e + h), gradient)
        for policy, e, s, h, gradient in zip(exposures, effects, std_errors, half_widths, gradients, strict=True)
    }


def pool_effects(effects: Sequence[AverageEffect], complete_freedom: float, confidence_level: float) -> AverageEffect:
    """One policy's effects in the draws of an imputation as one, by Rubin's rules; a single one as it is.

    complete_freedom: degrees of freedom a fit without missing values would have.
    """
    if len(effects) == 1:
        return effects[0]
    estimates = np.array([[effect.effect_pp] for effect in effects])
    variances = np.array([[effect.std_error_pp**2] for effect in effects])
    pooled = pool(estimates, variances, complete_freedom)
    estimate, std_error = float(pooled.estimates[0]), float(pooled.std_errors[0])
    half_width = float(quantile(0.5 + confidence_level / 2, pooled.degrees_of_freedom)[0]) * std_error
    gradient = np.mean([effect.gradient for effect in effects], axis=0)
    return AverageEffect(estimate, std_error, estimate - half_width, estimate + half_width, gradient)


def average_effect_pp(
    linear_predictor: np.ndarray, exposure: np.ndarray, within_coefficient: float, sigma: float
) -> float:
    """The same effect of one policy without its error. linear_predictor: [rows] as fitted, intercept included."""
    coefficients = np.array([within_coefficient, np.log(sigma)])
    sums, _ = _sums([exposure], [0], linear_predictor, coefficients, None)
    return float(100.0 * sums[0, 0])


def marginal_probability(linear_predictor: np.ndarray, sigma: float) -> np.ndarray:
    """Mean of expit(predictor + sigma u) over a standard normal u.

    Read off a fine grid: a smooth function of one number need not be integrated a million times.
    """
    low, step, tables = _tables(float(linear_predictor.min()), float(linear_predictor.max()), sigma)
    position = (linear_predictor - low) / step
    cell = np.minimum(position.astype(np.int64), len(tables) - 2)
    return tables[cell, 0] + (position - cell) * np.diff(tables[:, 0])[cell]


def _tables(low: float, high: float, sigma: float) -> tuple[float, float, np.ndarray]:
    """[grid, 3] marginal probability, its derivative, and its derivative with respect to log sigma."""
    n_points = int(np.clip((high - low) / _GRID_STEP, *_GRID_POINTS))
    grid, step = np.linspace(low, high + 1e-6, n_points, retstep=True)
    nodes, weights = np.polynomial.hermite_e.hermegauss(_QUADRATURE_POINTS)
    weights = weights / weights.sum()
    probability = expit(grid[:, None] + sigma * nodes)
    slope = probability * (1.0 - probability)
    tables = np.column_stack([probability @ weights, slope @ weights, slope @ (weights * sigma * nodes)])
    return low, float(step), tables


def _sums(
    exposures: Sequence[np.ndarray],
    positions: Sequence[int],
    linear_predictor: np.ndarray,
    coefficients: np.ndarray,
    row_weights: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray]:
    """[policies, 3] means of effect, own and log-sigma derivative, and [policies, rows] slopes."""
    own = coefficients[list(positions)]
    n_rows = len(linear_predictor)
    weights = np.full(n_rows, 1.0 / n_rows) if row_weights is None else row_weights / row_weights.sum()
    # Exposures lie between 0 and 1, so no predictor moves by more than its coefficient.
    reach = float(np.abs(own).max())
    low, step, tables = _tables(
        float(linear_predictor.min()) - reach, float(linear_predictor.max()) + reach, float(np.exp(coefficients[-1]))
    )
    sums, slopes = np.zeros((len(own), 3)), np.empty((len(own), n_rows))
    exposures = [np.asarray(exposure, dtype=np.float64) for exposure in exposures]
    for k, (exposure, coefficient) in enumerate(zip(exposures, own, strict=True)):
        if not (exposure.min() >= 0 and exposure.max() <= 1):
            raise ValueError("an exposure lies outside 0 and 1; an effect of 1 against 0 is not defined for it")
        add_effects(linear_predictor, exposure, coefficient, weights, low, step, tables, sums[k], slopes[k])
    return sums, slopes


def _effects_and_gradients(
    columns: Sequence[np.ndarray],
    exposures: Sequence[np.ndarray],
    positions: Sequence[int],
    linear_predictor: np.ndarray,
    coefficients: np.ndarray,
    row_weights: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Effects [policies] and gradients [policies, coefficients + log sigma], in percentage points."""
    sums, slopes = _sums(exposures, positions, linear_predictor, coefficients, row_weights)
    gradients = np.empty((len(positions), len(coefficients)))
    gradients[:, 0] = slopes.sum(axis=1)
    for c, column in enumerate(columns, start=1):
        gradients[:, c] = slopes @ np.ascontiguousarray(column)
    gradients[range(len(positions)), positions] += sums[:, 1]
    gradients[:, -1] = sums[:, 2]
    return 100.0 * sums[:, 0], 100.0 * gradients
