"""Wald tests: the quadratic form by hand, statsmodels' own test of its own fit, and what cannot be tested."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import chi2, f, t

from analysis.estimators import pooled_logit
from analysis.estimators.result import EstimatorResult, tidy_table
from analysis.inference.wald import wald_test

PAIRS = [("intercept", "control"), ("policy", "within"), ("policy", "between"), ("sigma", "random_intercept")]


def result(n_clusters: int | None = None) -> EstimatorResult:
    estimates = np.array([0.5, 1.0, -2.0, 1.3])
    covariance = np.diag([1.0, 0.25, 1.0, 0.04])
    covariance[1, 2] = covariance[2, 1] = 0.2
    table = tidy_table(PAIRS, estimates, np.sqrt(np.diag(covariance)))
    return EstimatorResult(
        table=table, status="ok", message="", covariance=covariance, seconds=0.0, n_clusters=n_clusters
    )


def test_difference_by_hand():
    """1 − (−2) − 1 = 2; variance 0.25 + 1 − 2 · 0.2 = 0.85; 4 / 0.85."""
    contrast = {("policy", "within"): 1.0, ("policy", "between"): -1.0}
    test = wald_test(result(), [contrast], values=[1.0])
    assert test.statistic == pytest.approx(4 / 0.85)
    assert test.p_value == pytest.approx(chi2.sf(4 / 0.85, 1))
    assert test.degrees_of_freedom == (1, np.inf)


def test_joint_restrictions_by_hand_with_clusters():
    """b' V⁻¹ b with V of determinant 0.21: (1 · 1 + 0.25 · 4 + 2 · 0.2 · 2) / 0.21, half of it F on 2 and 9."""
    test = wald_test(result(n_clusters=10), [("policy", "within"), ("policy", "between")])
    expected = (1 + 1 + 0.8) / 0.21 / 2
    assert test.statistic == pytest.approx(expected)
    assert test.p_value == pytest.approx(f.sf(expected, 2, 9))


def test_one_term_is_the_test_of_the_table():
    test = wald_test(result(n_clusters=12), ["intercept"])
    assert test.p_value == pytest.approx(2 * t.sf(0.5, 11))


def test_of_a_fit_is_that_of_statsmodels():
    draws = np.random.default_rng(4)
    frame = pd.DataFrame({"a": draws.normal(size=300), "b": draws.normal(size=300), "y": draws.integers(0, 2, 300)})
    fit = sm.Logit(frame["y"], sm.add_constant(frame[["a", "b"]])).fit(disp=0, tol=1e-12)
    oracle = fit.wald_test("a = b, const = 0.1", use_f=False, scalar=True)
    test = wald_test(pooled_logit(frame, "y", ["a", "b"]), [{"a": 1, "b": -1}, "intercept"], values=[0, 0.1])
    assert (test.statistic, test.p_value) == pytest.approx((float(oracle.statistic), float(oracle.pvalue)), rel=1e-6)


def test_what_cannot_be_tested_is_said():
    repeated = wald_test(result(), ["intercept", {"intercept": 2.0}])
    assert (repeated.status, repeated.message) == (
        "not_estimable",
        "2 restrictions, of which only 1 are independent",
    )
    assert np.isnan(repeated.p_value)
    gap = result().covariance
    gap[2, :] = gap[:, 2] = np.nan
    without = replace(result(), covariance=gap)
    assert wald_test(without, [("policy", "between")]).message == "a restricted term has no error"
    assert wald_test(without, ["intercept"]).statistic == pytest.approx(0.25)
    assert wald_test(replace(result(), covariance=None), ["intercept"]).status == "refused"
    failed = wald_test(replace(result(), status="not_converged", message="no maximum"), ["intercept"])
    assert (failed.status, failed.message) == ("not_converged", "no test: no maximum")


@pytest.mark.parametrize(
    ("restrictions", "values", "error", "message"),
    [
        (["income"], None, KeyError, "income"),
        (["policy"], None, ValueError, "components within, between"),
        (["sigma"], None, ValueError, "log scale"),
        ([], None, ValueError, "got 0 and 0"),
        (["intercept"], [0, 1], ValueError, "got 1 and 2"),
    ],
)
def test_wrong_restrictions_raise(restrictions, values, error, message):
    with pytest.raises(error, match=message):
        wald_test(result(), restrictions, values)


def test_more_restrictions_than_half_the_clusters_are_refused():
    test = wald_test(result(n_clusters=4), [("policy", "within"), ("policy", "between")])
    assert (test.status, np.isnan(test.p_value)) == ("refused", True)
    assert test.message.startswith("2 restrictions cannot be tested jointly with 4 clusters; test or pool to at most 1")
