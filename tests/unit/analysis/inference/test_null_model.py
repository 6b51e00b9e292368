"""Score tests of a random-intercept logit from one fit without the tested term."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.estimators.person_rows import person_rows, regressor_matrix
from analysis.estimators.random_intercept.fit import random_intercept_logit
from analysis.estimators.random_intercept.likelihood import Patterns, RandomInterceptLikelihood
from analysis.estimators.random_intercept.null_model import null_model
from analysis.inference import score_wild_bootstrap
from tests.unit.analysis.simulated_panels import person_panel

TERMS = ["z", "wave"]


@pytest.fixture(scope="module")
def panel():
    return person_panel(400, seed=4).sample(frac=1, random_state=2)


def test_scores_are_the_derivatives_of_the_likelihood(panel):
    null = null_model(panel, "y", "person", TERMS, ["x"], cluster="county")
    rows = person_rows(panel, "y", "person", (*TERMS, "x"))
    patterns = Patterns.observed(rows.row_start, rows.outcomes, rows.weights)
    likelihood = RandomInterceptLikelihood(regressor_matrix(rows.columns, rows.n_rows), patterns, 61)

    def value(coefficient: float) -> float:
        at = np.append(null.coefficients[:3], coefficient)
        return likelihood.value(likelihood.predict(at), null.coefficients[-1])

    assert null.tested == (3,) and null.cluster_scores.shape == (40, 5)
    slope = (value(1e-4) - value(-1e-4)) / 2e-4
    assert null.cluster_scores[:, 3].sum() == pytest.approx(slope, rel=1e-5)
    np.testing.assert_allclose(null.cluster_scores[:, [0, 1, 2, 4]].sum(axis=0), 0, atol=1e-3)


def test_residuals_come_in_the_order_of_the_frame(panel):
    null = null_model(panel, "y", "person", TERMS, ["x"], cluster="county")
    assert (null.residuals * panel["x"]).sum() == pytest.approx(null.cluster_scores[:, 3].sum(), rel=1e-10)
    by_county = (null.residuals * panel["x"]).groupby(panel["county"]).sum()
    np.testing.assert_allclose(np.sort(by_county), np.sort(null.cluster_scores[:, 3]), atol=1e-10)
    assert np.corrcoef(null.residuals, panel["y"])[0, 1] > 0.5


def test_the_score_bootstrap_finds_the_effect_the_fit_finds(panel):
    null = null_model(panel, "y", "person", TERMS, ["x"], cluster="county")
    tested = score_wild_bootstrap(null.cluster_scores, null.bread, null.tested, n_draws=1_999)
    fitted = random_intercept_logit(panel, "y", "person", [*TERMS, "x"], cluster="county").table.set_index("term")
    z = fitted.loc["x", "estimate"] / fitted.loc["x", "std_error"]
    assert z > 5 and tested.p_value == 1 / 2_000
    one_step = null.bread[3] @ null.cluster_scores.sum(axis=0)
    assert one_step == pytest.approx(fitted.loc["x", "estimate"], rel=0.1)
    noise = panel.assign(noise=np.random.default_rng(3).normal(size=len(panel)))
    nothing = null_model(noise, "y", "person", [*TERMS, "x"], ["noise"], cluster="county")
    assert score_wild_bootstrap(nothing.cluster_scores, nothing.bread, nothing.tested).p_value > 0.05


def test_faults_are_passed_on(panel):
    none = null_model(panel.assign(y=0), "y", "person", TERMS, ["x"], cluster="county")
    assert none.status == "not_estimable" and "never occurs" in none.message and none.cluster_scores is None
    missing = panel.assign(x=panel["x"].where(panel["wave"] > 0))
    refused = null_model(missing, "y", "person", TERMS, ["x"], cluster="county")
    assert refused.status == "refused" and "x (" in refused.message
    twice = null_model(panel.assign(copy=panel["z"]), "y", "person", TERMS, ["copy"], cluster="county")
    assert twice.status == "not_estimable" and "copy is collinear with z" in twice.message
    constant = null_model(panel.assign(nobody=0), "y", "person", TERMS, ["nobody"], cluster="county")
    assert constant.status == "not_estimable" and "nobody does not vary" in constant.message
    with pytest.raises(ValueError, match="left out"):
        null_model(panel, "y", "person", [*TERMS, "x"], ["x"], cluster="county")
