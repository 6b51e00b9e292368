"""Weighted least squares on matched rows with errors clustered by pair and by county at once.

Sources: Abadie, A., Spiess, J. (2022). Robust post-matching inference. Journal of the American Statistical Association
117(538), 983-995: after matching without replacement, clustering by pair gives valid errors. Cameron, A. C., Gelbach,
J. B., Miller, D. L. (2011). Robust inference with multiway clustering. Journal of Business & Economic Statistics 29(2),
238-249: pairs and counties cross, so V = V(county) + V(pair) - V(pair within county). MacKinnon, J. G., Nielsen, M. Ø.,
Webb, M. D. (2023). Fast and reliable jackknife and bootstrap methods for cluster-robust inference. Journal of Applied
Econometrics 38(5), 671-694: with few treated counties of unequal size, leaving out one county at a time (CV3) errs
less. Pair parts are scaled as R's sandwich::vcovCL scales them, G / (G - 1) x (n - 1) / (n - k).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class TreatmentFit:
    """Coefficient of treatment, what each row adds to its error [rows], and what leaving out a cluster does to it.

    influence is scaled by sqrt((n - 1) / (n - k)); shifts [clusters] are None without clusters.
    """

    estimate: float
    influence: np.ndarray
    shifts: np.ndarray | None


def fit_treatment(
    outcomes: np.ndarray,
    is_treated: np.ndarray,
    weights: np.ndarray,
    regressors: np.ndarray,
    clusters: np.ndarray | None = None,
) -> TreatmentFit:
    """Regress outcomes on treatment and regressors.

    outcomes, is_treated, weights, clusters (codes from 0): [rows]; regressors: [rows, covariates], without intercept.
    Collinear regressors are left to the generalised inverse.
    """
    # Centred and scaled: earnings beside shares would cost the generalised inverse half of its digits.
    centred = regressors - regressors.mean(axis=0) if regressors.shape[1] else regressors
    scaled = centred / np.maximum(np.abs(centred).max(axis=0, initial=0.0), 1e-300)
    X = np.column_stack([np.ones(len(outcomes)), is_treated, scaled])
    weighted = X * weights[:, None]
    products, moments = weighted.T @ X, weighted.T @ outcomes
    bread = _inverse(products)
    coefficients = bread @ moments
    n, k = X.shape
    influence = (weighted @ bread[1]) * (outcomes - X @ coefficients) * np.sqrt((n - 1) / max(n - k, 1))
    shifts = None
    if clusters is not None:
        shifts = _left_out(X, weighted, outcomes, clusters, products, moments) - coefficients[1]
    return TreatmentFit(float(coefficients[1]), influence, shifts)


def _inverse(products: np.ndarray) -> np.ndarray:
    return np.linalg.pinv(products, hermitian=True, rcond=1e-12)


def _left_out(
    X: np.ndarray,
    weighted: np.ndarray,
    outcomes: np.ndarray,
    clusters: np.ndarray,
    products: np.ndarray,
    moments: np.ndarray,
) -> np.ndarray:
    """[clusters] the coefficient without the cluster, from sums over clusters alone."""
    order = np.argsort(clusters, kind="stable")
    starts = np.searchsorted(clusters[order], np.arange(int(clusters.max()) + 1))
    X, weighted, outcomes = X[order], weighted[order], outcomes[order]
    own_moments = np.add.reduceat(weighted * outcomes[:, None], starts)
    coefficients = np.empty(len(starts))
    for g, (first, end) in enumerate(zip(starts, [*starts[1:], len(X)], strict=True)):
        rest = products - weighted[first:end].T @ X[first:end]
        coefficients[g] = _inverse(rest)[1] @ (moments - own_moments[g])
    return coefficients


def pair_and_cluster_covariance(
    fits: list[TreatmentFit], pairs: np.ndarray, clusters: np.ndarray | None
) -> tuple[np.ndarray, bool]:
    """[fits, fits] covariance, and whether it had to be made positive.

    pairs, clusters: [rows] codes from 0. A sum that is no covariance matrix is made one by setting its negative
    eigenvalues to zero, as Cameron, Gelbach and Miller advise. Without clusters, clustered by pair alone.
    """
    influences = np.column_stack([fit.influence for fit in fits])
    total = _one_way(influences, pairs)
    if clusters is None:
        return total, False
    shifts = np.column_stack([fit.shifts for fit in fits])
    within = np.unique(pairs * (int(clusters.max()) + 1) + clusters, return_inverse=True)[1]
    total += shifts.T @ shifts * ((len(shifts) - 1) / len(shifts)) - _one_way(influences, within)
    values, vectors = np.linalg.eigh(total)
    if values[0] >= -1e-12 * values[-1]:
        return total, False
    return (vectors * np.maximum(values, 0.0)) @ vectors.T, True


def _one_way(influences: np.ndarray, codes: np.ndarray) -> np.ndarray:
    n_clusters = int(codes.max()) + 1
    sums = np.column_stack([np.bincount(codes, column, n_clusters) for column in influences.T])
    return sums.T @ sums * (n_clusters / (n_clusters - 1))
