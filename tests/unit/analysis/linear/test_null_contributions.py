"""Contributions of clusters at a policy's null model against a model fitted without the policy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.estimators import triple_difference, two_way_effects
from analysis.inference import score_wild_bootstrap


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(8)
    n_counties, n_halves, n_each = 24, 5, 4
    frame = pd.DataFrame(
        [(c, p, t) for c in range(n_counties) for p in range(n_each) for t in range(n_halves)],
        columns=["county", "person", "half"],
    )
    frame["person"] += 100 * frame["county"]
    first = rng.integers(1, 7, n_counties)
    frame["a"] = (frame["half"] >= first[frame["county"]]).astype(float)
    frame["b"] = rng.random(len(frame)).round(2)
    frame["group"] = np.where(frame["person"] % 2 == 1, "latino", "white")
    frame["weight"] = rng.uniform(0.5, 2, len(frame))
    frame["y"] = 0.3 * frame["a"] + 0.2 * frame["b"] + rng.normal(size=len(frame)) + frame["county"] % 3
    return frame


@pytest.mark.parametrize("weights", [None, "weight"])
def test_two_way_contributions_are_those_of_the_model_without_the_term(frame, weights):
    found = two_way_effects(frame, "y", ["a", "b"], "person", "half", cluster="county", weights=weights)
    w = np.ones(len(frame)) if weights is None else frame[weights].to_numpy()
    dummies = pd.get_dummies(frame[["person", "half"]].astype(str), drop_first=True, dtype=float)
    others = sm.add_constant(dummies.assign(b=frame["b"]))
    restricted = sm.WLS(frame["y"], others, w).fit().resid
    left_over = sm.WLS(frame["a"], others, w).fit().resid
    expected = (w * left_over * restricted).groupby(frame["county"]).sum() / (w * left_over**2).sum()
    assert found.null_contributions.shape == (24, 2)
    np.testing.assert_allclose(found.null_contributions[:, 0], expected, atol=1e-8)
    np.testing.assert_allclose(found.null_contributions.sum(axis=0), found.table["estimate"], atol=1e-8)


def test_triple_difference_contributions_sum_to_the_estimates(frame):
    found = triple_difference(frame, "y", ["a"], "group", "latino", "white", county="county", half_year="half")
    assert found.status == "ok" and len(found.null_contributions) == found.n_clusters
    assert found.null_contributions.sum() == pytest.approx(found.table["estimate"].iloc[0], abs=1e-10)


def test_without_an_effect_the_bootstrap_of_contributions_rejects_as_often_as_it_says():
    # 24 counties of which half are treated from a half-year of their own on; 200 samples.
    rng = np.random.default_rng(3)
    county, half = np.repeat(np.arange(24), 30), np.tile(np.repeat(np.arange(6), 5), 24)
    treated = (county < 12) & (half >= 1 + county % 5)
    base = pd.DataFrame({"county": county, "half": half, "a": treated.astype(float)})
    rejected = 0
    for _ in range(200):
        shock = rng.normal(size=(24, 6)).cumsum(axis=1)[county, half]
        fit = two_way_effects(
            base.assign(y=shock + rng.normal(size=len(base))), "y", ["a"], "county", "half", cluster="county"
        )
        rejected += score_wild_bootstrap(fit.null_contributions, np.eye(1), 0, n_draws=399).p_value <= 0.05
    assert 2 <= rejected <= 23  # exact binomial band of 99.9 % about 5 %
