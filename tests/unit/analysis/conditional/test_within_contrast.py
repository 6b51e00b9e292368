"""Differences between two fits: by hand, by leaving clusters out, and for fits that failed."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, norm, t

from analysis.estimators import between_within_logit, compare_within_estimates, conditional_logit
from analysis.inference import align_influence, contrast_estimates
from tests.unit.analysis.simulated_panels import person_panel


def test_one_difference_by_hand():
    """Influences differ by .1, -.2, .1: squares sum to .06, times 3/2 is .09, so the error is .3."""
    first, second = np.array([[0.0], [0.3], [0.2]]), np.array([[0.1], [0.1], [0.3]])
    contrast = contrast_estimates(np.array([0.2]), np.array([0.8]), first, second)
    assert contrast.differences[0] == pytest.approx(0.6)
    assert contrast.covariance[0, 0] == pytest.approx(0.09)
    assert (contrast.chi_square, contrast.degrees_of_freedom) == (pytest.approx(4.0), 1)
    assert contrast.p_value == pytest.approx(2 * norm.sf(2.0))


def test_two_differences_are_a_wald_test():
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(50, 2)), rng.normal(size=(50, 2)) @ np.array([[1.0, 0.7], [0.0, 0.2]])
    contrast = contrast_estimates(np.zeros(2), np.array([5.0, -2.0]), first, second)
    moved = second - first
    covariance = moved.T @ moved * 50 / 49
    expected = np.array([5.0, -2.0]) @ np.linalg.solve(covariance, np.array([5.0, -2.0]))
    np.testing.assert_allclose(contrast.covariance, covariance)
    assert contrast.chi_square == pytest.approx(expected)
    assert contrast.p_value == pytest.approx(chi2.sf(expected, 2))


def test_a_repeated_difference_counts_once():
    rng = np.random.default_rng(2)
    moved = rng.normal(size=(30, 1))
    once = contrast_estimates(np.zeros(1), np.ones(1), np.zeros((30, 1)), moved)
    twice = contrast_estimates(np.zeros(2), np.ones(2), np.zeros((30, 2)), np.hstack([moved, moved]))
    assert (once.degrees_of_freedom, twice.degrees_of_freedom) == (1, 1)
    assert twice.chi_square == pytest.approx(once.chi_square)


def test_no_joint_test_without_more_clusters_than_terms():
    contrast = contrast_estimates(np.zeros(3), np.ones(3), np.zeros((3, 3)), np.eye(3))
    assert np.isnan(contrast.chi_square) and np.isnan(contrast.p_value) and contrast.degrees_of_freedom == 0
    np.testing.assert_allclose(np.diag(contrast.covariance), 1.5)
    with pytest.raises(ValueError, match="at least two clusters"):
        contrast_estimates(np.zeros(1), np.ones(1), np.zeros((1, 1)), np.ones((1, 1)))


def test_persons_may_be_the_clusters():
    """As they are where the panel has no larger ones; the influence then squares to the sandwich by person."""
    panel = person_panel(n_persons=200, seed=4)
    hybrid = between_within_logit(panel, "y", "person", ["x"], cluster="person")
    factor = hybrid.n_clusters / (hybrid.n_clusters - 1)
    np.testing.assert_allclose(hybrid.influence.T @ hybrid.influence * factor, hybrid.covariance, rtol=1e-9)
    contrast = compare_within_estimates(hybrid, conditional_logit(panel, "y", "person", ["x"], cluster="person"))
    assert (contrast.status, contrast.n_clusters) == ("ok", 200)
    copied = panel.assign(county=panel["person"].astype(str))
    same = [fit(copied, "y", "person", ["x"], cluster="county") for fit in (between_within_logit, conditional_logit)]
    pd.testing.assert_frame_equal(compare_within_estimates(*same).table, contrast.table)


def test_clusters_are_matched_by_label_and_the_absent_do_not_move():
    first, second = np.array([[1.0], [2.0], [3.0]]), np.array([[30.0], [10.0]])
    same, aligned = align_influence(first, np.array(["a", "b", "c"]), second, np.array(["c", "a"]))
    np.testing.assert_array_equal(same, first)
    np.testing.assert_array_equal(aligned, [[10.0], [0.0], [30.0]])
    with pytest.raises(ValueError, match="1 of 2 clusters of one fit are not among"):
        align_influence(first, np.array(["a", "b", "c"]), second, np.array(["c", "d"]))
    with pytest.raises(ValueError, match="repeat"):
        align_influence(first, np.array(["a", "b", "b"]), second, np.array(["c", "a"]))


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    frame = person_panel(n_persons=900, seed=11)
    return frame.assign(dose=frame["x"] + np.random.default_rng(12).normal(size=len(frame)))


def fit_both(panel: pd.DataFrame):
    between_within = between_within_logit(panel, "y", "person", ["x", "dose"], ["z"], ["wave"], cluster="county")
    return between_within, conditional_logit(panel, "y", "person", ["x", "dose", "wave"], cluster="county")


@pytest.fixture(scope="module")
def fits(panel):
    return fit_both(panel)


def test_each_influence_squares_to_its_own_covariance(fits):
    for fit in fits:
        n_clusters = len(fit.influence)
        squares = fit.influence.T @ fit.influence * n_clusters / (n_clusters - 1)
        np.testing.assert_allclose(squares, fit.covariance, rtol=1e-5, atol=1e-9)


def test_comparison_is_the_contrast_of_the_within_terms(fits):
    comparison = compare_within_estimates(*fits)
    within = fits[0].table.query("component == 'within'")["estimate"].to_numpy()
    differences = fits[1].coefficients[:2] - within
    first, second = (pd.DataFrame(fit.influence, index=fit.cluster_labels) for fit in fits)
    moved = second.iloc[:, :2].set_axis([1, 2], axis=1) - first[[1, 2]]
    errors = np.sqrt((moved**2).sum() * 40 / 39).to_numpy()
    table = comparison.table
    assert (comparison.status, comparison.n_clusters, comparison.degrees_of_freedom) == ("ok", 40, 2)
    assert table["term"].tolist() == ["x", "dose"]
    assert set(table["component"]) == {"conditional_minus_between_within"}
    np.testing.assert_allclose(table["estimate"], differences, rtol=1e-12)
    np.testing.assert_allclose(table["std_error"], errors, rtol=1e-9)
    np.testing.assert_allclose(table["p_value"], 2 * t.sf(np.abs(differences / errors), 39), rtol=1e-9)
    np.testing.assert_allclose(comparison.estimates["conditional"], fits[1].coefficients[:2])
    assert 0 < comparison.joint_p_value < 1


def test_differences_move_as_their_influence_when_a_county_leaves(panel, fits):
    """Both fits redone without each county: the jackknife shares nothing with the stacked scores."""
    comparison = compare_within_estimates(*fits)
    left_out = []
    for county in fits[0].cluster_labels:
        between_within, conditional = fit_both(panel[panel["county"] != county])
        left_out.append(conditional.coefficients[:2] - between_within.coefficients[1:3])
    left_out = np.array(left_out)
    _, aligned = align_influence(
        *(fits[0].influence, fits[0].cluster_labels), fits[1].influence, fits[1].cluster_labels
    )
    expected = fits[0].influence[:, 1:3] - aligned[:, :2]
    moved = left_out - (comparison.table["estimate"].to_numpy())
    for term in range(2):
        assert np.corrcoef(moved[:, term], expected[:, term])[0, 1] > 0.98
    deviations = left_out - left_out.mean(axis=0)
    jackknife = np.sqrt((deviations**2).sum(axis=0) * 39 / 40)
    np.testing.assert_allclose(comparison.table["std_error"], jackknife, rtol=0.15)


def test_the_difference_is_known_far_better_than_either_estimate(fits):
    """Both rest on the same persons, so errors that took the fits as independent would be many times too large."""
    comparison = compare_within_estimates(*fits)
    assert (comparison.table["std_error"] < 0.5 * fits[1].table["std_error"].iloc[:2]).all()


def test_a_failed_fit_gives_its_reason(panel, fits):
    separated = panel.assign(dose=0.0)
    failed = conditional_logit(separated, "y", "person", ["x", "dose"], cluster="county")
    comparison = compare_within_estimates(fits[0], failed)
    assert comparison.status == "not_estimable" and comparison.covariance is None
    assert comparison.message.startswith("conditional fit: dose does not vary within any")
    assert comparison.table["estimate"].isna().all() and comparison.table["term"].tolist() == ["x", "dose"]


def test_fits_that_cannot_be_compared_raise(panel, fits):
    by_person = conditional_logit(panel.assign(person=panel["person"] + 5_000), "y", "person", ["x"])
    with pytest.raises(ValueError, match="not among those of the other"):
        compare_within_estimates(fits[0], by_person)
    with pytest.raises(ValueError, match="no term in common"):
        compare_within_estimates(fits[0], conditional_logit(panel, "y", "person", ["wave"]))
    bare = SimpleNamespace(table=fits[0].table, status="ok", message="")
    with pytest.raises(ValueError, match="between–within result holds no influence"):
        compare_within_estimates(bare, fits[1])
