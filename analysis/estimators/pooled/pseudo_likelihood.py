"""Newton's method for the weighted logit, a block of rows at a time, and scores by sampling unit or cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy.special import expit

from analysis.estimators import screening
from analysis.estimators.pooled.logit_columns import LogitColumns
from analysis.estimators.random_intercept.column_products import add_cross_products
from analysis.estimators.random_intercept.newton import solve_information

_STEPS = 50
_HALVINGS = 30
_DECREMENT_TOLERANCE = 1e-10
_LARGEST_PREDICTOR_STEP = 6.0
# A regular maximum is approached ever faster: steps that still move a predictor this much when they no longer gain
# likelihood are the mark of a coefficient on its way to infinity.
_RUNAWAY_DECREMENT = 1e-4
_RUNAWAY_STEP = 0.3


@dataclass(frozen=True)
class LogitMaximum:
    """coefficients [terms]; information [terms, terms] and log_likelihood at them, weights as given."""

    coefficients: np.ndarray
    information: np.ndarray
    log_likelihood: float


def maximize(design: LogitColumns) -> LogitMaximum | screening.Fault:
    """The maximum of Σ w (y log p + (1 − y) log(1 − p)), or why there is none."""
    weights = np.ones(design.n_rows) if design.weights is None else design.weights
    scale = weights.mean()
    weights = weights / scale
    share = weights @ design.outcomes / weights.sum()
    coefficients = np.zeros(len(design.names))
    coefficients[0] = np.log(share / (1 - share))
    predictor = np.full(design.n_rows, coefficients[0])
    value = _value(predictor, design.outcomes, weights)
    signs = 2 * design.outcomes - 1
    for _ in range(_STEPS):
        if (signs * predictor).min() > 0:
            # A predictor that is right about every row is itself the certificate of separation.
            return _separation(design, coefficients)
        score, information = _score_and_information(design, predictor, weights)
        step = solve_information(-information, score)
        decrement = float(score @ step)
        change = _predict(design, step)
        largest = np.abs(change).max()
        if decrement < _RUNAWAY_DECREMENT and largest > _RUNAWAY_STEP:
            return _separation(design, step)
        fraction = min(1.0, _LARGEST_PREDICTOR_STEP / max(largest, 1e-300))
        for _ in range(_HALVINGS):
            trial = _value(predictor + fraction * change, design.outcomes, weights)
            if trial >= value - 1e-9 * abs(value):
                break
            fraction *= 0.5
        coefficients, value = coefficients + fraction * step, trial
        predictor = predictor + fraction * change
        if decrement < _DECREMENT_TOLERANCE:
            _, information = _score_and_information(design, predictor, weights)
            return LogitMaximum(coefficients, information * scale, value * scale)
    return _separation(design, coefficients)


def _separation(design: LogitColumns, direction: np.ndarray) -> screening.Fault:
    """Whether the direction in which a search runs away separates; if not, the search has not converged."""
    return screening.separated_columns(design.regressors(), design.outcomes, direction, design.names)


def unit_scores(design: LogitColumns, coefficients: np.ndarray, units: np.ndarray, n_units: int) -> np.ndarray:
    """[units, terms] sums of w (y − p) x over the rows of each; units: [rows used] codes. A unit without rows has 0."""
    scores = np.zeros((n_units, len(coefficients)))
    for block, X in design.blocks():
        residuals = design.outcomes[block] - expit(X @ coefficients)
        weighted = residuals if design.weights is None else residuals * design.weights[block]
        _add_scores(units[block], weighted, X, scores)
    return scores


@njit(cache=True, nogil=True, error_model="numpy")
def _add_scores(units, residuals, regressors, scores):
    for row in range(regressors.shape[0]):
        for c in range(regressors.shape[1]):
            scores[units[row], c] += residuals[row] * regressors[row, c]


def _value(predictor: np.ndarray, outcomes: np.ndarray, weights: np.ndarray) -> float:
    return float(weights @ (outcomes * predictor - np.logaddexp(0.0, predictor)))


def _predict(design: LogitColumns, coefficients: np.ndarray) -> np.ndarray:
    predictor = np.empty(design.n_rows)
    for block, X in design.blocks():
        predictor[block] = X @ coefficients
    return predictor


def _score_and_information(
    design: LogitColumns, predictor: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    score, lower = np.zeros(len(design.names)), np.zeros((len(design.names),) * 2)
    probabilities = expit(predictor)
    residuals = weights * (design.outcomes - probabilities)
    roots = np.sqrt(weights * probabilities * (1 - probabilities))
    for block, X in design.blocks():
        score += residuals[block] @ X
        X *= roots[block, None]
        add_cross_products(0, len(X), X, lower)
    return score, lower + np.tril(lower, -1).T
