"""Matched differences in differences: known effects, size, errors against brute force, and bad input by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import binom

from analysis.estimators import matched_did
from tests.unit.analysis.matched.panels import ARGUMENTS, adoption_panel

EFFECT = 0.5


@pytest.fixture(scope="module")
def panel():
    return adoption_panel(12_000, 120, effect=EFFECT, seed=3)


@pytest.fixture(scope="module")
def result(panel):
    return matched_did(panel, **ARGUMENTS)


def test_known_effect_is_recovered_where_the_raw_contrast_is_biased(result):
    assert result.status == "ok", result.message
    errors = (result.table["estimate"] - EFFECT) / result.table["std_error"]
    assert (np.abs(errors) < 4).all()
    assert (result.table["std_error"] < 0.15).all()
    assert result.raw_difference - EFFECT > 0.05


def test_partners_agree_and_controls_are_used_once(panel, result):
    treated = panel.iloc[result.pairs["treated_row"]].reset_index(drop=True)
    control = panel.iloc[result.pairs["control_row"]].reset_index(drop=True)
    for name in ("half_year", "number", "group"):
        assert (treated[name] == control[name]).all()
    assert control["person"].is_unique and treated["person"].is_unique
    assert (control["on"] == 0).all() and (control["other"] == 0).all() and (treated["on"] == 0).all()
    assert result.n_controls_matched == result.n_treated_matched == len(result.pairs)


def test_estimate_is_the_mean_difference_of_changes(panel, result):
    following = panel.groupby("person")["y"].shift(-1)
    change = (following - panel["y"]).to_numpy()
    by_hand = (change[result.pairs["treated_row"]] - change[result.pairs["control_row"]]).mean()
    assert result.table["estimate"].iloc[0] == pytest.approx(by_hand, rel=1e-10)


def test_errors_are_two_way_by_pair_and_county(panel, result):
    """Against double sums over rows that share a pair, and regressions without one county at a time."""
    rows = np.concatenate([result.pairs["treated_row"], result.pairs["control_row"]])
    change = (panel.groupby("person")["y"].shift(-1) - panel["y"]).to_numpy()[rows]
    pair, county = np.tile(result.pairs["pair"], 2), panel["county"].to_numpy()[rows]
    is_treated = (np.arange(len(rows)) < len(rows) / 2).astype(float)
    n = len(rows)
    covariates = panel[["age", "poverty"]].to_numpy(dtype=float)[rows]
    for k, X in enumerate([sm.add_constant(is_treated), np.column_stack([np.ones(n), is_treated, covariates])]):
        fit = sm.OLS(change, X).fit()
        psi = (X @ np.linalg.inv(X.T @ X))[:, 1] * fit.resid
        product, same_pair, same_county = np.outer(psi, psi), pair[:, None] == pair, county[:, None] == county
        n_pairs, n_both = pair.max() + 1, len(np.unique(np.column_stack([pair, county]), axis=0))
        correction = (n - 1) / (n - X.shape[1])
        by_pair = product[same_pair].sum() * n_pairs / (n_pairs - 1) * correction
        within = product[same_pair & same_county].sum() * n_both / (n_both - 1) * correction
        counties = np.unique(county)
        without = [sm.OLS(change[county != c], X[county != c]).fit().params[1] for c in counties]
        by_county = ((np.array(without) - fit.params[1]) ** 2).sum() * (len(counties) - 1) / len(counties)
        variance = by_county + by_pair - within
        assert result.table["std_error"].iloc[k] == pytest.approx(np.sqrt(variance), rel=1e-9)
        assert result.covariance[k, k] == pytest.approx(variance, rel=1e-9)
    assert result.n_clusters == len(counties)
    assert f"t with {result.n_treated_clusters - 1} degrees of freedom" in result.inference


def test_row_order_does_not_matter(panel, result):
    again = matched_did(panel.sample(frac=1, random_state=7), **ARGUMENTS)
    pd.testing.assert_frame_equal(again.table, result.table, rtol=1e-9)
    pd.testing.assert_frame_equal(again.balance, result.balance, rtol=1e-9)


def test_balance_improves_and_shows_the_outcome_before(result):
    balance = result.balance.set_index(["covariate", "sample"])["std_mean_difference"].abs()
    assert balance["poverty", "before"] > 0.2 > 0.05 > balance["poverty", "after"]
    assert balance["outcome_before", "after"] < balance["outcome_before", "before"]


def test_size_without_an_effect_lies_in_the_binomial_band():
    """Counties with shocks of their own; the band holds 99.9 % of what a true 5 % test gives."""
    n_panels, p_values, n_pair_only = 60, [], 0
    for seed in range(n_panels):
        panel = adoption_panel(1_200, 60, effect=0.0, seed=seed + 100, county_change_sd=0.7)
        found = matched_did(panel, **ARGUMENTS)
        p_values.append(found.table["p_value"].iloc[1])
        alone = matched_did(panel, **ARGUMENTS | {"cluster": None})
        n_pair_only += alone.table["p_value"].iloc[1] < 0.05
    assert not np.isnan(p_values).any()
    n_rejected = int((np.array(p_values) < 0.05).sum())
    low, high = binom.ppf([0.0005, 0.9995], n_panels, 0.05)
    assert low <= n_rejected <= high, n_rejected
    assert n_pair_only > high, "clustering by pair alone must fail here, or the test shows nothing"


def test_unbalanced_ratio_and_replacement(panel):
    several = matched_did(panel, **ARGUMENTS, ratio=2)
    per_pair = several.pairs.groupby("pair").size()
    assert per_pair.max() == 2 and not several.pairs["control_row"].duplicated().any()
    again = matched_did(panel, **ARGUMENTS, replace=True)
    assert again.n_controls_matched < again.n_treated_matched
    assert again.effective_n_controls < again.n_controls_matched
    for found in (several, again):
        assert np.abs(found.table["estimate"] - EFFECT).max() < 4 * found.table["std_error"].max()


def refused(frame: pd.DataFrame, **changes):
    found = matched_did(frame, **ARGUMENTS | changes)
    assert found.table["estimate"].isna().all() and found.covariance is None
    assert found.table["component"].tolist() == ["matched", "adjusted"]
    return found


def test_nobody_treated(panel):
    found = refused(panel.assign(on=0))
    assert found.status == "not_estimable" and "nobody is treated by 'on'" in found.message


def test_no_control_in_any_stratum(panel):
    alone = panel[panel["person"].isin(ever_on(panel))].assign(number_at=lambda f: f["person"])
    found = refused(alone, exact=("number_at",))
    assert found.status == "not_estimable" and "has a control in its stratum" in found.message
    assert found.lost["reason"].tolist() == ["no control in the stratum"]


def ever_on(panel: pd.DataFrame) -> set[str]:
    return set(panel.loc[panel["on"] == 1, "person"])


def test_separation_names_the_terms(panel):
    tells = panel["person"].isin(ever_on(panel)).astype(int)
    found = refused(panel.assign(tells=tells, other=np.maximum(panel["other"], 0)), covariates=("age", "tells"))
    assert found.status == "not_estimable"
    assert "separation in the propensity score: tells" in found.message
    assert found.faulty_terms == (("tells", "propensity_score"),)


def test_separation_by_a_number(panel):
    """No indicator: the search runs away and the direction of its steps is the certificate."""
    is_last_unexposed = panel.groupby("person")["on"].shift(-1).fillna(0)
    gap = is_last_unexposed * 10.0 + panel["age"] / 100
    found = refused(panel.assign(gap=gap), covariates=("gap", "poverty"))
    assert found.status == "not_estimable" and "separation in the propensity score: gap" in found.message


def test_collinear_and_constant_covariates(panel):
    found = refused(panel.assign(months=panel["age"] * 12.0), covariates=("age", "months"))
    assert found.status == "not_estimable" and "months is collinear with" in found.message
    assert found.faulty_terms == (("months", "propensity_score"),)
    found = refused(panel.assign(same=1.0), covariates=("age", "same"))
    assert found.status == "not_estimable" and found.message.startswith("same is the same for all")


def test_missing_covariate_is_refused(panel):
    found = refused(panel.assign(age=panel["age"].where(panel.index > 2)))
    assert found.status == "refused" and "age (3 rows)" in found.message


def test_all_pairs_lost_to_the_caliper(panel):
    rng = np.random.default_rng(1)
    found = refused(panel.assign(age=rng.normal(size=len(panel))), caliper=1e-12)
    assert found.status == "not_estimable" and "no control within the caliper" in found.message
    assert found.lost["n_treated"].sum() == found.n_treated and found.n_treated_matched == 0


def test_one_cluster_and_one_treated_cluster(panel):
    found = refused(panel.assign(county=1))
    assert found.status == "not_estimable" and "matched sample lies in one cluster of 'county'" in found.message
    one = panel.assign(county=np.where(panel["person"].isin(ever_on(panel)), 0, panel["county"] + 1))
    found = refused(one)
    assert found.status == "not_estimable" and "treated lie in one cluster of 'county'" in found.message


def test_an_outcome_that_never_changes(panel):
    found = refused(panel.assign(y=0))
    assert found.status == "not_estimable"
    assert f"no outcome change in {found.n_treated_matched:,} pairs" in found.message
    assert found.n_informative == 0


def test_few_informative_pairs_and_few_treated_counties_are_told(panel):
    few = sorted(ever_on(panel))[:60]
    kept = panel[panel["person"].isin(few) | ~panel["person"].isin(ever_on(panel))]
    rare = kept.assign(y=(kept["person"].isin(few[:30]) & (kept["on"] == 1)).astype(float))
    rare["county"] = np.where(rare["person"].isin(few), rare["county"] % 4, rare["county"])
    found = matched_did(rare, **ARGUMENTS | {"covariates": ("age",)})
    assert found.status == "ok" and found.n_informative < 30
    assert f"only {found.n_informative} of {found.n_treated_matched} matched treated" in found.message
    assert "treated persons lie in 4 clusters of 'county'" in found.message


def test_wrong_arguments_raise(panel):
    with pytest.raises(ValueError, match="score_scale"):
        matched_did(panel, **ARGUMENTS, score_scale="odds")
    with pytest.raises(KeyError, match="no_such"):
        matched_did(panel, **ARGUMENTS | {"cluster": "no_such"})
