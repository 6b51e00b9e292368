"""Counts, design analysis and average effects, on cases small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from analysis.models.average_effect import average_effect_pp, marginal_probability
from analysis.power import (
    analyse_design,
    count_exposure,
    is_informed,
    smallest_detectable_odds_ratio,
    varies_within_person,
)

# Four persons: 0 switches and varies, 1 switches only, 2 varies only, 3 has one interview.
ROW_START = np.array([0, 2, 4, 6, 7])
EXPOSURE = np.array([0.0, 1.0, 0.0, 0.5, 1.0, 1.0, 0.0])
OUTCOMES = np.array([1, 0, 0, 0, 0, 1, 0])
COUNTIES = np.array([10, 10, 11, 11, 12, 12, 13])
STATES = np.array([1, 1, 1, 1, 2, 2, 3])


def test_counts_by_hand():
    counts = count_exposure(EXPOSURE, varies_within_person(OUTCOMES, ROW_START), ROW_START, COUNTIES, STATES)
    assert (counts.n_switchers, counts.n_informative_switchers) == (2, 1)
    assert (counts.n_treated_counties, counts.n_treated_states) == (3, 2)


def test_a_policy_is_informed_by_one_person_who_changes_both():
    is_informative = varies_within_person(OUTCOMES, ROW_START)
    assert is_informative.tolist() == [True, False, True, False]
    assert is_informed(EXPOSURE, is_informative, ROW_START)
    assert not is_informed(EXPOSURE, np.array([False, False, True, False]), ROW_START)
    assert is_informed(np.zeros(7), is_informative, ROW_START)


def test_smallest_detectable_effect_has_the_power_it_promises():
    std_error = 0.068
    detectable = smallest_detectable_odds_ratio(std_error)
    assert detectable == pytest.approx(np.exp(2.8015852 * std_error), rel=1e-7)
    assert analyse_design(std_error, detectable).power == pytest.approx(0.8, abs=1e-5)


def test_published_design_analysis():
    """Gelman and Carlin's example: true effect 2 with error 8.1 gives power .06, type S .24, type M 9.7."""
    result = analyse_design(8.1, float(np.exp(2.0)))
    assert result.power == pytest.approx(0.06, abs=0.005)
    assert result.type_s == pytest.approx(0.24, abs=0.005)
    assert result.type_m == pytest.approx(9.7, abs=0.3)


@pytest.mark.parametrize("std_error", [0.05, 0.15, 0.6])
def test_type_m_equals_numerical_integration(std_error):
    truth = np.log(1.16)
    grid = np.linspace(truth - 12 * std_error, truth + 12 * std_error, 400_001)
    density = stats.norm.pdf(grid, truth, std_error)
    is_significant = np.abs(grid) > stats.norm.isf(0.025) * std_error
    power = np.trapezoid(density * is_significant, grid)
    exaggeration = np.trapezoid(np.abs(grid) * density * is_significant, grid) / power / truth
    result = analyse_design(std_error, 1.16)
    assert result.power == pytest.approx(power, rel=1e-3)
    assert result.type_m == pytest.approx(exaggeration, rel=1e-3)


def test_benchmark_below_one_is_the_mirror_image():
    above, below = analyse_design(0.2, 1.25), analyse_design(0.2, 0.8)
    assert above.power == pytest.approx(below.power) and above.type_m == pytest.approx(below.type_m)


def test_impossible_arguments_raise():
    with pytest.raises(ValueError, match="std_error"):
        analyse_design(0.0, 1.16)
    with pytest.raises(ValueError, match="benchmark"):
        analyse_design(0.1, 1.0)


def test_marginal_probability_integrates_the_intercept():
    predictor = np.array([-6.0, -4.2, 0.0, 1.3])
    u = np.linspace(-9, 9, 20_001)
    density = stats.norm.pdf(u)
    exact = [np.trapezoid(expit(eta + 1.2 * u) * density, u) for eta in predictor]
    np.testing.assert_allclose(marginal_probability(predictor, 1.2), exact, rtol=2e-5)


def test_average_effect_moves_everybody_from_zero_to_one():
    exposure = np.array([0.0, 1.0, 0.5])
    unexposed = np.array([-4.0, -3.0, -5.0])
    effect = average_effect_pp(unexposed + 0.4 * exposure, exposure, 0.4, sigma=1e-9)
    by_hand = 100 * (expit(unexposed + 0.4) - expit(unexposed)).mean()
    assert effect == pytest.approx(by_hand, rel=1e-4)
    assert average_effect_pp(unexposed, exposure, 0.0, sigma=1.0) == 0.0
