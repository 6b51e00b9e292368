"""Leads, what their test can see, and how large a violation an estimate survives."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.estimators import sensitivity_to_violations, staggered_did
from analysis.estimators.staggered.event_path import EventPath, event_path
from analysis.estimators.staggered.leads_test import leads_test, welch_degrees_of_freedom
from analysis.estimators.staggered.pooling import pool, pooled_terms
from analysis.estimators.staggered.violation_bounds import library_result, relative_magnitudes
from analysis.inference.joint_tests import noncentrality_of_power
from analysis.scenario_study.replications import binomial_band
from tests.unit.analysis.staggered.made_up_adoption import adoption_panel

COLUMNS = ("y", "unit", "period", "cohort")


def test_joint_test_by_hand():
    # Two independent leads of 1.5 and 2 standard errors: T² = 2.25 + 4, of which 19 / (2 · 20) against F(2, 19).
    row = leads_test(np.array([1.5, 4.0]), np.diag([1.0, 4.0]), np.array([-2.0, -1.0]), 20).iloc[0]
    assert row["statistic"] == pytest.approx(6.25 * 19 / 40)
    assert row["p_value"] == pytest.approx(stats.f.sf(6.25 * 19 / 40, 2, 19))
    # A drift of s puts 2s and s into them: noncentrality 4 s^2 + s^2 / 4, and with it the test rejects in 80 %.
    noncentrality = 4.25 * row["smallest_detectable_slope"] ** 2
    assert stats.ncf.sf(stats.f.isf(0.05, 2, 19), 2, 19, noncentrality) == pytest.approx(0.8, abs=1e-8)


def test_power_with_very_many_clusters_is_that_of_chi_squared():
    noncentrality = noncentrality_of_power(3, 1e7, 0.8)
    assert stats.ncx2.sf(stats.chi2.isf(0.05, 3), 3, noncentrality) == pytest.approx(0.8, abs=1e-5)


@pytest.mark.parametrize(
    ("estimates", "covariance", "degrees_of_freedom", "words"),
    [
        ([], np.empty((0, 0)), 9, "no lead"),
        ([1.0, 2.0], np.ones((2, 2)), 9, "singular"),
        ([1.0, 2.0], np.eye(2), 1, "cannot be tested jointly with 2 clusters"),
        ([1.0], [[np.nan]], 9, "not estimable"),
        ([1.0], [[0.0]], 9, "no variance"),
    ],
)
def test_leads_that_cannot_be_tested_say_why(estimates, covariance, degrees_of_freedom, words):
    row = leads_test(np.array(estimates), np.array(covariance), np.ones(len(estimates)), degrees_of_freedom).iloc[0]
    assert np.isnan(row["p_value"]) and words in row["message"]


def test_a_drift_is_found_and_its_absence_is_not():
    cohorts = (0,) * 15 + (5,) * 15
    frame = adoption_panel(cohorts, noise=0.3)
    drifting = frame.assign(y=frame["y"] + 0.4 * frame["period"] * (frame["cohort"] > 0))
    still, moving = (staggered_did(f, *COLUMNS).leads_test.iloc[0] for f in (frame, drifting))
    assert moving["p_value"] < 1e-6 < 0.05 < still["p_value"]
    # The noise is the same, so is what the test can see; the drift planted lies above it.
    assert moving["smallest_detectable_slope"] == pytest.approx(still["smallest_detectable_slope"])
    assert still["smallest_detectable_slope"] < 0.4


def test_imputation_tests_its_leads_as_the_library_does():
    from diff_diff import ImputationDiD

    frame = adoption_panel((0,) * 6 + (4,) * 5 + (6,) * 5, noise=1.0)
    ours = staggered_did(frame, *COLUMNS, method="imputation").leads_test.iloc[0]
    library = ImputationDiD(pretrends=True).fit(frame, outcome="y", unit="unit", time="period", first_treat="cohort")
    theirs = library.pretrend_test()
    # The library tests the farthest lead too; it is seen by five clusters here, so nothing is pooled.
    # It takes F with clusters - 1; between ten treated and six untreated units there are fewer degrees of freedom.
    degrees, n_leads = welch_degrees_of_freedom(10, 6), ours["degrees_of_freedom"]
    assert ours["denominator_degrees_of_freedom"] == pytest.approx(degrees - n_leads + 1)
    assert ours["statistic"] == pytest.approx(theirs["f_stat"] * (degrees - n_leads + 1) / degrees)


def test_degrees_of_freedom_are_near_those_of_the_smaller_side():
    assert welch_degrees_of_freedom(12, 12) == pytest.approx(22)
    assert 23 < welch_degrees_of_freedom(10_000, 24) < 23.2
    assert welch_degrees_of_freedom(50, 1) == 0


def test_many_leads_beside_few_controls_are_not_rejected_too_often():
    # Twelve leads, 24 counties that adopt last: F with clusters - 1 rejects about 18 % of these nulls.
    found = [
        staggered_did(adoption_panel((12,) * 40 + (14,) * 40 + (15,) * 24, 15, noise=1.0, seed=seed), *COLUMNS,
                      method="sun_abraham").leads_test["p_value"].iloc[0]
        for seed in range(24)
    ]  # fmt: skip
    assert sum(p < 0.05 for p in found) <= binomial_band(24, 0.05)[1]


def test_thin_event_times_are_pooled_from_the_ends():
    clusters = {-4: {1}, -3: {1, 2}, -2: {1, 2, 3}, 0: {1}, 1: {1, 2, 3}, 2: {1, 2}, 3: {3}, 4: {1}}
    terms = pooled_terms(pd.DataFrame(index=list(clusters)), clusters, fewest=3)
    assert terms == {-4: "<=-2", -3: "<=-2", -2: "<=-2", 0: "0", 1: "1", 2: ">=2", 3: ">=2", 4: ">=2"}


def test_pooled_average_and_error_by_hand():
    events = pd.DataFrame(
        {
            "event_time": [1, 2, 3],
            "estimate": [5.0, 1.0, 4.0],
            "std_error": [1.0, 2.0, 3.0],
            "term": ["1", ">=2", ">=2"],
        }
    )
    covariance = pd.DataFrame([[1, 0, 0], [0, 4, 1.5], [0, 1.5, 9]], [1, 2, 3], [1, 2, 3])
    sizes = pd.Series({1: 9.0, 2: 2.0, 3: 1.0})
    rows, pooled, _ = pool(events, covariance, sizes)
    assert rows["estimate"].tolist() == pytest.approx([5, 2])
    variance = (4 * 4 + 9 + 2 * 2 * 1.5) / 9
    assert rows["std_error"].tolist() == pytest.approx([1, np.sqrt(variance)])
    assert pooled.loc[">=2", ">=2"] == pytest.approx(variance)
    unknown, _, _ = pool(events, covariance.mask(covariance == 1.5), sizes)
    assert unknown["std_error"].tolist() == pytest.approx([1, (2 * 2 + 3) / 3])


def path_of(before, after, covariance) -> EventPath:
    return EventPath(np.array(before), np.array(after), np.array(covariance), tuple(range(len(after))))


def testrelative_magnitudes_with_one_period_on_each_side():
    """Bounds after +- M |before|; ends linear in both, so their errors follow by hand."""
    path = path_of([-0.4], [2.0], [[0.09, 0.02], [0.02, 0.25]])
    bounds = relative_magnitudes(path, np.array([1.0]), 1.96)
    low, high, conf_low, conf_high = bounds(1.5)
    assert (low, high) == pytest.approx((1.4, 2.6))
    plus, minus = (np.sqrt(0.25 + 2.25 * 0.09 + sign * 2 * 1.5 * 0.02) for sign in (1, -1))
    assert conf_low == pytest.approx(min(1.4 - 1.96 * plus, 2.6 - 1.96 * minus))
    assert conf_high == pytest.approx(max(1.4 + 1.96 * plus, 2.6 + 1.96 * minus))


@pytest.mark.parametrize("magnitude", [0.0, 0.5, 1.0, 2.0])
def test_identified_set_is_that_of_the_library(magnitude):
    from diff_diff import HonestDiD

    rng = np.random.default_rng(4)
    root = rng.standard_normal((6, 6))
    path = path_of(rng.standard_normal(3), rng.standard_normal(3), root @ root.T)
    weights = np.array([0.2, 0.5, 0.3])
    ours = relative_magnitudes(path, weights, 1.96)(magnitude)
    theirs = HonestDiD("relative_magnitude", M=magnitude, l_vec=weights).fit(library_result(path))
    assert ours[:2] == pytest.approx((theirs.lb, theirs.ub), abs=1e-8)


def test_interval_covers_a_violation_as_large_as_allowed_where_the_librarys_does_not():
    """The truth drifts before adoption, and as much from then on, so that M = 1 holds at its edge."""
    from diff_diff import HonestDiD

    rng = np.random.default_rng(8)
    covariance, truth, n_draws = np.diag([1.0, 0.25]), np.array([2.0, -2.0]), 2000
    covered, covered_by_library = 0, 0
    for draw in range(n_draws):
        # The effect is 0; the drift shows as 2 before and as -2 at adoption.
        before, after = truth + rng.standard_normal(2) * [1.0, 0.5]
        path = path_of([before], [after], covariance)
        *_, low, high = relative_magnitudes(path, np.array([1.0]), 1.959964)(1.0)
        covered += low <= 0 <= high
        if draw < 400:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                naive = HonestDiD("relative_magnitude", M=1.0).fit(library_result(path))
            covered_by_library += naive.ci_lb <= 0 <= naive.ci_ub
    assert covered / n_draws > 0.95 - 3 * np.sqrt(0.95 * 0.05 / n_draws)
    assert covered_by_library / 400 < 0.9


def one_cohort(effect: float = 1.0, noise: float = 0.2, seed: int = 1):
    frame = adoption_panel((0,) * 12 + (4,) * 12, effect=lambda g, t: effect, noise=noise, seed=seed)
    return staggered_did(frame, *COLUMNS)


def test_without_violation_the_interval_is_that_of_the_estimate():
    result = one_cohort()
    bounds = sensitivity_to_violations(result, magnitudes=(0.0,), target=2)
    row = result.table[(result.table["component"] == "event_time") & (result.table["term"] == "2")].iloc[0]
    numbers = bounds[["bound_low", "conf_low", "conf_high"]].iloc[0].tolist()
    assert numbers == pytest.approx(row[["estimate", "conf_low", "conf_high"]].tolist())


def test_breakdown_is_where_the_interval_first_holds_zero():
    result = one_cohort()
    breakdown = sensitivity_to_violations(result)["breakdown"].iloc[0]
    around = sensitivity_to_violations(result, magnitudes=(breakdown * 0.999, breakdown * 1.001))
    assert around["conf_low"].iloc[0] > 0 > around["conf_low"].iloc[1]
    insignificant = sensitivity_to_violations(one_cohort(effect=0.0, seed=5), magnitudes=(0.0,))
    assert insignificant["conf_low"].iloc[0] < 0 < insignificant["conf_high"].iloc[0]
    assert insignificant["breakdown"].iloc[0] == 0


def test_intervals_grow_with_the_violation_allowed():
    bounds = sensitivity_to_violations(one_cohort())
    assert (bounds["conf_low"].diff().dropna() < 0).all() and (bounds["conf_high"].diff().dropna() > 0).all()
    assert bounds["message"].iloc[0] == "2 event times before and 4 from adoption on"


def test_smoothness_takes_a_straight_drift_out():
    """With M = 0 the drift before adoption is continued in a straight line: leads -2s and -s, effect + s at 0."""
    path_result = one_cohort(effect=1.0, noise=0.0)
    events = path_result.event_times
    drift = 0.3 * (events["event_time"] + 1)
    covariance = path_result.event_time_covariance
    order = covariance.index
    drifting = replace(
        path_result,
        event_times=events.assign(estimate=events["estimate"] + drift, std_error=0.05),
        event_time_covariance=pd.DataFrame(0.0025 * np.eye(len(order)), order, order),
    )
    row = sensitivity_to_violations(drifting, "smoothness", magnitudes=(0.0,), target=0).iloc[0]
    assert (row["bound_low"], row["bound_high"]) == pytest.approx((1.0, 1.0), abs=1e-6)
    assert (row["conf_low"] + row["conf_high"]) / 2 == pytest.approx(1.0, abs=1e-3)


def test_event_path_stops_at_pooled_event_times():
    frame = adoption_panel((0,) * 4 + (3,) * 4 + (6,) * 6, noise=1.0)
    result = staggered_did(frame, *COLUMNS, fewest_treated_clusters=5)
    path = event_path(result)
    # From event time 2 on only the cohort of 3 is left, with four units, so that event time 1 joins the pool.
    assert path.after_times == (0,)
    assert {">=1", "0"} <= set(result.event_times["term"])


def test_wrong_arguments_raise():
    result = one_cohort()
    for arguments, words in (
        ({"restriction": "none"}, "restriction must be one of"),
        ({"magnitudes": (-1.0,)}, "must not be negative"),
        ({"target": 9}, "target must be"),
    ):
        with pytest.raises(ValueError, match=words):
            sensitivity_to_violations(result, **arguments)
    with pytest.raises(ValueError, match="fit again with base_period='universal'"):
        sensitivity_to_violations(replace(result, base_period="varying"))
    with pytest.raises(ValueError, match="no leads and lags with one covariance"):
        sensitivity_to_violations(replace(result, method="imputation"))
