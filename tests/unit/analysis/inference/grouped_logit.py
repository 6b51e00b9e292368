"""A logit of grouped counts, small enough to be fitted a thousand times: one row a cluster and treatment state."""

from __future__ import annotations

import numpy as np
from scipy.special import expit


def fit(X: np.ndarray, events: np.ndarray, trials: np.ndarray) -> np.ndarray:
    """Coefficients by Newton's method."""
    coefficients = np.zeros(X.shape[1])
    for _ in range(50):
        p = expit(X @ coefficients)
        information = X.T @ (X * (trials * p * (1 - p))[:, None])
        step = np.linalg.solve(information, X.T @ (events - trials * p))
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-12:
            break
    return coefficients


def scores_and_information(X, events, trials, coefficients):
    """Scores by row [rows, k] and the information [k, k]."""
    p = expit(X @ coefficients)
    return X * (events - trials * p)[:, None], X.T @ (X * (trials * p * (1 - p))[:, None])


def draw_counts(rng, n_clusters: int, trials: int, intercept: float = -1.5, spread: float = 0.5) -> np.ndarray:
    """Events [clusters] under the null, with a random intercept by cluster: scores depend within clusters."""
    return rng.binomial(trials, expit(intercept + spread * rng.normal(size=n_clusters)))
