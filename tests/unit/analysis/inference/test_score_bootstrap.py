"""The score wild bootstrap against brute force, its size, and the sandwich where few clusters are treated."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats

from analysis.inference.bootstrap_weights import bootstrap_weights
from analysis.inference.covariance import cluster_robust_covariance
from analysis.inference.score_bootstrap import score_wild_bootstrap
from tests.unit.analysis.inference import grouped_logit as logit


def null_scores(n_clusters: int, n_treated: int, seed: int, trials: int = 60):
    """X (intercept, covariate, treatment), counts, and scores and bread at the fit without treatment."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n_clusters), rng.normal(size=n_clusters), np.arange(n_clusters) < n_treated])
    sizes = np.full(n_clusters, trials)
    events = logit.draw_counts(rng, n_clusters, trials)
    null = np.append(logit.fit(X[:, :2], events, sizes), 0.0)
    scores, information = logit.scores_and_information(X, events, sizes, null)
    return X, events, sizes, scores, np.linalg.inv(information)


def test_enumerated_signs_equal_brute_force_with_free_scores():
    *_, scores, bread = null_scores(10, 4, seed=1)
    ours = score_wild_bootstrap(scores, bread, 2, weights="rademacher")
    information = np.linalg.inv(bread)
    weights = np.linalg.solve(information[:2, :2], information[:2, 2])
    free = scores[:, 2] - scores[:, :2] @ weights
    drawn = [(v * free).sum() / np.sqrt((free**2).sum()) for v in np.array(list(product([-1.0, 1.0], repeat=10)))]
    observed = free.sum() / np.sqrt((free**2).sum())
    assert ours.is_enumerated and ours.n_draws == 1_024
    assert ours.statistic == pytest.approx(observed, rel=1e-10)
    assert ours.p_value == np.mean(np.abs(drawn) >= abs(observed) - 1e-9)


def test_random_weights_studentise_each_draw():
    *_, scores, bread = null_scores(9, 3, seed=2)
    ours = score_wild_bootstrap(scores, bread, 2, n_draws=500, seed=4)
    assert (ours.distribution, ours.n_draws, ours.is_enumerated) == ("webb", 500, False)
    steps = scores @ bread[2]
    v = np.concatenate(list(bootstrap_weights(9, 500, "webb", seed=4).batches()))
    drawn = (v * steps).sum(axis=1) / np.sqrt(((v * steps) ** 2).sum(axis=1))
    observed = steps.sum() / np.sqrt((steps**2).sum())
    assert ours.p_value == (1 + np.count_nonzero(np.abs(drawn) >= abs(observed))) / 501


def test_several_parameters_are_tested_at_once():
    rng = np.random.default_rng(3)
    scores = rng.normal(size=(11, 3))
    scores[:, 0] -= scores[:, 0].mean()
    root = rng.normal(size=(3, 3))
    bread = root @ root.T + np.eye(3)
    ours = score_wild_bootstrap(scores, bread, [1, 2], weights="rademacher")
    steps = scores @ bread[1:].T
    inverse = np.linalg.inv(steps.T @ steps)
    drawn = [s @ inverse @ s for s in np.array(list(product([-1.0, 1.0], repeat=11))) @ steps]
    observed = steps.sum(axis=0) @ inverse @ steps.sum(axis=0)
    assert ours.statistic == pytest.approx(observed, rel=1e-8)
    assert ours.p_value == np.mean(np.array(drawn) >= observed - 1e-9)
    assert np.isnan(ours.p_value_equal_tailed)


def test_three_clusters_by_hand():
    """Scores 3, 2, 1 of the only parameter: of eight sign patterns only the two of one sign reach the sum of 6."""
    ours = score_wild_bootstrap(np.array([[3.0], [2.0], [1.0]]), np.eye(1), 0, weights="rademacher")
    assert ours.statistic == pytest.approx(6 / np.sqrt(14))
    assert (ours.p_value, ours.p_value_equal_tailed) == (0.25, 0.25)


def rejections(n_treated: int, n_samples: int, n_clusters: int = 40, level: float = 0.05) -> np.ndarray:
    """How often under the null the score bootstrap and the sandwich reject."""
    counts = np.zeros(2, dtype=int)
    for seed in range(n_samples):
        X, events, sizes, scores, bread = null_scores(n_clusters, n_treated, seed=5_000 + seed)
        bootstrap = score_wild_bootstrap(scores, bread, 2, n_draws=399, seed=seed)
        estimates = logit.fit(X, events, sizes)
        full_scores, information = logit.scores_and_information(X, events, sizes, estimates)
        sandwich = cluster_robust_covariance(np.linalg.inv(information), full_scores)
        z = estimates[2] / np.sqrt(sandwich[2, 2])
        counts += [bootstrap.p_value <= level, 2 * stats.norm.sf(abs(z)) <= level]
    return counts


def test_size_with_forty_clusters_lies_in_the_exact_binomial_band():
    low, high = stats.binom.interval(0.99, 600, 0.05)
    assert low <= rejections(n_treated=20, n_samples=600)[0] <= high


def test_with_three_of_forty_clusters_treated_the_sandwich_rejects_too_often_and_the_score_bootstrap_does_not():
    high = stats.binom.interval(0.99, 400, 0.05)[1]
    bootstrap, sandwich = rejections(n_treated=3, n_samples=400)
    assert bootstrap <= high
    assert sandwich > 2 * high


def test_a_real_effect_is_found():
    rng = np.random.default_rng(9)
    X = np.column_stack([np.ones(40), np.arange(40) < 20])
    events = rng.binomial(80, 1 / (1 + np.exp(1.5 - 0.8 * X[:, 1])))
    null = np.append(logit.fit(X[:, :1], events, np.full(40, 80)), 0.0)
    scores, information = logit.scores_and_information(X, events, np.full(40, 80), null)
    found = score_wild_bootstrap(scores, np.linalg.inv(information), 1)
    assert found.p_value < 0.001 and found.statistic > 0


def test_too_few_contributing_clusters_give_a_message():
    scores = np.zeros((12, 1))
    scores[4] = 2.0
    tested = score_wild_bootstrap(scores, np.eye(1), 0)
    assert (tested.status, tested.n_contributing_clusters) == ("not_estimable", 1)
    assert "1 of 12 clusters" in tested.message and np.isnan(tested.p_value)


def test_wrong_arguments_raise():
    *_, scores, bread = null_scores(10, 4, seed=1)
    with pytest.raises(ValueError, match="maximum of the null model"):
        score_wild_bootstrap(scores + 1.0, bread, 2)
    with pytest.raises(ValueError, match="bread"):
        score_wild_bootstrap(scores, bread[:2], 2)
    with pytest.raises(ValueError, match="tested"):
        score_wild_bootstrap(scores, bread, 3)
    with pytest.raises(ValueError, match="different"):
        score_wild_bootstrap(scores, bread, [2, 2])
    with pytest.raises(ValueError, match="missing"):
        score_wild_bootstrap(np.full_like(scores, np.nan), bread, 2)
