"""Two one-sided tests: hand-computed cases, and statsmodels' for one mean."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.weightstats import DescrStatsW

from analysis.inference.equivalence import equivalence_test, odds_ratio_equivalence


def test_by_hand():
    """0.02 with error 0.05 in ±0.1: z of 2.4 and 1.6, so p of .008197536 and .054799292; 0.02 ± 1.644854 · 0.05."""
    row = equivalence_test(0.02, 0.05, -0.1, 0.1).iloc[0]
    assert row["p_above_lower"] == pytest.approx(0.008197536, abs=5e-10)
    assert row["p_below_upper"] == pytest.approx(0.054799292, abs=5e-10)
    assert row["p_equivalence"] == row["p_below_upper"]
    assert not row["is_equivalent"]
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((-0.062242681, 0.102242681), abs=5e-10)
    assert row["smallest_bound"] == pytest.approx(0.102242681, abs=5e-10)


def test_odds_ratios_by_hand():
    """log 1.16 = .148420005; an odds ratio of 1 with error 0.05: z = 2.968400, p = .001496772; exp(.082242681)."""
    row = odds_ratio_equivalence(0.0, 0.05).iloc[0]
    assert (row["lower_bound"], row["upper_bound"]) == pytest.approx((1 / 1.16, 1.16))
    assert row["p_equivalence"] == pytest.approx(0.001496772, abs=5e-10)
    assert row["is_equivalent"]
    assert (row["odds_ratio"], row["smallest_bound"]) == pytest.approx((1.0, 1.085719262), abs=5e-9)
    assert row["conf_low"] == pytest.approx(1 / row["conf_high"])


def test_student_is_that_of_statsmodels():
    values = np.random.default_rng(2).normal(0.05, 0.3, 12)
    described = DescrStatsW(values)
    p_value, below, above = described.ttost_mean(-0.2, 0.3)
    row = equivalence_test(values.mean(), described.std_mean, -0.2, 0.3, degrees_of_freedom=11).iloc[0]
    assert row["p_equivalence"] == pytest.approx(p_value, rel=1e-10)
    assert (row["p_above_lower"], row["p_below_upper"]) == pytest.approx((below[1], above[1]), rel=1e-10)


def test_the_smallest_bound_is_the_margin_of_significance():
    smallest = equivalence_test(-0.03, 0.02, -1, 1, degrees_of_freedom=20).loc[0, "smallest_bound"]
    verdicts = equivalence_test(-0.03, 0.02, [-smallest - 1e-9, -smallest + 1e-9], smallest, 20)["is_equivalent"]
    assert verdicts.tolist() == [True, False]


def test_the_interval_lies_within_the_bounds_exactly_when_equivalent():
    estimates, errors = np.meshgrid(np.linspace(-0.3, 0.3, 25), [0.01, 0.05, 0.1])
    table = equivalence_test(estimates.ravel(), errors.ravel(), -0.2, 0.15)
    inside = (table["conf_low"] > -0.2) & (table["conf_high"] < 0.15)
    assert table["is_equivalent"].tolist() == inside.tolist()
    assert 0 < inside.sum() < len(inside)


def test_without_an_error_there_is_no_test():
    table = equivalence_test([0.0, 0.0, 0.0], [0.02, np.nan, 0.0], -0.1, 0.1)
    assert table["is_equivalent"].isna().tolist() == [False, True, True]
    assert table["p_equivalence"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"lower_bounds": 0.05}, "enclose zero"),
        ({"std_errors": -1.0}, "negative"),
        ({"level": 0.95}, "level"),
    ],
)
def test_wrong_arguments_raise(arguments, message):
    given = {"estimates": 0.0, "std_errors": 0.1, "lower_bounds": -0.1, "upper_bounds": 0.1}
    with pytest.raises(ValueError, match=message):
        equivalence_test(**(given | arguments))
    with pytest.raises(ValueError, match="above 1"):
        odds_ratio_equivalence(0.0, 0.1, smallest_odds_ratio=0.86)
