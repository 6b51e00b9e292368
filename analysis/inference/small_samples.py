"""How far a cluster-robust error can be trusted: clusters, treated clusters, effective clusters, and the jackknife.

Methods: effective number of clusters after Carter, Schnepel and Steigerwald (2017), Review of Economics and Statistics
99(4); jackknife (CV3) after MacKinnon, Nielsen and Webb (2023), Journal of Applied Econometrics 38(5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_SMALLEST_EIGENVALUE_SHARE = 1e-10


@dataclass(frozen=True)
class ClusterCounts:
    """Clusters behind one policy's estimate.

    n_treated_clusters: clusters with an exposed row; largest_share: share of all rows in the largest cluster.
    """

    n_clusters: int
    n_treated_clusters: int
    largest_share: float

    @property
    def treated_share(self) -> float:
        """Share of the clusters that are treated."""
        return self.n_treated_clusters / self.n_clusters


def count_clusters(exposure: np.ndarray, cluster_codes: np.ndarray) -> ClusterCounts:
    """Count clusters; exposure and cluster_codes (integers from 0) are by row. Raises ValueError without rows."""
    if len(cluster_codes) == 0:
        raise ValueError("no rows to count clusters of")
    rows = np.bincount(cluster_codes)
    treated = np.bincount(cluster_codes[np.asarray(exposure) > 0])
    return ClusterCounts(
        n_clusters=int(np.count_nonzero(rows)),
        n_treated_clusters=int(np.count_nonzero(treated)),
        largest_share=float(rows.max() / rows.sum()),
    )


def cr1_factor(n_clusters: int, n_rows: int, n_parameters: int) -> float:
    """G / (G - 1) times (N - 1) / (N - k), which turns a linear model's plain sandwich into CR1 (Stata's default).

    Likelihood models use the first ratio alone, as `cluster_robust_covariance` does. Raises ValueError when a
    denominator is not positive.
    """
    if n_clusters < 2 or n_rows <= n_parameters:
        raise ValueError(
            f"CR1 needs two clusters and more rows than parameters: {n_clusters=} {n_rows=} {n_parameters=}"
        )
    return n_clusters / (n_clusters - 1) * (n_rows - 1) / (n_rows - n_parameters)


def effective_clusters(
    X: np.ndarray,
    cluster_codes: np.ndarray,
    tested: int,
    row_weights: np.ndarray | None = None,
    within_cluster_correlation: float = 0.0,
) -> float:
    """Effective number of clusters G* of one coefficient: G over one plus the squared variation of clusters' shares.

    X: [rows, parameters], fixed effects partialled out or among the columns. row_weights: [rows] p(1 - p) of a logit,
    none for a linear model. within_cluster_correlation: of the errors within a cluster; with effects constant within
    clusters partialled out only 0 makes sense, for the clusters' sums are then zero.
    Below about 20 a t-test with G - 1 degrees of freedom rejects too often. Raises LinAlgError when X is collinear.
    """
    weighted = X if row_weights is None else X * np.sqrt(row_weights)[:, None]
    direction = np.linalg.inv(weighted.T @ weighted)[tested]
    leverage = weighted @ direction
    n_codes = int(cluster_codes.max()) + 1
    own = np.bincount(cluster_codes, leverage**2, minlength=n_codes)
    together = np.bincount(cluster_codes, leverage, minlength=n_codes) ** 2
    shares = (1 - within_cluster_correlation) * own + within_cluster_correlation * together
    shares = shares[np.bincount(cluster_codes, minlength=n_codes) > 0]
    variation = shares.var() / shares.mean() ** 2
    return float(len(shares) / (1 + variation))


def jackknife_covariance(
    cluster_information: np.ndarray, cluster_scores: np.ndarray
) -> tuple[np.ndarray | None, tuple[int, ...]]:
    """CV3: (G - 1) / G times the sum of squares of the changes when a cluster is left out.

    cluster_information: [clusters, k, k], X'X of each cluster, or its negative Hessian; cluster_scores: [clusters, k],
    both at the estimate. Exact for least squares; for a likelihood it is one Newton step from the full estimate, which
    costs no refit. pyfixest's CRV3 is larger: it puts CR1's factor in the place of (G - 1) / G.
    Returns the covariance and no clusters, or None and the clusters without which a parameter is not identified (the
    only treated one, say): no jackknife exists then.
    """
    total = cluster_information.sum(axis=0)
    scale = 1 / np.sqrt(np.diag(total))
    left = (total - cluster_information) * np.outer(scale, scale)
    indispensable = np.flatnonzero(np.linalg.eigvalsh(left)[:, 0] < _SMALLEST_EIGENVALUE_SHARE)
    if len(indispensable):
        return None, tuple(int(g) for g in indispensable)
    changes = np.linalg.solve(left, -(cluster_scores * scale)[..., None])[..., 0] * scale
    n_clusters = len(cluster_scores)
    return changes.T @ changes * ((n_clusters - 1) / n_clusters), ()
