"""Rubin's rules against R, by hand, and at their limits.

R version 4.2.2, mice 3.15.0, printed with ten digits:
    Q <- c(1.2, 0.9, 1.5, 1.1, 1.3); U <- c(0.25, 0.20, 0.30, 0.22, 0.28)
    pool.scalar(Q, U, n = Inf, k = 2)   # and n = 22
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.inference.multiple_imputation import pool

ESTIMATES = np.array([[1.2], [0.9], [1.5], [1.1], [1.3]])
VARIANCES = np.array([[0.25], [0.20], [0.30], [0.22], [0.28]])


@pytest.mark.parametrize(
    ("complete", "degrees_of_freedom"), [(np.inf, 106.7777777778), (20.0, 12.9416321552)], ids=["large", "20 df"]
)
def test_agrees_with_mice(complete, degrees_of_freedom):
    pooled = pool(ESTIMATES, VARIANCES, complete)
    assert pooled.estimates[0] == pytest.approx(1.2, abs=5e-11)
    assert pooled.std_errors[0] ** 2 == pytest.approx(0.31, abs=5e-11)
    assert pooled.relative_increase_in_variance[0] == pytest.approx(0.24, abs=5e-11)
    assert pooled.degrees_of_freedom[0] == pytest.approx(degrees_of_freedom, abs=5e-10)


def test_fraction_of_missing_information_is_that_of_mice_in_large_samples():
    assert pool(ESTIMATES, VARIANCES).fraction_missing_information[0] == pytest.approx(0.2082408254, abs=5e-11)
    limited = pool(ESTIMATES, VARIANCES, 20.0)
    assert limited.fraction_missing_information[0] == pytest.approx(0.2082408254, abs=5e-11)


def test_two_imputations_by_hand():
    """Within 1, between (1 + 1/2) · 2 = 3: variance 4, increase 3, degrees of freedom 1 / (3/4)² = 16/9."""
    pooled = pool(np.array([[4.0], [6.0]]), np.array([[1.0], [1.0]]))
    assert pooled.estimates[0] == 5.0
    assert pooled.std_errors[0] == pytest.approx(2.0)
    assert pooled.degrees_of_freedom[0] == pytest.approx(16 / 9)
    assert pooled.fraction_missing_information[0] == pytest.approx((3 + 2 / (16 / 9 + 3)) / 4)


def test_imputations_that_agree_cost_nothing():
    pooled = pool(np.full((5, 1), 0.7), np.full((5, 1), 0.04))
    assert pooled.std_errors[0] == pytest.approx(0.2)
    assert np.isinf(pooled.degrees_of_freedom[0])
    assert pooled.fraction_missing_information[0] == 0.0


def test_complete_degrees_of_freedom_bound_the_pooled_ones():
    """Barnard and Rubin: (ν + 1)/(ν + 3) · ν where nothing is missing, 11/13 · 10 for ν = 10."""
    pooled = pool(np.full((5, 1), 0.7), np.full((5, 1), 0.04), 10.0)
    assert pooled.degrees_of_freedom[0] == pytest.approx(110 / 13)


@given(
    arrays(float, (4, 3), elements=st.floats(-5, 5)),
    arrays(float, (4, 3), elements=st.floats(0.01, 5)),
    st.permutations(range(4)),
)
def test_terms_do_not_touch_and_order_does_not_matter(estimates, variances, order):
    pooled = pool(estimates, variances, 50.0)
    shuffled = pool(estimates[order], variances[order], 50.0)
    alone = pool(estimates[:, 1:2], variances[:, 1:2], 50.0)
    np.testing.assert_allclose(shuffled.std_errors, pooled.std_errors, rtol=1e-9)
    np.testing.assert_allclose(alone.degrees_of_freedom, pooled.degrees_of_freedom[1:2], rtol=1e-9)
    assert (pooled.std_errors >= np.sqrt(variances.mean(axis=0)) * (1 - 1e-12)).all()
    assert (pooled.degrees_of_freedom <= 50.0).all()


@pytest.mark.parametrize(
    ("estimates", "variances", "complete", "message"),
    [
        (np.ones((1, 2)), np.ones((1, 2)), np.inf, "at least two imputations"),
        (np.ones((2, 2)), np.ones((2, 3)), np.inf, r"\(2, 2\) and \(2, 3\)"),
        (np.ones(2), np.ones(2), np.inf, "imputations, terms"),
        (np.array([[1.0, 1.0], [1.0, np.nan]]), np.ones((2, 2)), np.inf, "term 1 of imputation 1"),
        (np.ones((2, 2)), np.array([[1.0, 1.0], [0.0, 1.0]]), np.inf, "term 0 of imputation 1"),
        (np.ones((2, 2)), np.ones((2, 2)), 0.0, "complete_degrees_of_freedom"),
    ],
)
def test_what_cannot_be_pooled_is_refused(estimates, variances, complete, message):
    with pytest.raises(ValueError, match=message):
        pool(estimates, variances, complete)
