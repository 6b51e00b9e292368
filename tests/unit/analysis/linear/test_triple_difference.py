"""Triple differences by hand on cell means, against pyfixest, and along a dose against explicit slopes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyfixest
import pytest

from analysis.estimators import triple_difference
from tests.unit.analysis.linear.made_up_panels import dummies, dummy_regression, policy_panel

POLICIES = ["policy", "other"]
PLACE_AND_TIME = {"county": "county", "half_year": "half_year"}
LATINO_WHITE = ("group", "latino", "white")


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return policy_panel(700, seed=3)


def identifying_rows(panel: pd.DataFrame, reference: str = "white") -> pd.DataFrame:
    """Rows of cells with both groups, in counties and half-years with another such cell, by repeated counting."""
    rows = panel[panel["group"].isin(["latino", reference])]
    rows = rows[rows.groupby(["county", "half_year"])["group"].transform("nunique") == 2]
    while True:
        is_kept = rows.groupby("county")["half_year"].transform("nunique") > 1
        is_kept &= rows.groupby("half_year")["county"].transform("nunique") > 1
        if is_kept.all():
            return rows.reset_index(drop=True)
        rows = rows[is_kept]


def pyfixest_fit(rows: pd.DataFrame, controls: str = "", cluster: str = "county", weights: str | None = None):
    is_target = (rows["group"] == "latino").astype(float)
    frame = rows.assign(
        x1=rows["policy"] * is_target,
        x2=rows["other"] * is_target,
        cell=rows["county"] + rows["half_year"],
        group_time=rows["group"] + rows["half_year"],
        group_county=rows["group"] + rows["county"],
    )
    return pyfixest.feols(
        f"y ~ x1 + x2 {controls} | cell + group_time + group_county",
        frame,
        vcov={"CRV1": cluster},
        weights=weights,
        demeaner=pyfixest.LsmrDemeaner(fixef_atol=1e-12, fixef_btol=1e-12),
    )


def test_two_counties_two_half_years_are_the_difference_of_two_differences():
    """Six interviews a cell; events by group, county and half-year are written out."""
    events = {
        ("a", 1, "latino"): 1, ("a", 2, "latino"): 5, ("b", 1, "latino"): 2, ("b", 2, "latino"): 3,
        ("a", 1, "white"): 2, ("a", 2, "white"): 3, ("b", 1, "white"): 1, ("b", 2, "white"): 3,
    }  # fmt: skip
    rows = [(*key, int(i < n)) for key, n in events.items() for i in range(6)]
    frame = pd.DataFrame(rows, columns=["county", "half_year", "group", "y"])
    frame["policy"] = (frame["county"] == "a") & (frame["half_year"] == 2)
    result = triple_difference(frame, "y", ["policy"], *LATINO_WHITE, **PLACE_AND_TIME)
    latino, white = (5 - 1) / 6 - (3 - 2) / 6, (3 - 2) / 6 - (3 - 1) / 6
    assert result.status == "ok"
    assert result.table["estimate"].iloc[0] == pytest.approx(latino - white, abs=1e-12)
    assert list(result.table[["term", "component"]].iloc[0]) == ["policy", "triple_difference"]
    assert (result.n_cells, result.n_identifying_cells, result.target_share_kept) == (4, 4, 1.0)
    assert "main effect of policy is absorbed" in result.message


@pytest.mark.parametrize("weights", [None, "weight"])
@pytest.mark.parametrize("cluster", ["county", "state"])
@pytest.mark.parametrize("reference", ["white", "black"])
def test_cells_give_what_pyfixest_gives_on_interviews(panel, reference, cluster, weights):
    rows = identifying_rows(panel, reference)
    oracle = pyfixest_fit(rows, cluster=cluster, weights=weights)
    result = triple_difference(
        panel, "y", POLICIES, "group", "latino", reference, **PLACE_AND_TIME, cluster=cluster, weights=weights
    )
    np.testing.assert_allclose(result.table["estimate"], oracle.coef(), atol=1e-8)
    np.testing.assert_allclose(result.table["std_error"], oracle.se(), rtol=1e-7)
    np.testing.assert_allclose(result.table["p_value"], oracle.pvalue(), atol=1e-7)
    assert result.n_clusters == rows[cluster].nunique()
    assert result.n_interviews_used == oracle._N == len(rows)


def test_cells_that_do_not_identify_change_no_estimate(panel):
    everybody = panel[panel["group"].isin(["latino", "white"])]
    assert len(identifying_rows(panel)) < len(everybody)
    result = triple_difference(panel, "y", POLICIES, *LATINO_WHITE, **PLACE_AND_TIME)
    np.testing.assert_allclose(result.table["estimate"], pyfixest_fit(everybody).coef(), atol=1e-8)


@pytest.mark.parametrize("weights", [None, "weight"])
def test_controls_of_persons_are_exact(panel, weights):
    rows = identifying_rows(panel)
    oracle = pyfixest_fit(rows, "+ age + noncitizen_pct", weights=weights)
    result = triple_difference(
        panel, "y", POLICIES, *LATINO_WHITE, **PLACE_AND_TIME, controls=["age", "noncitizen_pct"], weights=weights
    )
    np.testing.assert_allclose(result.table["estimate"], oracle.coef(), atol=1e-8)
    np.testing.assert_allclose(result.table["std_error"], oracle.se(), rtol=1e-7)
    assert list(result.table["component"]) == ["triple_difference"] * 2 + ["control"] * 2


def test_exposure_that_differs_within_a_cell_keeps_its_main_effect(panel):
    """Interviews of one half-year look back on windows of different months."""
    frame = panel.assign(policy=panel["policy"] * np.random.default_rng(1).integers(1, 7, len(panel)) / 6)
    oracle = pyfixest_fit(identifying_rows(frame), "+ policy")
    result = triple_difference(frame, "y", POLICIES, *LATINO_WHITE, **PLACE_AND_TIME)
    np.testing.assert_allclose(result.table["estimate"], oracle.coef(), atol=1e-8)
    np.testing.assert_allclose(result.table["std_error"], oracle.se(), rtol=1e-7)
    assert list(result.table["term"]) == ["policy", "other", "policy (main)"]
    assert "policy differs within county × half-years" in result.message
    assert "main effect of other is absorbed" in result.message


@pytest.mark.parametrize("weights", [None, "weight"])
def test_a_dose_is_that_of_explicit_slopes(panel, weights):
    result = triple_difference(
        panel, "y", POLICIES, **PLACE_AND_TIME, dose="noncitizen_pct", controls=["age"], weights=weights
    )
    rows = panel[panel.groupby(["county", "half_year"])["noncitizen_pct"].transform("nunique") > 1]
    dose = rows["noncitizen_pct"].to_numpy()[:, None]
    X = np.column_stack([rows[POLICIES].to_numpy(dtype=float) * dose, rows["age"]])
    slopes = [dummies(rows[name]) * dose for name in ("county", "half_year")]
    nuisance = np.column_stack([dummies(rows["county"] + rows["half_year"]), *slopes])
    w = rows[weights].to_numpy() if weights else np.ones(len(rows))
    n_counted = X.shape[1] + rows["half_year"].nunique()
    estimates, covariance = dummy_regression(rows["y"].to_numpy(), X, nuisance, rows["county"], w, n_counted)
    assert result.n_interviews_used == len(rows)
    np.testing.assert_allclose(result.table["estimate"], estimates, atol=1e-9)
    np.testing.assert_allclose(result.table["std_error"], np.sqrt(np.diag(covariance)), rtol=1e-6)
    assert list(result.table["component"]) == ["dose", "dose", "control"]


def test_a_dose_of_membership_is_the_triple_difference(panel):
    frame = panel[panel["group"].isin(["latino", "white"])]
    frame = frame.assign(is_latino=frame["group"] == "latino")
    along = triple_difference(frame, "y", POLICIES, **PLACE_AND_TIME, dose="is_latino")
    between = triple_difference(frame, "y", POLICIES, *LATINO_WHITE, **PLACE_AND_TIME)
    np.testing.assert_allclose(along.table["estimate"], between.table["estimate"], atol=1e-12)


def test_a_dose_may_be_studied_in_one_group(panel):
    one = triple_difference(panel, "y", POLICIES, "group", "latino", **PLACE_AND_TIME, dose="noncitizen_pct")
    latinos = panel[panel["group"] == "latino"]
    other = triple_difference(latinos, "y", POLICIES, **PLACE_AND_TIME, dose="noncitizen_pct")
    np.testing.assert_allclose(one.table["estimate"], other.table["estimate"], rtol=1e-12)
    assert one.n_target_interviews == len(latinos)


def test_counts_are_those_of_the_cells_that_identify(panel):
    result = triple_difference(panel, "y", POLICIES, *LATINO_WHITE, **PLACE_AND_TIME)
    rows = identifying_rows(panel)
    compared = panel[panel["group"] != "black"]
    assert result.n_cells == len(compared.drop_duplicates(["county", "half_year"]))
    assert result.n_identifying_cells == len(rows.drop_duplicates(["county", "half_year"]))
    n_used = int((rows["group"] == "latino").sum())
    assert (result.n_target_interviews_used, result.n_target_interviews) == (n_used, (panel["group"] == "latino").sum())
    assert result.target_share_kept == n_used / (panel["group"] == "latino").sum()
    treated = rows[rows["policy"] == 1]
    row = result.counts.set_index("term").loc["policy"]
    assert row["n_treated_clusters"] == treated["county"].nunique()
    assert row["n_treated_cells"] == len(treated.drop_duplicates(["county", "half_year"]))
    assert row["n_treated_target_interviews"] == (treated["group"] == "latino").sum()


@pytest.mark.parametrize(
    ("change", "status", "words", "faulty"),
    [
        ({"group": lambda f: f["group"].where(f.index > 0)}, "refused", "missing values in group (1 rows)", ()),
        ({"policy": lambda f: f["policy"].where(f["group"] != "latino")}, "refused", "missing values in policy", ()),
        ({"y": 0.0}, "not_estimable", "the outcome never occurs", ()),
        ({"group": "white"}, "not_estimable", "lacks both latino and white", ()),
        ({"group": "black"}, "not_estimable", "no interviews compared", ()),
        ({"policy": 0.0}, "not_estimable", "policy does not vary", ("policy",)),
        (
            {"policy": lambda f: f["state"]},
            "not_estimable",
            "policy is determined by the county × half-year",
            ("policy",),
        ),
        ({"other": lambda f: 1 - f["policy"]}, "not_estimable", "other is collinear with policy", ("other",)),
        ({"cluster": 1}, "not_estimable", "only one cluster by cluster", ()),
        ({"cluster": lambda f: f["half_year"]}, "refused", "lie in several of 'cluster'", ()),
    ],
)
def test_what_cannot_be_fitted_says_so(panel, change, status, words, faulty):
    frame = panel.assign(cluster=panel["county"]).assign(**change)
    result = triple_difference(frame, "y", POLICIES, *LATINO_WHITE, **PLACE_AND_TIME, cluster="cluster")
    assert (result.status, result.covariance) == (status, None)
    assert words in result.message
    assert result.faulty_terms == tuple((term, "triple_difference") for term in faulty)
    assert result.table["estimate"].isna().all()


def test_a_dose_that_never_differs_within_a_county_is_not_estimable(panel):
    result = triple_difference(panel, "y", POLICIES, **PLACE_AND_TIME, dose="state")
    assert result.status == "not_estimable"
    assert "lacks differing state" in result.message


def test_missing_values_of_those_left_out_do_not_matter(panel):
    frame = panel.assign(policy=panel["policy"].where(panel["group"] != "black"))
    assert triple_difference(frame, "y", POLICIES, *LATINO_WHITE, **PLACE_AND_TIME).status == "ok"


def test_arguments_that_do_not_fit_together_raise(panel):
    with pytest.raises(ValueError, match="must all be given"):
        triple_difference(panel, "y", POLICIES, "group", "latino", **PLACE_AND_TIME)
    with pytest.raises(ValueError, match="leave reference out"):
        triple_difference(panel, "y", POLICIES, *LATINO_WHITE, **PLACE_AND_TIME, dose="noncitizen_pct")
    with pytest.raises(ValueError, match="are both 'latino'"):
        triple_difference(panel, "y", POLICIES, "group", "latino", "latino", **PLACE_AND_TIME)
    with pytest.raises(ValueError, match="at least one column"):
        triple_difference(panel, "y", "policy", *LATINO_WHITE, **PLACE_AND_TIME)
    with pytest.raises(KeyError, match="no_column"):
        triple_difference(panel, "y", ["no_column"], *LATINO_WHITE, **PLACE_AND_TIME)
