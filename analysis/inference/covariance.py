"""Covariance matrices of maximum-likelihood estimates, from Hessians and scores alone."""

from __future__ import annotations

import numpy as np


def model_covariance(hessian: np.ndarray) -> np.ndarray:
    """Inverse of the observed information.

    Raises numpy.linalg.LinAlgError when the information is not positive definite, that is, when
    the point is no maximum or a parameter is not identified.
    """
    scale = 1.0 / np.sqrt(np.maximum(-np.diag(hessian), 1e-300))
    factor = np.linalg.cholesky(-hessian * np.outer(scale, scale))
    inverse = np.linalg.solve(factor, np.eye(len(factor)))
    return (inverse.T @ inverse) * np.outer(scale, scale)


def cluster_robust_covariance(bread: np.ndarray, cluster_scores: np.ndarray) -> np.ndarray:
    """Sandwich of the model covariance and the outer products of cluster scores.

    bread: [parameters, parameters] model covariance; cluster_scores: [clusters, parameters] at the
    maximum. Scaled by G / (G - 1), as is usual for likelihood models (Liang and Zeger 1986).
    Raises ValueError with fewer than two clusters.
    """
    return sandwich_covariance(bread, cluster_scores.T @ cluster_scores, len(cluster_scores))


def sandwich_covariance(bread: np.ndarray, score_products: np.ndarray, n_clusters: int) -> np.ndarray:
    """The same from the sum over clusters of the outer products of their scores, [parameters, parameters].

    Raises ValueError with fewer than two clusters.
    """
    if n_clusters < 2:
        raise ValueError(f"cluster-robust errors need at least two clusters, found {n_clusters}")
    return bread @ score_products @ bread * (n_clusters / (n_clusters - 1))
