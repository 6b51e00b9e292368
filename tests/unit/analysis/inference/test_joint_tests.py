"""Joint tests against scipy.stats and statsmodels, their power against simulation and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.inference.joint_tests import (
    detectable_violations,
    joint_test,
    joint_test_power,
    smallest_detectable,
)

COVARIANCE = np.array([[0.04, 0.01, 0.0], [0.01, 0.09, -0.02], [0.0, -0.02, 0.0625]])
ESTIMATES = np.array([0.3, -0.1, 0.5])


def test_statistic_and_p_value_by_scipy():
    wald = ESTIMATES @ np.linalg.inv(COVARIANCE) @ ESTIMATES
    tested = joint_test(ESTIMATES, COVARIANCE)
    assert tested.statistic == pytest.approx(wald, rel=1e-12)
    assert tested.p_value == pytest.approx(stats.chi2.sf(wald, 3), rel=1e-10)
    tested = joint_test(ESTIMATES, COVARIANCE, degrees_of_freedom=24)
    assert tested.statistic == pytest.approx(wald / 3, rel=1e-12)
    assert tested.p_value == pytest.approx(stats.f.sf(wald / 3, 3, 24), rel=1e-10)


def test_equals_the_joint_test_of_statsmodels():
    import statsmodels.api as sm

    rng = np.random.default_rng(1)
    X = sm.add_constant(rng.normal(size=(80, 3)))
    fit = sm.OLS(X @ [0.1, 0.2, 0.0, -0.1] + rng.normal(size=80), X).fit()
    theirs = fit.f_test(np.eye(4)[1:])
    ours = joint_test(fit.params[1:], fit.cov_params()[1:, 1:], fit.df_resid)
    assert ours.statistic == pytest.approx(float(theirs.fvalue), rel=1e-10)
    assert ours.p_value == pytest.approx(float(theirs.pvalue), rel=1e-8)


def test_units_of_the_estimates_do_not_matter():
    units = np.array([1e-6, 1.0, 1e7])
    tested = joint_test(ESTIMATES * units, COVARIANCE * np.outer(units, units))
    assert tested.statistic == pytest.approx(joint_test(ESTIMATES, COVARIANCE).statistic, rel=1e-12)


def test_one_restriction_is_the_two_sided_test():
    """The chi-square with one degree counts both tails: (z_0.975 + z_0.8) up to the tail of the wrong sign."""
    found = smallest_detectable(np.array([[0.25]]), np.array([1.0]))
    assert found == pytest.approx(2.8015852 * 0.5, rel=1e-5)
    assert joint_test_power(np.array([found]), np.array([[0.25]])) == pytest.approx(0.8, abs=1e-10)


@pytest.mark.parametrize("degrees_of_freedom", [np.inf, 40.0, 6.0])
def test_smallest_detectable_has_the_power_it_promises(degrees_of_freedom):
    direction = np.array([-4.0, -3.0, -2.0])
    found = smallest_detectable(COVARIANCE, direction, 0.9, 0.1, degrees_of_freedom)
    power = joint_test_power(found * direction, COVARIANCE, 0.1, degrees_of_freedom)
    assert power == pytest.approx(0.9, abs=1e-9)
    noncentrality = found**2 * direction @ np.linalg.inv(COVARIANCE) @ direction
    if np.isinf(degrees_of_freedom):
        theirs = stats.ncx2.sf(stats.chi2.isf(0.1, 3), 3, noncentrality)
    else:
        critical = stats.f.isf(0.1, 3, degrees_of_freedom)
        theirs = stats.ncf.sf(critical, 3, degrees_of_freedom, noncentrality)
    assert power == pytest.approx(theirs, abs=1e-8)


def test_power_equals_the_share_of_rejections_in_a_simulation():
    rng = np.random.default_rng(2)
    truth, draws = np.array([0.3, 0.4, 0.2]), 20_000
    sampled = truth + rng.normal(size=(draws, 3)) @ np.linalg.cholesky(COVARIANCE).T
    wald = np.einsum("ij,jk,ik->i", sampled, np.linalg.inv(COVARIANCE), sampled)
    rejections = int((wald > stats.chi2.isf(0.05, 3)).sum())
    low, high = stats.binom.interval(0.999, draws, joint_test_power(truth, COVARIANCE))
    assert low <= rejections <= high


def test_without_a_violation_the_power_is_the_level():
    assert joint_test_power(np.zeros(3), COVARIANCE, 0.07) == pytest.approx(0.07, abs=1e-10)
    assert joint_test_power(np.zeros(3), COVARIANCE, 0.07, 15) == pytest.approx(0.07, abs=1e-10)


def test_leads_see_a_constant_and_a_line_through_the_reference_period():
    violations = detectable_violations(COVARIANCE, np.array([-4, -3, -2]))
    assert violations.constant == smallest_detectable(COVARIANCE, np.ones(3))
    assert violations.slope == smallest_detectable(COVARIANCE, np.array([-3.0, -2.0, -1.0]))
    independent = detectable_violations(np.eye(3), np.array([-4, -3, -2]))
    assert independent.constant / independent.slope == pytest.approx(np.sqrt(14 / 3))


def test_a_singular_covariance_gives_a_message_and_no_number():
    two_clusters = np.outer([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    tested = joint_test(ESTIMATES, two_clusters)
    assert np.isnan(tested.p_value) and "rank 1" in tested.message and "at most 1" in tested.message
    assert np.isnan(smallest_detectable(two_clusters, np.ones(3)))
    assert np.isnan(joint_test_power(np.ones(3), two_clusters))
    assert "no variance" in joint_test(ESTIMATES, np.diag([1.0, 0.0, 1.0])).message
    assert "missing" in joint_test(ESTIMATES, np.full((3, 3), np.nan)).message


def test_wrong_arguments_raise():
    with pytest.raises(ValueError, match="shape"):
        joint_test(ESTIMATES, COVARIANCE[:2, :2])
    with pytest.raises(ValueError, match="degrees_of_freedom"):
        joint_test(ESTIMATES, COVARIANCE, 0)
    with pytest.raises(ValueError, match="power"):
        smallest_detectable(COVARIANCE, np.ones(3), power=0.01)
    with pytest.raises(ValueError, match="direction"):
        smallest_detectable(COVARIANCE, np.zeros(3))
    with pytest.raises(ValueError, match="level"):
        joint_test_power(ESTIMATES, COVARIANCE, level=1.5)
