"""Weighted least squares on matched rows with errors clustered in several ways at once.

Sources: Abadie, A., Spiess, J. (2022). Robust post-matching inference. Journal of the American Statistical Association
117(538), 983-995: after matching without replacement, clustering by pair gives valid errors. Cameron, A. C., Gelbach,
J. B., Miller, D. L. (2011). Robust inference with multiway clustering. Journal of Business & Economic Statistics 29(2),
238-249: pairs and counties cross, so V = V(pair) + V(county) - V(pair within county). Each part is scaled as R's
sandwich::vcovCL scales it, G / (G - 1) x (n - 1) / (n - k).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np


def difference_and_influence(
    outcomes: np.ndarray, is_treated: np.ndarray, weights: np.ndarray, regressors: np.ndarray
) -> tuple[float, np.ndarray]:
    """Coefficient of treatment and what each row adds to its error.

    outcomes, is_treated, weights: [rows]; regressors: [rows, covariates], without intercept. Returns the coefficient
    and [rows] influences, scaled by sqrt((n - 1) / (n - k)). Collinear regressors are left to the generalised inverse.
    """
    # Centred and scaled: earnings beside shares would cost the generalised inverse half of its digits.
    centred = regressors - regressors.mean(axis=0) if regressors.shape[1] else regressors
    scaled = centred / np.maximum(np.abs(centred).max(axis=0, initial=0.0), 1e-300)
    X = np.column_stack([np.ones(len(outcomes)), is_treated, scaled])
    bread = np.linalg.pinv((X * weights[:, None]).T @ X, hermitian=True, rcond=1e-12)
    coefficients = bread @ (X.T @ (weights * outcomes))
    residuals = outcomes - X @ coefficients
    n, k = X.shape
    influence = (X @ bread[1]) * weights * residuals
    return float(coefficients[1]), influence * np.sqrt((n - 1) / max(n - k, 1))


def multiway_covariance(influences: np.ndarray, dimensions: Sequence[np.ndarray]) -> np.ndarray:
    """[estimates, estimates] covariance from influences [rows, estimates] and one cluster code a row and dimension.

    A sum that is no covariance matrix is made one by setting its negative eigenvalues to zero, as Cameron, Gelbach and
    Miller advise. Raises ValueError when a dimension has fewer than two clusters.
    """
    total = np.zeros((influences.shape[1],) * 2)
    for size in range(1, len(dimensions) + 1):
        for chosen in combinations(dimensions, size):
            codes = np.unique(np.column_stack(chosen), axis=0, return_inverse=True)[1].ravel()
            total += (-1) ** (size + 1) * _one_way(influences, codes)
    values, vectors = np.linalg.eigh(total)
    return (vectors * np.maximum(values, 0.0)) @ vectors.T if values[0] < 0 else total


def _one_way(influences: np.ndarray, codes: np.ndarray) -> np.ndarray:
    n_clusters = int(codes.max()) + 1
    if n_clusters < 2:
        raise ValueError(f"cluster-robust errors need at least two clusters, found {n_clusters}")
    sums = np.column_stack([np.bincount(codes, column, n_clusters) for column in influences.T])
    return sums.T @ sums * (n_clusters / (n_clusters - 1))
