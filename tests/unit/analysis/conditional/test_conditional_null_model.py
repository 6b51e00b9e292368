"""Score tests of a conditional logit from one fit without the tested term."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.estimators.conditional.fit import conditional_logit
from analysis.estimators.conditional.null_model import conditional_null_model
from analysis.inference import score_wild_bootstrap
from tests.unit.analysis.simulated_panels import person_panel

TERMS = ["noise", "wave", "x"]


@pytest.fixture(scope="module")
def panel():
    panel = person_panel(400, seed=4).sample(frac=1, random_state=2)
    return panel.assign(noise=np.random.default_rng(3).normal(size=len(panel)))


@pytest.fixture(scope="module")
def null(panel):
    return conditional_null_model(panel, "y", "person", TERMS, "x", "county")


def test_the_others_stand_where_a_fit_without_the_term_puts_them(panel, null):
    without = conditional_logit(panel, "y", "person", TERMS[:2], "county")
    np.testing.assert_allclose(null.coefficients, [*without.coefficients, 0], atol=1e-7)
    np.testing.assert_allclose(null.cluster_scores[:, :2].sum(axis=0), 0, atol=1e-4)
    np.testing.assert_array_equal(null.cluster_labels, without.cluster_labels)


def test_scores_are_sums_of_residuals_times_the_column(panel, null):
    by_county = (null.residuals * panel["x"]).groupby(panel["county"]).sum()
    np.testing.assert_allclose(by_county.loc[null.cluster_labels], null.cluster_scores[:, 2], atol=1e-9)
    np.testing.assert_allclose(np.bincount(panel["person"], null.residuals), 0, atol=1e-12)


def test_the_one_step_estimate_is_near_the_estimate(panel, null):
    fit = conditional_logit(panel, "y", "person", TERMS, "county").table.set_index("term").loc["x"]
    assert null.bread[2] @ null.cluster_scores.sum(axis=0) == pytest.approx(fit["estimate"], rel=0.15)
    bootstrap = score_wild_bootstrap(null.cluster_scores, null.bread, null.tested, 1_999)
    assert fit["p_value"] < 0.005 and bootstrap.p_value < 0.01


def test_faults_are_passed_on(panel):
    def of(frame, terms=TERMS, tested="x"):
        return conditional_null_model(frame, "y", "person", terms, tested, "county")

    none = of(panel.assign(y=0))
    assert none.status == "not_estimable" and "no informative person" in none.message and none.residuals is None
    constant = of(panel.assign(nobody=0), [*TERMS, "nobody"], "nobody")
    assert constant.status == "not_estimable" and "nobody does not vary" in constant.message
    with pytest.raises(ValueError, match="one of the terms"):
        of(panel, TERMS, "w")
    with pytest.raises(KeyError):
        of(panel, [*TERMS, "unknown"])
