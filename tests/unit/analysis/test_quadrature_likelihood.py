"""The likelihood and its derivatives against brute force."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.estimators.person_rows import person_rows, regressor_matrix
from analysis.estimators.random_intercept.likelihood import Patterns, RandomInterceptLikelihood
from tests.unit.analysis.dense_quadrature import dense_log_likelihood_and_score
from tests.unit.analysis.simulated_panels import person_panel


@pytest.fixture
def small() -> tuple[np.ndarray, Patterns]:
    rows = person_rows(person_panel(40, seed=3), "y", "person", ("x", "z", "wave"))
    weights = np.linspace(0.5, 2.0, rows.n_persons)
    return regressor_matrix(rows.columns, rows.n_rows), Patterns.observed(rows.row_start, rows.outcomes, weights)


@pytest.mark.parametrize("log_sigma", [-3.0, 0.0, 1.0])
def test_value_and_score_equal_dense_quadrature(small, log_sigma):
    X, patterns = small
    coefficients = np.array([-1.0, 0.8, 0.3, -0.2])
    likelihood = RandomInterceptLikelihood(X, patterns, 30)
    value = likelihood.value(X @ coefficients, log_sigma)
    persons = np.repeat(np.arange(patterns.n_persons), np.diff(patterns.row_start))
    exact_value, exact_score = dense_log_likelihood_and_score(
        X, patterns.outcomes.astype(float), persons, coefficients, log_sigma, patterns.weights
    )
    assert value == pytest.approx(exact_value, abs=2e-5)
    np.testing.assert_allclose(likelihood.score(), exact_score, atol=2e-4)


def test_score_and_hessian_equal_finite_differences(small):
    X, patterns = small
    likelihood = RandomInterceptLikelihood(X, patterns, 40)
    at = np.array([-1.0, 0.8, 0.3, -0.2, 0.1])

    def value(parameters):
        return likelihood.value(X @ parameters[:-1], parameters[-1])

    def score(parameters):
        value(parameters)
        return likelihood.score()

    value(at)
    exact_score, exact_hessian = likelihood.score_and_hessian()
    step = 1e-4
    moves = step * np.eye(5)
    differences = [(value(at + move) - value(at - move)) / (2 * step) for move in moves]
    curvatures = [(score(at + move) - score(at - move)) / (2 * step) for move in moves]
    np.testing.assert_allclose(exact_score, differences, atol=1e-5)
    np.testing.assert_allclose(exact_hessian, curvatures, atol=1e-5)


def test_several_patterns_a_person_add_up():
    """A person with two weighted patterns counts like two persons with the same rows."""
    X = np.column_stack([np.ones(6), [0.0, 1.0, 1.0, 0.0, 1.0, 1.0]])
    one = Patterns(
        row_start=np.array([0, 3]),
        pattern_start=np.array([0, 2]),
        outcome_start=np.array([0, 3]),
        outcomes=np.array([1, 0, 1, 0, 0, 1], dtype=np.uint8),
        weights=np.array([0.25, 1.5]),
    )
    two = Patterns.observed(np.array([0, 3, 6]), one.outcomes, one.weights)
    predictor = X @ np.array([-0.4, 0.9])
    merged, apart = RandomInterceptLikelihood(X[:3].copy(), one, 15), RandomInterceptLikelihood(X, two, 15)
    assert merged.value(predictor[:3], 0.2) == pytest.approx(apart.value(predictor, 0.2), rel=1e-13)
    for ours, theirs in zip(merged.score_and_hessian(), apart.score_and_hessian(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-13)


def test_extreme_predictors_give_finite_derivatives():
    X = np.ones((4, 1))
    patterns = Patterns.observed(np.array([0, 2, 4]), np.array([1, 0, 0, 1], dtype=np.uint8), np.ones(2))
    likelihood = RandomInterceptLikelihood(X, patterns, 15)
    assert np.isfinite(likelihood.value(np.array([60.0, -60.0, 60.0, -60.0]), 0.0))
    score, hessian = likelihood.score_and_hessian()
    assert np.isfinite(score).all() and np.isfinite(hessian).all()


@pytest.mark.parametrize("n_rows", [40, 1_200])
def test_products_of_many_probabilities_do_not_underflow(n_rows):
    """1,200 even odds multiply to 1e-361, below the smallest float; logarithms take over."""
    rng = np.random.default_rng(5)
    outcomes = (rng.random(2 * n_rows) < 0.5).astype(np.uint8)
    patterns = Patterns.observed(np.array([0, n_rows, 2 * n_rows]), outcomes, np.ones(2))
    likelihood = RandomInterceptLikelihood(np.ones((2 * n_rows, 1)), patterns, 30)
    persons = np.repeat([0, 1], n_rows)
    value = likelihood.value(np.full(2 * n_rows, 0.1), 0.3)
    u = np.linspace(-3, 3, 200_001)
    predictor = 0.1 + np.exp(0.3) * u
    logs = [
        n * predictor - n_rows * np.logaddexp(0.0, predictor) - 0.5 * u**2
        for n in np.bincount(persons, weights=outcomes)
    ]
    step = u[1] - u[0]
    exact = sum(log.max() + np.log(np.exp(log - log.max()).sum() * step / np.sqrt(2 * np.pi)) for log in logs)
    assert value == pytest.approx(exact, abs=1e-6)
    assert np.isfinite(likelihood.score_and_hessian()[1]).all()


def test_scores_of_clusters_add_up_to_the_score(small):
    X, patterns = small
    likelihood = RandomInterceptLikelihood(X, patterns, 15)
    predictor = X @ np.array([-1.0, 0.8, 0.3, -0.2])
    value = likelihood.value(predictor, 0.2)
    codes = np.arange(patterns.n_persons) % 7
    again, scores = likelihood.cluster_scores(predictor, 0.2, codes, 7)
    assert again == pytest.approx(value, rel=1e-13)
    np.testing.assert_allclose(scores.sum(axis=0), likelihood.score(), rtol=1e-10, atol=1e-12)
