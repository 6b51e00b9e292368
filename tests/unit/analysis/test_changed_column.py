"""A design with one column changed is the design that would have been made with it."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.estimators.random_intercept.design import INTERCEPT, Design
from analysis.estimators.random_intercept.likelihood import Patterns


@pytest.fixture
def design() -> Design:
    rng = np.random.default_rng(1)
    row_start = np.arange(0, 301, 3)
    outcomes = (rng.random(300) < 0.3).astype(np.uint8)
    return Design(
        columns=tuple(rng.normal(size=(3, 300))),
        terms=(INTERCEPT, ("a", "control"), ("b", "control"), ("c", "within")),
        reasons=("", "", "", ""),
        patterns=Patterns.observed(row_start, outcomes, np.ones(100)),
    )


def fresh(design: Design, columns: tuple[np.ndarray, ...]) -> Design:
    return Design(columns, design.terms, design.reasons, design.patterns)


@pytest.mark.parametrize("is_assembled", [True, False])
def test_moments_and_regressors_follow_the_change(design, is_assembled):
    if is_assembled:
        assert design.regressors.shape == (300, 4)
    values = design.columns[1].copy()
    values[5:40] += 2.5
    expected = fresh(design, (design.columns[0], values, design.columns[2]))
    changed = design.with_column(1, values)
    np.testing.assert_array_equal(changed.regressors, expected.regressors)
    np.testing.assert_allclose(changed.moments.cross_products, expected.moments.cross_products, atol=1e-10)
    np.testing.assert_allclose(changed.moments.event_sums, expected.moments.event_sums, atol=1e-10)


def test_the_design_before_the_change_still_is_what_it_was(design):
    before = design.regressors.copy()
    design.with_column(0, np.zeros(300))
    np.testing.assert_array_equal(design.regressors, before)


def test_changing_back_gives_the_first_design(design):
    first = design.columns[2]
    back = design.with_column(2, first + 1.0).with_column(2, first)
    np.testing.assert_array_equal(back.regressors, fresh(design, design.columns).regressors)
    np.testing.assert_allclose(back.moments.cross_products, design.moments.cross_products, atol=1e-10)


def test_a_column_without_a_change_is_the_same_design(design):
    assert design.with_column(1, design.columns[1].copy()) is design
