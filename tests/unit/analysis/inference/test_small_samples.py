"""Counts of clusters by hand; CR1 and the jackknife against refits and pyfixest."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.inference.small_samples import (
    ClusterCounts,
    count_clusters,
    cr1_factor,
    effective_clusters,
    jackknife_covariance,
)


def linear_sample(n_clusters: int = 9, seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """y, X with an intercept, cluster codes; clusters of unequal size."""
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(n_clusters), rng.integers(4, 15, size=n_clusters))
    shared = rng.normal(size=n_clusters)[clusters]
    X = np.column_stack([np.ones(len(clusters)), rng.normal(size=len(clusters)) + shared, rng.random(len(clusters))])
    return X @ [0.5, 0.2, -0.4] + shared + rng.normal(size=len(clusters)), X, clusters


def cluster_sums(values: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    return np.stack([values[clusters == g].sum(axis=0) for g in np.unique(clusters)])


def test_counts_by_hand():
    counts = count_clusters(np.array([0, 0.5, 0, 0, 1, 1]), np.array([0, 0, 2, 2, 2, 3]))
    assert counts == ClusterCounts(n_clusters=3, n_treated_clusters=3, largest_share=0.5)
    assert count_clusters(np.array([0, 1, 0, 0]), np.array([0, 0, 1, 1])).treated_share == 0.5
    with pytest.raises(ValueError, match="no rows"):
        count_clusters(np.array([]), np.array([], dtype=int))


def test_cr1_is_the_factor_of_pyfixest():
    import pyfixest

    y, X, clusters = linear_sample()
    frame = pd.DataFrame({"y": y, "x": X[:, 1], "z": X[:, 2], "g": clusters})
    fit = pyfixest.feols("y ~ x + z", frame, vcov={"CRV1": "g"})
    bread = np.linalg.inv(X.T @ X)
    scores = cluster_sums(X * (y - X @ (bread @ (X.T @ y)))[:, None], clusters)
    ours = bread @ scores.T @ scores @ bread * cr1_factor(len(scores), len(y), 3)
    np.testing.assert_allclose(np.sqrt(np.diag(ours)), fit.se().to_numpy(), rtol=1e-10)
    with pytest.raises(ValueError, match="CR1"):
        cr1_factor(1, 100, 2)


def test_jackknife_equals_leaving_each_cluster_out_and_pyfixest():
    import pyfixest

    y, X, clusters = linear_sample()
    estimate = np.linalg.lstsq(X, y, rcond=None)[0]
    information = cluster_sums(X[:, :, None] * X[:, None, :], clusters)
    scores = cluster_sums(X * (y - X @ estimate)[:, None], clusters)
    covariance, indispensable = jackknife_covariance(information, scores)
    changes = [
        np.linalg.lstsq(X[clusters != g], y[clusters != g], rcond=None)[0] - estimate for g in range(len(scores))
    ]
    by_hand = np.transpose(changes) @ np.array(changes) * (len(scores) - 1) / len(scores)
    np.testing.assert_allclose(covariance, by_hand, rtol=1e-10)
    assert indispensable == ()
    frame = pd.DataFrame({"y": y, "x": X[:, 1], "z": X[:, 2], "g": clusters})
    uncorrected = pyfixest.ssc(k_adj=False, G_adj=False)
    theirs = pyfixest.feols("y ~ x + z", frame, vcov={"CRV3": "g"}, ssc=uncorrected).se().to_numpy()
    # Without correction pyfixest sums the squares; the jackknife takes (G - 1) / G of them.
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), theirs * np.sqrt(8 / 9), rtol=1e-8)


def test_jackknife_names_the_cluster_it_cannot_do_without():
    _, X, clusters = linear_sample()
    X[:, 1] = clusters == 4
    information = cluster_sums(X[:, :, None] * X[:, None, :], clusters)
    covariance, indispensable = jackknife_covariance(information, np.ones((9, 3)))
    assert covariance is None and indispensable == (4,)


def test_effective_clusters_of_a_balanced_design_are_the_clusters():
    clusters = np.repeat(np.arange(8), 6)
    X = np.column_stack([np.ones(48), np.tile([0.0, 1.0], 24)])
    assert effective_clusters(X, clusters, 1) == pytest.approx(8)
    assert effective_clusters(X[:, :1], clusters, 0, within_cluster_correlation=1) == pytest.approx(8)


def test_effective_clusters_of_few_treated_ones_by_hand():
    """Two of ten equal clusters treated, one treated constant each: shares are as 1/2² to 1/8²."""
    clusters = np.repeat(np.arange(10), 5)
    X = np.column_stack([np.ones(50), clusters < 2])
    shares = np.array([1 / 4] * 2 + [1 / 64] * 8)
    by_hand = 10 / (1 + shares.var() / shares.mean() ** 2)
    assert effective_clusters(X, clusters, 1, within_cluster_correlation=1) == pytest.approx(by_hand)
    assert by_hand == pytest.approx(3.0769, abs=1e-4)


def test_weights_of_a_logit_enter_as_repeated_rows_would():
    _, X, clusters = linear_sample()
    repeats = np.random.default_rng(5).integers(1, 4, size=len(X))
    repeated = effective_clusters(np.repeat(X, repeats, axis=0), np.repeat(clusters, repeats), 1)
    assert effective_clusters(X, clusters, 1, row_weights=repeats) == pytest.approx(repeated, rel=1e-10)
