"""Holm and Benjamini–Hochberg by hand within families; Romano–Wolf against its definition, step by step."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.inference.multiple_testing import adjust_p_values, romano_wolf

TABLE = pd.DataFrame(
    {"family": ["own", "other", "own", "own", "other"], "p_value": [0.01, 0.03, 0.04, 0.03, np.nan]},
    index=[7, 3, 5, 1, 9],
)


def test_holm_by_hand():
    """Of .01, .03, .04: 3 × .01, 2 × .03, and the third not below the second."""
    adjusted = adjust_p_values(TABLE, "family")
    np.testing.assert_allclose(adjusted["adjusted_p_value"], [0.03, 0.03, 0.06, 0.06, np.nan], atol=1e-15)
    assert adjusted["n_tests_of_family"].tolist() == [3, 1, 3, 3, 1]
    pd.testing.assert_frame_equal(adjusted[["family", "p_value"]], TABLE)


def test_benjamini_hochberg_by_hand():
    """Of .01, .03, .04: 3/1 × .01 = .03, then 3/2 × .03 = .045 but not above 3/3 × .04 = .04."""
    adjusted = adjust_p_values(TABLE, "family", "benjamini_hochberg")["adjusted_p_value"]
    np.testing.assert_allclose(adjusted, [0.03, 0.03, 0.04, 0.04, np.nan], atol=1e-15)


@pytest.mark.parametrize(
    ("changes", "arguments", "error", "message"),
    [
        ({}, {"family_column": "kin"}, KeyError, "kin"),
        ({}, {"method": "bonferroni"}, ValueError, "method must be one of holm, benjamini_hochberg"),
        ({"family": [None, *"aaaa"]}, {}, ValueError, "1 tests belong to no family"),
        ({"p_value": 1.2}, {}, ValueError, "outside 0 to 1"),
    ],
)
def test_wrong_families_raise(changes, arguments, error, message):
    with pytest.raises(error, match=message):
        adjust_p_values(**{"table": TABLE.assign(**changes), "family_column": "family", **arguments})


def step_by_step(statistics: np.ndarray, draws: np.ndarray) -> list[float]:
    """The definition: remove the most significant test, compare the next with the largest of those left."""
    left, floor, p_values = list(range(len(statistics))), 0.0, [0.0] * len(statistics)
    while left:
        strongest = max(left, key=lambda k: abs(statistics[k]))
        exceeding = sum(max(abs(draw[k]) for k in left) >= abs(statistics[strongest]) for draw in draws)
        floor = max(floor, (exceeding + 1) / (len(draws) + 1))
        p_values[strongest] = floor
        left.remove(strongest)
    return p_values


@pytest.fixture
def draws() -> np.ndarray:
    common = np.random.default_rng(5).normal(size=(199, 7))
    return common + 0.8 * common[:, :1]


def test_step_down_is_its_definition(draws):
    statistics = np.array([0.4, -3.1, 2.2, 1.9, -0.1, 2.9, -1.2])
    np.testing.assert_allclose(romano_wolf(statistics, draws), step_by_step(statistics, draws), atol=1e-15)


def test_the_largest_is_tested_as_in_a_single_step_and_the_rest_gain(draws):
    statistics = np.array([0.4, -3.1, 2.2, 1.9, -0.1, 2.9, -1.2])
    largest = np.abs(draws).max(axis=1)
    single_step = np.array([((largest >= abs(t)).sum() + 1) / 200 for t in statistics])
    stepped = romano_wolf(statistics, draws)
    assert stepped[1] == single_step[1]
    assert (stepped <= single_step).all()
    assert stepped[3] < single_step[3]


def test_families_are_apart_and_missing_tests_do_not_count(draws):
    statistics = np.array([0.4, -3.1, np.nan, 1.9, -0.1, 2.9, -1.2])
    gappy = draws.copy()
    gappy[:, 2] = np.nan
    families = list("abababa")
    p_values = romano_wolf(statistics, gappy, families)
    np.testing.assert_allclose(p_values[[1, 3, 5]], step_by_step(statistics[[1, 3, 5]], draws[:, [1, 3, 5]]))
    np.testing.assert_allclose(p_values[[0, 4, 6]], step_by_step(statistics[[0, 4, 6]], draws[:, [0, 4, 6]]))
    assert np.isnan(p_values[2])


def test_by_hand():
    """Draws beat 2 in one of three by the larger of both, and 1 in two of three by the second alone."""
    p_values = romano_wolf(np.array([-2.0, 1.0]), np.array([[0.5, 2.5], [-1.5, 0.5], [0.1, -1.0]]))
    assert p_values.tolist() == [2 / 4, 3 / 4]


@pytest.mark.parametrize(
    ("statistics", "null_draws", "message"),
    [
        ([1.0, 2.0], np.ones((5, 3)), r"got \(2,\) and \(5, 3\)"),
        ([1.0], np.ones((0, 1)), "at least one draw"),
        ([1.0], [[1.0], [np.nan]], "1 draws lack a statistic"),
    ],
)
def test_draws_that_do_not_fit_raise(statistics, null_draws, message):
    with pytest.raises(ValueError, match=message):
        romano_wolf(np.array(statistics), np.array(null_draws))
