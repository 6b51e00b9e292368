"""Wild cluster bootstrap of one coefficient of a linear model, with the null imposed.

The bootstrap samples are never formed: their t-statistics follow from cross-products by cluster, and those for another
null value from the same ones, so that a confidence interval costs hardly more than a p-value.

With few clusters it is better than the sandwich, not exact: of true nulls tested at 5 % in 2,000 simulated samples,
half of the clusters treated throughout, it rejects 7 % with 8 clusters, 6 % with 14 and with 30 (the sandwich with the
normal distribution 13, 10 and 7 %).

Methods: Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90(3); the fast algorithm of Roodman,
MacKinnon, Nielsen and Webb (2019), Stata Journal 19(1).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from analysis.inference.bootstrap_weights import bootstrap_p_values, bootstrap_weights
from analysis.inference.cluster_products import ClusterProducts, DrawnMoments, cluster_products, drawn_moments
from analysis.inference.interval_search import interval_not_rejected
from analysis.inference.small_samples import cr1_factor

_LARGEST_CONDITION_NUMBER = 1e12


@dataclass(frozen=True)
class WildBootstrap:
    """Outcome of a wild cluster bootstrap.

    std_error, t_statistic    cluster-robust (CR1), at the null value
    p_value                   symmetric; p_value_equal_tailed is twice the smaller tail
    conf_low, conf_high       null values not rejected by the symmetric p-value; infinite where none is rejected
    distribution              of the weights; is_enumerated: n_draws are all possible samples
    status, message           'ok', or 'not_estimable' and why: all numbers are then missing
    """

    estimate: float
    std_error: float
    t_statistic: float
    p_value: float
    p_value_equal_tailed: float
    conf_low: float
    conf_high: float
    n_clusters: int
    n_draws: int
    distribution: str
    is_enumerated: bool
    status: str = "ok"
    message: str = ""


def wild_cluster_bootstrap(
    y: np.ndarray,
    X: np.ndarray,
    cluster_codes: np.ndarray,
    tested: int = 0,
    null_value: float = 0.0,
    n_draws: int = 9_999,
    weights: str = "auto",
    confidence_level: float | None = 0.95,
    n_absorbed: int = 0,
    seed: int = 1,
) -> WildBootstrap:
    """Test one coefficient of a linear model.

    y: [rows]; X: [rows, k], the intercept among the columns unless absorbed; tested: column of X. cluster_codes: [rows]
    integers from 0. Fixed effects nested in clusters (persons, counties) may be partialled out of y and X beforehand,
    which changes nothing; effects that cross clusters (half-years) have to be columns of X. n_absorbed: effects
    partialled out that count as parameters in CR1. For weighted least squares multiply y and X by the roots of the
    weights. weights: as `bootstrap_weights`. confidence_level: None for no interval.
    Raises ValueError for arrays of different length, a column that does not exist or missing values.
    """
    y, X, cluster_codes = np.asarray(y, float), np.asarray(X, float), np.asarray(cluster_codes)
    _require_arguments(y, X, cluster_codes, tested)
    clusters = np.unique(cluster_codes, return_inverse=True)[1]
    n_clusters = int(clusters.max()) + 1
    problem = _why_not_estimable(X, n_clusters, n_absorbed)
    if problem:
        return WildBootstrap(*[np.nan] * 7, n_clusters, 0, "none", False, "not_estimable", problem)
    products = cluster_products(y, X, clusters, n_clusters, tested)
    std_error = float(np.sqrt(products.variance * cr1_factor(n_clusters, len(y), X.shape[1] + n_absorbed)))
    chosen = bootstrap_weights(n_clusters, n_draws, weights, seed)
    moments = drawn_moments(products, chosen)
    p_values = partial(_p_values, products, moments, chosen.is_enumerated)
    symmetric, equal_tailed = p_values(null_value)
    interval = (np.nan, np.nan)
    if confidence_level is not None:
        interval = interval_not_rejected(
            lambda value: p_values(value)[0], products.estimate, std_error, confidence_level
        )
    return WildBootstrap(
        estimate=products.estimate,
        std_error=std_error,
        t_statistic=(products.estimate - null_value) / std_error,
        p_value=symmetric,
        p_value_equal_tailed=equal_tailed,
        conf_low=interval[0],
        conf_high=interval[1],
        n_clusters=n_clusters,
        n_draws=chosen.n_draws,
        distribution=chosen.distribution,
        is_enumerated=chosen.is_enumerated,
    )


def _p_values(
    products: ClusterProducts, moments: DrawnMoments, is_enumerated: bool, null_value: float
) -> tuple[float, float]:
    observed = (products.estimate - null_value) / np.sqrt(products.variance)
    return bootstrap_p_values(observed, moments.t_statistics(null_value), is_enumerated)


def _why_not_estimable(X: np.ndarray, n_clusters: int, n_absorbed: int) -> str:
    if n_clusters < 2:
        return "one cluster: no error can be estimated from clusters; take a lower level of clusters"
    if len(X) <= X.shape[1] + n_absorbed:
        return f"{len(X):,} rows for {X.shape[1] + n_absorbed:,} parameters; leave columns out"
    constant = np.flatnonzero(~X.any(axis=0))
    if len(constant):
        return f"column {constant[0]} of X is zero in all {len(X):,} rows (perhaps after fixed effects); leave it out"
    scaled = X / np.sqrt((X**2).sum(axis=0))
    if np.linalg.cond(scaled.T @ scaled) > _LARGEST_CONDITION_NUMBER:
        return "the columns of X are collinear; leave one out"
    return ""


def _require_arguments(y: np.ndarray, X: np.ndarray, cluster_codes: np.ndarray, tested: int) -> None:
    if X.ndim != 2 or not len(y) == len(X) == len(cluster_codes) or len(y) == 0:
        raise ValueError(f"y {y.shape}, X {X.shape} and clusters {cluster_codes.shape} must have the same rows")
    if not 0 <= tested < X.shape[1]:
        raise ValueError(f"tested must be a column of X, 0 to {X.shape[1] - 1}, got {tested}")
    if not (np.isfinite(y).all() and np.isfinite(X).all()):
        raise ValueError("y or X has missing values; leave these rows out before the bootstrap")
