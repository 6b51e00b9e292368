"""What moments alone can tell: collinear terms, and indicators that separate without any search."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.estimators.random_intercept.cholesky import solve_positive_definite
from analysis.estimators.random_intercept.column_moments import column_moments
from analysis.estimators.random_intercept.design import Design
from analysis.estimators.random_intercept.fit import fit_random_intercept
from analysis.estimators.random_intercept.likelihood import Patterns
from analysis.estimators.screening import columns_without_overlap, separating_indicators

NAMES = ("intercept", "rare", "dose", "wave")


@pytest.fixture
def design() -> Design:
    rng = np.random.default_rng(3)
    n_persons, n_waves = 2_000, 3
    outcomes = (rng.random(n_persons * n_waves) < 0.2).astype(np.uint8)
    rare = np.arange(len(outcomes)) % 50 == 0
    outcomes[rare] = 0
    row_start = np.arange(0, len(outcomes) + 1, n_waves)
    return Design(
        columns=(rare.astype(float), rng.normal(size=len(outcomes)), np.tile(np.arange(3.0), n_persons)),
        terms=tuple((name, "control") for name in NAMES),
        reasons=("", *("does not vary",) * 3),
        patterns=Patterns.observed(row_start, outcomes, np.ones(n_persons)),
    )


def test_moments_are_those_of_the_matrix(design):
    X, y = design.regressors, design.patterns.outcomes
    moments = column_moments(design.columns, design.patterns)
    np.testing.assert_allclose(moments.cross_products, X.T @ X, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(moments.event_sums, X.T @ y, rtol=1e-12, atol=1e-9)


def test_a_reduced_design_has_the_moments_of_its_own_matrix(design):
    reduced = design.without((("rare", "control"),))
    X = reduced.regressors
    assert reduced.names == ["intercept", "dose", "wave"]
    np.testing.assert_allclose(reduced.moments.cross_products, X.T @ X, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(reduced.moments.event_sums, X.T @ reduced.patterns.outcomes, rtol=1e-12, atol=1e-9)


def test_indicator_without_events_is_found_before_any_search(design):
    assert columns_without_overlap(design.moments.sums, design.moments.event_sums) == [1]
    result = fit_random_intercept(design)
    assert result.status == "not_estimable" and result.faulty_terms == (("rare", "control"),)
    assert result.message.startswith("separation: rare predicts the outcome of 120 interviews")
    assert fit_random_intercept(design.without(result.faulty_terms)).status == "ok"


@pytest.mark.parametrize(
    ("indicator", "n_predicted"),
    [([1, 1, 0, 0, 0], 2), ([0, 0, 1, 1, 1], 2), ([0, 0, 0, 0, 1], 1), ([1, 1, 1, 1, 0], 1)],
)
def test_either_group_and_either_outcome_separate(indicator, n_predicted):
    outcomes = np.array([0, 0, 1, 0, 1])
    fault = separating_indicators({1: np.array(indicator, dtype=float)}, outcomes, NAMES)
    assert fault.columns == (1,) and f"outcome of {n_predicted} interviews" in fault.message


def test_overlap_and_measures_are_left_to_the_search():
    outcomes = np.array([0, 0, 1, 0, 1])
    assert separating_indicators({1: np.array([1.0, 0, 1, 0, 0])}, outcomes, NAMES) is None
    assert separating_indicators({2: np.array([2.0, -1, 0, 0, 0])}, outcomes, NAMES) is None


def test_small_solver_agrees_with_the_library_and_refuses_indefinite_matrices():
    rng = np.random.default_rng(4)
    root, right = rng.normal(size=(40, 12)), rng.normal(size=12)
    is_definite, solution = solve_positive_definite(root.T @ root, right)
    assert is_definite
    np.testing.assert_allclose(solution, np.linalg.solve(root.T @ root, right), rtol=1e-10)
    assert not solve_positive_definite(np.diag([1.0, -1.0]), np.ones(2))[0]
