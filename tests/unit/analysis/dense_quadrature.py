"""The same likelihood by brute force: a grid over the intercept so dense that it is exact to rounding."""

from __future__ import annotations

import numpy as np
from scipy.special import expit


def dense_log_likelihood_and_score(
    X: np.ndarray,
    outcomes: np.ndarray,
    persons: np.ndarray,
    coefficients: np.ndarray,
    log_sigma: float,
    weights: np.ndarray | None = None,
    grid_points: int = 4_001,
) -> tuple[float, np.ndarray]:
    """Value and score (coefficients, then log sigma); persons are codes from 0, weights one a person."""
    u = np.linspace(-11, 11, grid_points)
    sigma = np.exp(log_sigma)
    probability = expit((X @ coefficients)[:, None] + sigma * u)
    log_terms = np.log(np.where(outcomes[:, None] == 1, probability, 1 - probability))
    by_person = np.zeros((persons.max() + 1, grid_points))
    np.add.at(by_person, persons, log_terms)
    density = np.exp(by_person - 0.5 * u**2)
    total = density.sum(axis=1)
    weights = np.ones(len(total)) if weights is None else weights
    posterior = (density / total[:, None])[persons]
    residual = (outcomes[:, None] - probability) * posterior * weights[persons][:, None]
    score = np.append(residual.sum(axis=1) @ X, (residual * sigma * u).sum())
    value = weights @ np.log(total * (u[1] - u[0]) / np.sqrt(2 * np.pi))
    return float(value), score
