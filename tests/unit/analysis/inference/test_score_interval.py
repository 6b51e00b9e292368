"""The interval of the score wild bootstrap: values it does not reject, exact for linear models, near for logits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import conditional_logit, random_intercept_logit, two_way_effects
from analysis.estimators.conditional.null_model import conditional_null_model
from analysis.estimators.random_intercept.null_model import null_model
from analysis.inference import score_wild_bootstrap
from analysis.inference.score_interval import slopes_to_estimate
from analysis.scenario_study.replications import binomial_band
from tests.unit.analysis.simulated_panels import person_panel


def county_panel(seed: int, n_counties: int = 24) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    county, half = np.repeat(np.arange(n_counties), 24), np.tile(np.repeat(np.arange(6), 4), n_counties)
    a = (county % 2 == 0) & (half >= 1 + county % 4)
    y = 0.4 * a + rng.normal(size=(n_counties, 6))[county, half] + rng.normal(size=len(county))
    return pd.DataFrame({"county": county, "half": half, "a": a.astype(float), "y": y})


def bootstrap_of(frame: pd.DataFrame):
    fit = two_way_effects(frame, "y", ["a"], "county", "half", cluster="county")
    drawn = score_wild_bootstrap(fit.null_contributions, np.eye(1), 0, 1_999, slopes=fit.null_slopes[:, 0])
    return fit, drawn


def test_ends_of_a_linear_model_are_values_rejected_at_the_level():
    """Testing the end itself, as no effect on an outcome less the end, gives a p-value of 5 %."""
    frame = county_panel(1)
    fit, drawn = bootstrap_of(frame)
    assert fit.null_slopes.sum() == pytest.approx(1)
    assert drawn.conf_low < fit.table["estimate"].iloc[0] < drawn.conf_high
    for end, outward in ((drawn.conf_low, -1e-3), (drawn.conf_high, 1e-3)):
        inside, outside = (
            bootstrap_of(frame.assign(y=frame["y"] - (end - side) * frame["a"]))[1].p_value
            for side in (outward, -outward)
        )
        assert outside <= 0.05 < inside


def test_intervals_cover_as_often_as_they_say():
    found = [bootstrap_of(county_panel(seed))[1] for seed in range(100)]
    n_covering = sum(drawn.conf_low <= 0.4 <= drawn.conf_high for drawn in found)
    low, high = binomial_band(100, 0.95)
    assert low <= n_covering <= high


@pytest.mark.parametrize("model", ["random intercept", "conditional"])
def test_with_many_clusters_the_interval_of_a_logit_is_near_that_of_the_sandwich(model):
    panel = person_panel(3_000, seed=4, intercept=-1.0)
    panel["county"] = panel["person"] % 150
    if model == "conditional":
        null = conditional_null_model(panel, "y", "person", ["wave", "x"], "x", "county")
        fit, tested = conditional_logit(panel, "y", "person", ["wave", "x"], "county"), null.tested
    else:
        null = null_model(panel, "y", "person", ["wave"], ["x"], cluster="county")
        fit, tested = random_intercept_logit(panel, "y", "person", ["wave", "x"], "county"), null.tested[0]
    row = fit.table.set_index("term").loc["x"]
    contributions = null.cluster_scores @ null.bread[tested]
    influence = fit.influence[:, fit.table["term"].eq("x").to_numpy()][:, 0]
    slopes = slopes_to_estimate(contributions, influence, row["estimate"], row["std_error"], null.slopes)
    assert contributions.sum() / slopes.sum() == pytest.approx(row["estimate"], rel=1e-4)
    # The score's own derivative, over one standard error, is the information.
    assert null.slopes.sum() == pytest.approx(1, abs=0.02)
    drawn = score_wild_bootstrap(null.cluster_scores, null.bread, tested, 1_999, slopes=slopes)
    assert drawn.conf_low == pytest.approx(row["conf_low"], abs=0.25 * row["std_error"])
    assert drawn.conf_high == pytest.approx(row["conf_high"], abs=0.25 * row["std_error"])


def test_without_slopes_or_with_too_few_clusters_there_is_no_end():
    rng = np.random.default_rng(2)
    contributions = rng.normal(size=4)
    assert np.isnan(score_wild_bootstrap(contributions[:, None], np.eye(1), 0).conf_low)
    # Of four clusters two with all the information: no value is ever rejected.
    slopes = np.array([0.5, 0.5, 0.0, 0.0])
    drawn = score_wild_bootstrap(np.array([[1.0], [0.8], [0.0], [0.0]]), np.eye(1), 0, slopes=slopes)
    assert (drawn.conf_low, drawn.conf_high) == (-np.inf, np.inf)
