"""Value, score, Hessian and Firth's penalty against enumeration and against exact integers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from analysis.estimators.conditional.firth import FirthLikelihood
from analysis.estimators.conditional.likelihood import ConditionalLikelihood
from tests.unit.analysis.conditional.enumeration import arrangement_probabilities, arrangements, enumerated

EVENTS_AND_ROWS = [(1, 2), (1, 7), (6, 7), (3, 7), (4, 6), (2, 3), (5, 9), (3, 3 + 1), (7, 9)]


@pytest.fixture
def persons():
    """Regressors, outcomes, first rows and persons: one for each number of events and rows."""
    rng = np.random.default_rng(5)
    outcomes = np.concatenate([rng.permutation(np.arange(n) < k) for k, n in EVENTS_AND_ROWS]).astype(np.uint8)
    sizes = [n for _, n in EVENTS_AND_ROWS]
    X = rng.normal(size=(len(outcomes), 3))
    return X, outcomes, np.concatenate([[0], np.cumsum(sizes)]), np.repeat(np.arange(len(sizes)), sizes)


@pytest.mark.parametrize("coefficients", [(0.0, 0.0, 0.0), (0.7, -1.2, 0.3), (9.0, -4.0, 12.0)])
def test_value_score_and_hessian_are_those_of_the_enumeration(persons, coefficients):
    X, y, row_start, person = persons
    beta = np.array(coefficients)
    value, score, information, _ = enumerated(X, y, person, beta)
    likelihood = ConditionalLikelihood(X, y, row_start)
    assert likelihood.value(beta) == pytest.approx(value, rel=1e-12)
    our_score, our_hessian = likelihood.score_and_hessian()
    np.testing.assert_allclose(our_score, score, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(our_hessian, -information, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("coefficients", [(0.0, 0.0, 0.0), (0.7, -1.2, 0.3), (3.0, -1.0, 2.0)])
def test_penalised_score_has_the_enumerated_third_moments(persons, coefficients):
    X, y, row_start, person = persons
    beta = np.array(coefficients)
    value, score, information, derivatives = enumerated(X, y, person, beta)
    objective = FirthLikelihood(ConditionalLikelihood(X, y, row_start))
    assert objective.value(beta) == pytest.approx(value + 0.5 * np.linalg.slogdet(information)[1], rel=1e-12)
    penalty = 0.5 * np.einsum("ab,abc->c", np.linalg.inv(information), derivatives)
    np.testing.assert_allclose(objective.score_and_hessian()[0], score + penalty, rtol=1e-9, atol=1e-10)


def exact_means(exponents: np.ndarray, n_events: int) -> tuple[float, np.ndarray]:
    """log E_k and conditional means for the weights 2^exponent, in integers of any size."""
    weights = [2 ** int(e) for e in exponents]

    def symmetric(values: list[int]) -> list[int]:
        sums = [1] + [0] * n_events
        for value in values:
            for j in range(n_events, 0, -1):
                sums[j] += value * sums[j - 1]
        return sums

    total = symmetric(weights)[n_events]
    shift = max(total.bit_length() - 60, 0)
    log_total = float(np.log(float(total >> shift)) + shift * np.log(2.0))
    chosen = range(0, len(weights), 97)
    means = [
        float(Fraction(weights[t] * symmetric(weights[:t] + weights[t + 1 :])[n_events - 1], total)) for t in chosen
    ]
    return log_total, np.array(means)


@pytest.mark.parametrize(
    ("n_rows", "n_events", "spread"), [(300, 150, 8), (400, 3, 2), (400, 390, 40), (300, 100, 400)]
)
def test_groups_of_hundreds_do_not_overflow(n_rows, n_events, spread):
    """Weights from 1 to 2^spread: sums of products beyond any float, compared with exact integers."""
    rng = np.random.default_rng(n_rows + spread)
    exponents = rng.integers(0, spread + 1, size=n_rows)
    y = rng.permutation(np.arange(n_rows) < n_events).astype(np.uint8)
    likelihood = ConditionalLikelihood(exponents[:, None].astype(float), y, np.array([0, n_rows]))
    log_total, means = exact_means(exponents, n_events)
    value = likelihood.value(np.array([np.log(2.0)]))
    assert value == pytest.approx(np.log(2.0) * exponents[y == 1].sum() - log_total, rel=1e-11, abs=1e-9)
    np.testing.assert_allclose((y - likelihood.residual)[::97], means, rtol=1e-9, atol=1e-12)
    blocks = likelihood.blocks.reshape(n_rows, n_rows)
    np.testing.assert_allclose(blocks.sum(axis=1), 0.0, atol=1e-10)


def test_a_common_shift_of_a_person_changes_nothing_even_a_thousandfold(persons):
    X, y, row_start, person = persons
    likelihood = ConditionalLikelihood(X, y, row_start)
    shifted = ConditionalLikelihood(X + 1000.0 * (person[:, None] - 4), y, row_start)
    beta = np.array([0.7, -1.2, 0.3])
    assert shifted.value(beta) == pytest.approx(likelihood.value(beta), abs=1e-9)


def test_predictors_a_thousand_apart_keep_their_order():
    """exp(-1000) is no float, yet the likelihood of the less likely arrangement is known: one step of 1000."""
    likelihood = ConditionalLikelihood(
        np.array([[0.0], [1000.0], [2000.0]]), np.array([1, 0, 1], dtype=np.uint8), np.array([0, 3])
    )
    assert likelihood.value(np.array([1.0])) == pytest.approx(-1000.0, rel=1e-12)
    assert likelihood.value(np.array([-1.0])) == pytest.approx(-1000.0, rel=1e-12)


def test_conditional_means_sum_to_the_events(persons):
    X, y, row_start, _ = persons
    likelihood = ConditionalLikelihood(X, y, row_start)
    likelihood.value(np.array([0.7, -1.2, 0.3]))
    np.testing.assert_allclose(np.add.reduceat(likelihood.residual, row_start[:-1]), 0.0, atol=1e-14)


def test_enumeration_itself_by_hand():
    """One event in two interviews: a logit of the difference."""
    ways = arrangements(2, 1)
    np.testing.assert_array_equal(ways, [[1, 0], [0, 1]])
    expected = 1.0 / (1.0 + np.exp(-0.8))
    np.testing.assert_allclose(arrangement_probabilities(ways, np.array([0.3, -0.5])), [expected, 1 - expected])
