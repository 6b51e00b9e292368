"""Average effect in percentage points, integrated over the person intercept."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

_GRID_POINTS = 2_001
_QUADRATURE_POINTS = 31


def marginal_probability(linear_predictor: np.ndarray, sigma: float) -> np.ndarray:
    """Mean of expit(predictor + sigma u) over a standard normal u.

    Read off a fine grid: a smooth function of one number need not be integrated a million times.
    """
    low, high = float(linear_predictor.min()), float(linear_predictor.max())
    grid, step = np.linspace(low, high + 1e-6, _GRID_POINTS, retstep=True)
    nodes, weights = np.polynomial.hermite_e.hermegauss(_QUADRATURE_POINTS)
    values = (expit(grid[:, None] + sigma * nodes) * (weights / weights.sum())).sum(axis=1)
    position = (linear_predictor - low) / step
    cell = np.minimum(position.astype(np.int64), _GRID_POINTS - 2)
    return values[cell] + (position - cell) * np.diff(values)[cell]


def average_effect_pp(
    linear_predictor: np.ndarray, exposure: np.ndarray, within_coefficient: float, sigma: float
) -> float:
    """Mean difference, over all rows, of the outcome's probability at exposure 1 against 0, times 100.

    The person's mean exposure stays what it is: only the deviation from it moves, which is what the
    within coefficient is about. linear_predictor: [rows] as fitted, intercept included.
    """
    unexposed = linear_predictor - within_coefficient * exposure
    difference = marginal_probability(unexposed + within_coefficient, sigma) - marginal_probability(unexposed, sigma)
    return float(100.0 * difference.mean())
