"""Two-way and pooled linear models against explicit dummies, pyfixest and statsmodels, and what cannot be fitted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyfixest
import pytest
import statsmodels.api as sm

from analysis.estimators import pooled_effects, two_way_effects
from analysis.estimators.result import TABLE_COLUMNS
from tests.unit.analysis.linear.made_up_panels import dummies, dummy_regression, policy_panel

TERMS = ["policy", "other"]


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return policy_panel()


def seen_twice(panel: pd.DataFrame) -> pd.DataFrame:
    return panel[panel.groupby("person")["y"].transform("size") > 1].reset_index(drop=True)


@pytest.mark.parametrize("weights", [None, "weight"])
def test_two_way_effects_are_those_of_explicit_dummies(panel, weights):
    result = two_way_effects(panel, "y", TERMS, "person", "half_year", ["age"], "county", weights)
    used = seen_twice(panel)
    X = used[[*TERMS, "age"]].to_numpy(dtype=float)
    w = used[weights].to_numpy() if weights else np.ones(len(used))
    # Person effects lie within counties; of two effects one level is the constant, of nested ones one is kept.
    n_counted = 3 + used["half_year"].nunique() - 1 + 1
    nuisance = dummies(used["person"], used["half_year"])
    estimates, covariance = dummy_regression(used["y"].to_numpy(), X, nuisance, used["county"], w, n_counted)
    np.testing.assert_allclose(result.table["estimate"], estimates, atol=1e-8)
    np.testing.assert_allclose(result.covariance, covariance, rtol=1e-6)
    np.testing.assert_allclose(result.table["std_error"], np.sqrt(np.diag(covariance)), rtol=1e-6)
    assert tuple(result.table.columns) == TABLE_COLUMNS
    assert list(result.table["component"]) == ["within", "within", "control"]
    assert result.table["odds_ratio"].isna().all()


@pytest.mark.parametrize("weights", [None, "weight"])
@pytest.mark.parametrize("cluster", ["county", "person"])
def test_two_way_effects_are_those_of_pyfixest(panel, cluster, weights):
    frame = panel.assign(number=panel.groupby("person").cumcount().clip(upper=2), z=panel["age"] ** 2 / 100)
    named = None if cluster == "person" else cluster
    result = two_way_effects(
        frame, "y", TERMS, "person", "half_year", ["z"], named, weights, absorbed=["number"], confidence_level=0.9
    )
    oracle = pyfixest.feols(
        "y ~ policy + other + z | person + half_year + number",
        frame.assign(other=frame["other"].astype(float)),
        vcov={"CRV1": cluster},
        weights=weights,
        demeaner=pyfixest.LsmrDemeaner(fixef_atol=1e-12, fixef_btol=1e-12),
    )
    np.testing.assert_allclose(result.table["estimate"], oracle.coef(), atol=1e-7)
    np.testing.assert_allclose(result.table["std_error"], oracle.se(), rtol=1e-6)
    np.testing.assert_allclose(result.table["p_value"], oracle.pvalue(), atol=1e-6)
    np.testing.assert_allclose(result.table[["conf_low", "conf_high"]], oracle.confint(alpha=0.1), atol=1e-6)
    assert result.n_interviews_used == oracle._N
    assert result.inference == f"cluster-robust (CRV1) by {cluster}"


def test_persons_seen_once_are_counted_and_told(panel):
    result = two_way_effects(panel, "y", TERMS, "person", "half_year", cluster="county")
    sizes = panel.groupby("person").size()
    n_single = int((sizes == 1).sum())
    assert (result.n_units, result.n_single_units) == (len(sizes), n_single)
    assert result.n_interviews - result.n_interviews_used == n_single
    assert f"{n_single:,} of {len(sizes):,} units by 'person' are seen once" in result.message
    assert result.n_events == seen_twice(panel)["y"].sum()


def test_counts_name_who_switches(panel):
    result = two_way_effects(panel, "y", TERMS, "person", "half_year", cluster="county")
    used = seen_twice(panel)
    by_person = used.groupby("person")["policy"]
    row = result.counts.set_index("term").loc["policy"]
    assert row["n_switching_units"] == int((by_person.nunique() == 2).sum())
    assert row["n_treated_units"] == int((by_person.max() == 1).sum())
    assert row["n_treated_clusters"] == used.loc[used["policy"] == 1, "county"].nunique()


def test_pooled_effects_are_those_of_statsmodels(panel):
    X = sm.add_constant(panel[[*TERMS, "age"]].astype(float))
    robust = sm.OLS(panel["y"], X).fit(cov_type="HC1")
    result = pooled_effects(panel, "y", TERMS, controls=["age"])
    np.testing.assert_allclose(result.table["estimate"], robust.params.iloc[1:], atol=1e-10)
    np.testing.assert_allclose(result.table["std_error"], robust.bse.iloc[1:], rtol=1e-8)
    assert (result.inference, result.n_clusters) == ("heteroskedasticity-robust (HC1)", None)
    assert list(result.table["component"]) == ["unsplit", "unsplit", "control"]


def test_pooled_effects_with_periods_are_those_of_pyfixest(panel):
    oracle = pyfixest.feols(
        "y ~ policy + other | half_year",
        panel.assign(other=panel["other"].astype(float)),
        vcov={"CRV1": "state"},
        weights="weight",
    )
    result = pooled_effects(panel, "y", TERMS, "half_year", cluster="state", weights="weight")
    np.testing.assert_allclose(result.table["estimate"], oracle.coef(), atol=1e-9)
    np.testing.assert_allclose(result.table["std_error"], oracle.se(), rtol=1e-8)
    assert result.n_clusters == panel["state"].nunique()


def test_rows_may_come_in_any_order(panel):
    shuffled = panel.sample(frac=1, random_state=3)
    one, other = (two_way_effects(f, "y", TERMS, "person", "half_year", cluster="county") for f in (panel, shuffled))
    np.testing.assert_allclose(one.table["std_error"], other.table["std_error"], rtol=1e-7)


@pytest.mark.parametrize(
    ("change", "status", "words", "faulty"),
    [
        ({"policy": lambda f: f["policy"].where(f.index > 2)}, "refused", "missing values in policy (3 rows)", ()),
        ({"y": 0.0}, "not_estimable", "the outcome never occurs", ()),
        ({"y": 1.0}, "not_estimable", "the outcome occurs in each", ()),
        ({"y": lambda f: (f["person"] < "P2") * 1.0}, "not_estimable", "the outcome is determined by", ()),
        ({"county": "01001"}, "not_estimable", "only one cluster by county", ()),
        ({"policy": 1.0}, "not_estimable", "policy does not vary", ("policy",)),
        (
            {"policy": lambda f: f["state"]},
            "not_estimable",
            "policy is determined by the effects of person",
            ("policy",),
        ),
        (
            {"other": lambda f: 2 * f["policy"] + f["state"]},
            "not_estimable",
            "other is collinear with policy",
            ("other",),
        ),
        ({"person": lambda f: f.index}, "not_estimable", "nobody is seen twice", ()),
        ({"weight": lambda f: f["weight"].where(f.index > 0, 0.0)}, "refused", "not positive in 1 rows", ()),
    ],
)
def test_what_cannot_be_fitted_says_so(panel, change, status, words, faulty):
    frame = panel.assign(**change)
    result = two_way_effects(frame, "y", TERMS, "person", "half_year", cluster="county", weights="weight")
    assert (result.status, result.covariance) == (status, None)
    assert words in result.message
    assert result.faulty_terms == tuple((term, "within") for term in faulty)
    assert result.table["estimate"].isna().all()
    assert list(result.table["term"]) == TERMS


def test_no_rows_give_a_result(panel):
    assert two_way_effects(panel.iloc[:0], "y", TERMS, "person", "half_year").status == "not_estimable"
    assert pooled_effects(panel.iloc[:0], "y", TERMS).status == "not_estimable"


def test_wrong_arguments_raise(panel):
    with pytest.raises(KeyError, match="no_column"):
        two_way_effects(panel, "y", ["no_column"], "person", "half_year")
    with pytest.raises(ValueError, match="'group' has type"):
        two_way_effects(panel, "y", ["group"], "person", "half_year")
    with pytest.raises(ValueError, match="no terms"):
        two_way_effects(panel, "y", [], "person", "half_year")
    with pytest.raises(ValueError, match="named twice: policy"):
        two_way_effects(panel, "y", ["policy", "policy"], "person", "half_year")
    with pytest.raises(ValueError, match="confidence_level"):
        two_way_effects(panel, "y", TERMS, "person", "half_year", confidence_level=95)
