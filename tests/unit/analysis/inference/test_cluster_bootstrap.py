"""The fast wild cluster bootstrap against least squares refitted on every bootstrap sample."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats

from analysis.inference.bootstrap_weights import bootstrap_p_values, bootstrap_weights
from analysis.inference.cluster_bootstrap import wild_cluster_bootstrap


def sample(n_clusters: int, seed: int = 1, effect: float = 0.0, rows_a_cluster: tuple[int, int] = (3, 10)):
    """y, X (tested first, a covariate, an intercept), cluster codes; half of the clusters are treated late."""
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(n_clusters), rng.integers(*rows_a_cluster, size=n_clusters))
    treated = (clusters % 2 == 0) & (rng.random(len(clusters)) < 0.6)
    X = np.column_stack([treated, rng.normal(size=len(clusters)), np.ones(len(clusters))])
    noise = rng.normal(size=n_clusters)[clusters] + rng.normal(size=len(clusters))
    return X @ [effect, 0.3, 1.0] + noise, X, clusters


def t_statistic(y: np.ndarray, X: np.ndarray, clusters: np.ndarray, null_value: float) -> float:
    bread = np.linalg.inv(X.T @ X)
    estimates = bread @ (X.T @ y)
    scores = X * (y - X @ estimates)[:, None]
    meat = sum(np.outer(s, s) for s in (scores[clusters == g].sum(axis=0) for g in np.unique(clusters)))
    return (estimates[0] - null_value) / np.sqrt((bread @ meat @ bread)[0, 0])


def refitted_statistics(y, X, clusters, null_value, weights):
    """t of every bootstrap sample, formed row by row from the fit with the null imposed."""
    others = X[:, 1:]
    fitted = others @ np.linalg.lstsq(others, y - null_value * X[:, 0], rcond=None)[0] + null_value * X[:, 0]
    return np.array([t_statistic(fitted + v[clusters] * (y - fitted), X, clusters, null_value) for v in weights])


@pytest.mark.parametrize("null_value", [0.0, 0.7])
def test_enumerated_signs_equal_brute_force(null_value):
    y, X, clusters = sample(9)
    ours = wild_cluster_bootstrap(y, X, clusters, 0, null_value, weights="rademacher", confidence_level=None)
    every_sign = np.array(list(product([-1.0, 1.0], repeat=9)))
    drawn = refitted_statistics(y, X, clusters, null_value, every_sign)
    observed = t_statistic(y, X, clusters, null_value)
    assert (ours.is_enumerated, ours.n_draws) == (True, 512)
    assert ours.p_value == np.mean(np.abs(drawn) >= abs(observed) * (1 - 1e-9))
    below, above = np.mean(drawn <= observed + 1e-9), np.mean(drawn >= observed - 1e-9)
    assert ours.p_value_equal_tailed == min(1, 2 * min(below, above))


@pytest.mark.parametrize(("n_clusters", "weights"), [(7, "webb"), (20, "rademacher")])
def test_random_weights_equal_brute_force_with_the_same_weights(n_clusters, weights):
    y, X, clusters = sample(n_clusters, seed=4, effect=0.6)
    ours = wild_cluster_bootstrap(y, X, clusters, n_draws=400, weights=weights, confidence_level=None, seed=8)
    drawn_weights = np.concatenate(list(bootstrap_weights(n_clusters, 400, weights, seed=8).batches()))
    drawn = refitted_statistics(y, X, clusters, 0.0, drawn_weights)
    observed = t_statistic(y, X, clusters, 0.0)
    assert not ours.is_enumerated
    assert ours.p_value == (1 + np.count_nonzero(np.abs(drawn) >= abs(observed))) / 401


def test_estimate_and_error_are_those_of_pyfixest():
    import pandas as pd
    import pyfixest

    y, X, clusters = sample(15)
    frame = pd.DataFrame({"y": y, "d": X[:, 0], "x": X[:, 1], "g": clusters})
    fit = pyfixest.feols("y ~ d + x", frame, vcov={"CRV1": "g"})
    ours = wild_cluster_bootstrap(y, X, clusters, n_draws=99)
    assert ours.estimate == pytest.approx(fit.coef()["d"], rel=1e-10)
    assert ours.std_error == pytest.approx(fit.se()["d"], rel=1e-10)
    assert ours.t_statistic == pytest.approx(fit.tstat()["d"], rel=1e-10)


def test_the_interval_ends_where_the_p_value_crosses_the_level():
    y, X, clusters = sample(13, seed=2, effect=0.4)
    ours = wild_cluster_bootstrap(y, X, clusters, n_draws=9_999)
    assert ours.is_enumerated and ours.conf_low < ours.estimate < ours.conf_high
    just = 1e-5 * ours.std_error
    for bound, outwards in ((ours.conf_low, -just), (ours.conf_high, just)):
        inside = wild_cluster_bootstrap(y, X, clusters, null_value=bound - outwards, confidence_level=None)
        outside = wild_cluster_bootstrap(y, X, clusters, null_value=bound + outwards, confidence_level=None)
        assert inside.p_value > 0.05 >= outside.p_value


def test_effects_nested_in_clusters_may_be_partialled_out():
    y, X, clusters = sample(8, seed=6)
    persons = clusters * 2 + (np.arange(len(clusters)) % 2)
    _, persons = np.unique(persons, return_inverse=True)
    dummies = np.eye(persons.max() + 1)[persons]
    within = np.column_stack([y, X[:, :2]])
    within -= (dummies @ (dummies.T @ within)) / (dummies @ dummies.sum(axis=0))[:, None]
    whole = wild_cluster_bootstrap(y, np.column_stack([X[:, :2], dummies]), clusters, weights="rademacher")
    partialled = wild_cluster_bootstrap(
        within[:, 0], within[:, 1:], clusters, weights="rademacher", n_absorbed=dummies.shape[1]
    )
    assert partialled.p_value == whole.p_value
    assert partialled.std_error == pytest.approx(whole.std_error, rel=1e-8)
    assert (partialled.conf_low, partialled.conf_high) == pytest.approx((whole.conf_low, whole.conf_high), rel=1e-5)


def test_five_clusters_by_hand():
    """One row a cluster, X an intercept: signs of five numbers, a t-test of the mean."""
    y = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    ours = wild_cluster_bootstrap(y, np.ones((5, 1)), np.arange(5), weights="rademacher")
    assert ours.n_draws == 32 and ours.p_value == 2 / 32
    # No null value is rejected at 5 % where 2/32 is the smallest p-value.
    assert (ours.conf_low, ours.conf_high) == (-np.inf, np.inf)
    assert wild_cluster_bootstrap(y, np.ones((5, 1)), np.arange(5), confidence_level=0.9).distribution == "webb"


def test_size_with_clustered_errors_lies_in_the_exact_binomial_band():
    """Fourteen clusters, seven treated throughout: CR1 and the normal reject too often, the bootstrap does not."""
    n_samples, level = 1_000, 0.05
    rejections = np.zeros(2, dtype=int)
    for seed in range(n_samples):
        y, X, clusters = sample(14, seed=1_000 + seed, rows_a_cluster=(5, 6))
        X[:, 0] = clusters % 2
        ours = wild_cluster_bootstrap(y, X, clusters, n_draws=499, confidence_level=None, seed=seed)
        rejections += [ours.p_value <= level, 2 * stats.norm.sf(abs(ours.t_statistic)) <= level]
    low, high = stats.binom.interval(0.99, n_samples, level)
    assert low <= rejections[0] <= high
    assert rejections[1] > high


def test_weights_are_signs_or_webbs_points_with_the_right_moments():
    signs = np.concatenate(list(bootstrap_weights(40, 20_000, "auto", seed=3).batches()))
    assert signs.shape == (20_000, 40) and set(np.unique(signs)) == {-1.0, 1.0}
    assert abs(signs.mean()) < 4 / np.sqrt(signs.size)
    six = np.concatenate(list(bootstrap_weights(4, 10_000, "webb").batches()))
    assert six.shape == (1_296, 4) and len(np.unique(six, axis=0)) == 1_296
    assert six.mean() == pytest.approx(0) and (six**2).mean() == pytest.approx(1)
    assert bootstrap_weights(11, 9_999).distribution == "webb"
    assert bootstrap_weights(12, 9_999) == bootstrap_weights(12, 4_096, "rademacher")


def test_p_values_count_ties_and_the_sample_itself():
    drawn = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    assert bootstrap_p_values(1.0, drawn, is_enumerated=True) == (4 / 5, 4 / 5)
    assert bootstrap_p_values(3.0, drawn, is_enumerated=False) == (1 / 6, 2 / 6)


def test_data_that_cannot_be_fitted_give_a_message():
    y, X, clusters = sample(6)
    assert "one cluster" in wild_cluster_bootstrap(y, X, np.zeros(len(y), dtype=int)).message
    collinear = wild_cluster_bootstrap(y, np.column_stack([X, X[:, 0] + X[:, 2]]), clusters)
    assert (collinear.status, np.isnan(collinear.p_value)) == ("not_estimable", True)
    assert "collinear" in collinear.message
    X[:, 0] = 0
    assert "column 0" in wild_cluster_bootstrap(y, X, clusters).message
    assert "parameters" in wild_cluster_bootstrap(y[:3], X[:3], np.arange(3)).message


def test_wrong_arguments_raise():
    y, X, clusters = sample(6)
    with pytest.raises(ValueError, match="same rows"):
        wild_cluster_bootstrap(y[1:], X, clusters)
    with pytest.raises(ValueError, match="tested"):
        wild_cluster_bootstrap(y, X, clusters, tested=3)
    with pytest.raises(ValueError, match="missing"):
        wild_cluster_bootstrap(np.where(y > 0, y, np.nan), X, clusters)
    with pytest.raises(ValueError, match="weights"):
        wild_cluster_bootstrap(y, X, clusters, weights="mammen")
