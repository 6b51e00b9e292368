"""Differences between groups: those of one stacked model, and independent where no cluster is shared."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.estimators import pooled_logit
from analysis.inference.group_differences import GroupEstimates, difference_of_estimates

TERMS = ["policy", "age"]
GROUPS = ["Black", "Latino", "White"]


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """Thirty counties with a shock of their own; Black residents live in twenty of them only."""
    draws = np.random.default_rng(8)
    n = 2_400
    frame = pd.DataFrame({"county": draws.integers(0, 30, n), "group": draws.choice(GROUPS, n)})
    frame = frame[(frame["group"] != "Black") | (frame["county"] < 20)].reset_index(drop=True)
    frame["policy"] = (frame["county"] % 3 == 0).astype(float)
    frame["age"] = draws.normal(size=len(frame))
    slope = frame["group"].map({"Black": 0.1, "Latino": 0.9, "White": 0.2})
    predictor = -1 + slope * frame["policy"] + 0.2 * frame["age"] + draws.normal(0, 0.5, 30)[frame["county"]]
    return frame.assign(y=(draws.uniform(size=len(frame)) < 1 / (1 + np.exp(-predictor))).astype(int))


@pytest.fixture(scope="module")
def fits(people) -> dict:
    return {name: pooled_logit(people[people["group"] == name], "y", TERMS, cluster="county") for name in GROUPS}


@pytest.fixture(scope="module")
def stacked(people):
    """One model: intercept, policy and age of each group; groups are blocks of three columns."""
    of_row = np.column_stack([np.ones(len(people)), people[TERMS]])
    X = np.hstack([of_row * (people["group"] == name).to_numpy()[:, None] for name in GROUPS])
    groups = {"groups": people["county"].to_numpy(), "use_correction": False}
    return sm.Logit(people["y"], X).fit(disp=0, tol=1e-12, cov_type="cluster", cov_kwds=groups)


def test_differences_are_those_of_the_stacked_model(fits, stacked):
    found = difference_of_estimates(fits)
    covariance = np.asarray(stacked.cov_params()) * 30 / 29
    kept = [1, 2, 4, 5, 7, 8]
    np.testing.assert_allclose(found.covariance, covariance[np.ix_(kept, kept)], rtol=1e-6, atol=1e-10)
    assert found.n_clusters == 30
    table = found.table.set_index(["term", "group", "reference_group"])
    assert len(table) == 6
    row = table.loc[("policy", "White", "Latino")]
    params = np.asarray(stacked.params)
    assert row["estimate"] == pytest.approx(params[7] - params[4], rel=1e-6)
    variance = covariance[7, 7] + covariance[4, 4] - 2 * covariance[4, 7]
    assert row["std_error"] == pytest.approx(np.sqrt(variance), rel=1e-6)
    assert row["odds_ratio"] == pytest.approx(np.exp(params[7] - params[4]), rel=1e-6)
    assert abs(covariance[4, 7]) > 0.1 * covariance[4, 4], "the groups must share something for this to be a test"


def test_joint_test_is_that_of_the_stacked_model(fits, stacked):
    contrast = np.zeros((2, 9))
    contrast[:, 1], contrast[0, 4], contrast[1, 7] = -1, 1, 1
    covariance = np.asarray(stacked.cov_params()) * 30 / 29
    oracle = stacked.wald_test(contrast, cov_p=covariance, use_f=False, scalar=True)
    joint = difference_of_estimates(fits, ["policy"]).joint.iloc[0]
    assert (joint["n_groups"], joint["degrees_of_freedom"]) == (3, 2)
    assert joint["chi_square"] == pytest.approx(float(oracle.statistic), rel=1e-6)
    assert joint["p_value"] == pytest.approx(float(oracle.pvalue), rel=1e-6)
    assert joint["p_value_f"] > joint["p_value"]


def estimates(labels: list, influence: list, value: float) -> GroupEstimates:
    return GroupEstimates((("policy", "unsplit"),), np.array([value]), np.array(influence)[:, None], np.array(labels))


def test_without_shared_clusters_variances_add():
    """By hand: 1² + 2² and 2² + 1² + 2², and 5 / 4 of their sum; 3² / 17.5 on one degree of freedom."""
    found = difference_of_estimates(
        {"a": estimates(["p", "q"], [1.0, 2.0], 1.0), "b": estimates(["r", "s", "t"], [2.0, -1.0, 2.0], 4.0)}
    )
    np.testing.assert_allclose(found.covariance, [[6.25, 0], [0, 11.25]])
    assert found.table.loc[0, ["estimate", "std_error"]].tolist() == pytest.approx([3.0, np.sqrt(17.5)])
    assert found.joint.loc[0, "chi_square"] == pytest.approx(9 / 17.5)


def test_clusters_are_matched_by_label_whatever_their_order():
    """By hand: the difference of each county's influence is 1, 1 and −3 (q only in b): 3/2 · (1 + 1 + 9)."""
    a = estimates(["p", "r"], [1.0, 2.0], 0.0)
    b = estimates(["r", "q", "p"], [3.0, -3.0, 2.0], 0.0)
    found = difference_of_estimates({"a": a, "b": b})
    assert found.table.loc[0, "std_error"] ** 2 == pytest.approx(1.5 * 11)
    assert found.n_clusters == 3


def test_a_group_without_an_estimate_is_named(people, fits):
    broken = pooled_logit(people.assign(y=0), "y", TERMS, cluster="county")
    found = difference_of_estimates({"White": fits["White"], "none": broken})
    assert found.status == "not_estimable"
    assert "none not_estimable: the outcome never occurs" in found.message
    assert found.table.empty
    assert found.joint.empty


def test_one_cluster_in_all_is_not_estimable():
    found = difference_of_estimates({"a": estimates(["p"], [1.0], 0.0), "b": estimates(["p"], [2.0], 0.0)})
    assert (found.status, found.message) == ("not_estimable", "1 clusters in all: at least two are needed")


def test_wrong_arguments_raise(people, fits):
    with pytest.raises(ValueError, match="at least two groups"):
        difference_of_estimates({"White": fits["White"]})
    with pytest.raises(KeyError, match="income"):
        difference_of_estimates(fits, ["income"])
    with pytest.raises(ValueError, match="label stands twice"):
        difference_of_estimates({"a": estimates(["p", "p"], [1.0, 2.0], 0), "b": estimates(["p"], [1.0], 0)})
    with pytest.raises(ValueError, match="no influence of clusters"):
        difference_of_estimates({"a": pooled_logit(people, "y", TERMS), "b": fits["White"]})
