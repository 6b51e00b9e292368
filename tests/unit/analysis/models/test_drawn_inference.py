"""Bootstrap and permutation rows of the models that offer them, and the adjusted p-values beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.models.estimate_all import estimate_all
from analysis.models.inputs import EstimationInputs
from analysis.results.result_tables import ResultTables
from analysis.specification import SpecificationError
from tests.unit.analysis.models.registry_panel import registry_panel, specifications

DRAWN = ("score_wild_bootstrap", "randomization")


def activity_of(panel: pd.DataFrame) -> pd.DataFrame:
    """Months of activity that give the panel's own exposures: a county is active from its first exposed window on."""
    months = pd.date_range("2004-06-01", "2015-06-01", freq="MS")
    rows = []
    for policy in ("secure_communities", "287g_jail", "287g_task_force", "anti_detainer"):
        exposed = panel[panel[f"exposure_any_{policy}"]]
        first = exposed.groupby("county_fips")["interview_month"].min()
        for county in panel["county_fips"].unique():
            start = first.get(county, pd.Timestamp("2100-01-01")) - pd.DateOffset(months=1)
            is_active = months >= start
            rows.append(pd.DataFrame({"county_fips": county, "month_start": months, "policy": policy,
                                      "is_active": is_active, "active_share": is_active.astype(float)}))  # fmt: skip
    return pd.concat(rows, ignore_index=True)


@pytest.fixture(scope="module")
def inputs() -> EstimationInputs:
    panel = registry_panel(3_000, seed=5)
    return EstimationInputs(panel, county_activity=activity_of(panel))


def tables_of(inputs: EstimationInputs, name: str, **changes) -> ResultTables:
    policies = ("secure_communities", "287g_jail")
    chosen = replace(specifications()[name], policies=policies, time_terms=("half_year",), controls=(), **changes)
    return estimate_all(inputs, [chosen], "version-1", "code-1")


@pytest.fixture(scope="module")
def tables(inputs) -> ResultTables:
    return tables_of(inputs, "paper_all_policies")


def test_every_inference_asked_for_is_a_row(tables):
    rows = tables.inferences
    assert set(rows["inference"]) == {"county", "model", "state", *DRAWN}
    assert rows.groupby("term").size().eq(5).all() and rows["estimate"].notna().all()
    drawn = rows[rows["inference"].isin(DRAWN)]
    assert drawn["p_value"].between(0, 1).all() and drawn["std_error"].isna().all()
    assert (drawn["n_draws"] > 0).all() and (drawn["n_treated_clusters"] > 0).all()


def test_the_bootstraps_interval_and_p_value_say_the_same(inputs):
    for name in ("paper_all_policies", "person_fixed_effects", "two_way_effects", "triple_difference"):
        rows = tables_of(inputs, name, inference=("county", "score_wild_bootstrap")).inferences
        drawn = rows[(rows["inference"] == "score_wild_bootstrap") & rows["conf_low"].notna()]
        assert "287g_jail" in set(drawn["term"]), name
        assert ((drawn["conf_low"] < drawn["estimate"]) & (drawn["estimate"] < drawn["conf_high"])).all()
        is_outside = (drawn["conf_low"] > 0) | (drawn["conf_high"] < 0)
        assert (is_outside == (drawn["p_value"] < 0.05)).all(), name
    without = rows[(rows["inference"] == "score_wild_bootstrap") & rows["conf_low"].isna()]
    assert without["reason"].str.contains("no interval").all()


def test_county_rows_are_those_of_the_estimates(tables):
    own = tables.inferences[tables.inferences["inference"] == "county"].set_index("term")
    rows = tables.estimates[tables.estimates["component"] == "within"].set_index("term")
    for name in ("estimate", "std_error", "p_value", "conf_low", "conf_high"):
        np.testing.assert_allclose(own[name].astype(float), rows.loc[own.index, name].astype(float), rtol=1e-9)


def test_secure_communities_is_drawn_by_state_and_agreements_by_county(tables):
    drawn = tables.inferences[tables.inferences["inference"].isin(DRAWN)].set_index(["term", "inference"])
    n_states, n_counties = 6, 60
    assert set(drawn.loc["secure_communities", "n_clusters"]) == {n_states}
    assert set(drawn.loc["287g_jail", "n_clusters"]) == {n_counties}


def test_a_planted_effect_is_found_and_a_planted_zero_is_not(tables):
    p_values = tables.inferences.set_index(["term", "inference"])["p_value"]
    assert p_values["287g_jail", "score_wild_bootstrap"] > 0.01 and p_values["287g_jail", "randomization"] > 0.01
    assert p_values["secure_communities", "county"] < 0.05


def test_each_effect_says_which_inference_to_trust(tables):
    within = tables.estimates[tables.estimates["component"] == "within"].set_index("term")
    assert within["recommended_inference"].notna().all()
    rows = tables.inferences
    for term, advised in within["recommended_inference"].items():
        chosen = rows[(rows["term"] == term) & rows["is_recommended"].fillna(False)]
        assert chosen["inference"].tolist() in ([advised], [])
    assert tables.estimates.loc[tables.estimates["component"] != "within", "recommended_inference"].isna().all()


def test_adjusted_p_values_are_never_smaller(tables):
    within = tables.estimates[tables.estimates["component"] == "within"]
    assert (within["p_holm"] >= within["p_value"]).all()
    assert within["p_romano_wolf"].between(0, 1).all()
    assert tables.estimates.loc[tables.estimates["component"] == "between", "p_holm"].isna().all()


def test_the_conditional_logit_is_drawn_for_as_the_between_within_logit_is(inputs, tables):
    rows = tables_of(inputs, "person_fixed_effects").inferences.set_index(["term", "inference"])
    between_within = tables.inferences.set_index(["term", "inference"])
    drawn = between_within.index[between_within.index.isin(DRAWN, level=1)]
    for name in ("n_clusters", "n_treated_clusters", "n_draws"):
        assert (rows.loc[drawn, name] == between_within.loc[drawn, name]).all(), name
    p_values = rows["p_value"]
    assert p_values["287g_jail", "score_wild_bootstrap"] == pytest.approx(p_values["287g_jail", "county"], abs=0.05)
    assert (p_values[drawn] != between_within.loc[drawn, "p_value"]).all()


@pytest.mark.parametrize("name", ["two_way_effects", "triple_difference"])
def test_linear_models_are_bootstrapped_at_the_level_of_assignment(inputs, name):
    rows = tables_of(inputs, name, inference=("county", "score_wild_bootstrap")).inferences
    drawn = rows[rows["inference"] == "score_wild_bootstrap"].set_index("term")
    assert set(drawn.index) == {"secure_communities", "287g_jail"} and drawn["p_value"].between(0, 1).all()
    assert drawn.loc["secure_communities", "n_clusters"] == 6 < drawn.loc["287g_jail", "n_clusters"]
    own = rows[rows["inference"] == "county"].set_index("term").loc["287g_jail"]
    assert drawn.loc["287g_jail", "p_value"] == pytest.approx(own["p_value"], abs=0.15)


def treated_in(n_counties: int) -> EstimationInputs:
    """The panel with agreements in so many of its counties."""
    panel = registry_panel(3_000, seed=5)
    chosen = sorted(panel.loc[panel["exposure_any_287g_jail"], "county_fips"].unique())[:n_counties]
    panel["exposure_any_287g_jail"] &= panel["county_fips"].isin(chosen)
    return EstimationInputs(panel, county_activity=activity_of(panel))


@pytest.mark.parametrize(
    ("n_counties", "name", "drawn"),
    [
        (12, "two_way_effects", ["score_wild_bootstrap"]),
        (12, "paper_all_policies", ["score_wild_bootstrap"]),
        (12, "triple_difference", ["score_wild_bootstrap"]),
        (6, "person_fixed_effects", ["randomization"]),
        (6, "two_way_effects", []),  # which offers no randomization
    ],
)
def test_recommended_makes_for_each_effect_what_the_rule_points_to_and_no_other_draws(n_counties, name, drawn):
    rows = tables_of(treated_in(n_counties), name, inference=("county", "recommended")).inferences
    assert set(rows["inference"]) == {"county", "state", *drawn}
    # Of six states all of which are treated no inference of Secure Communities is to be trusted, so none is drawn.
    assert rows.loc[rows["inference"].isin(DRAWN), "term"].tolist() == ["287g_jail"] * len(drawn)
    assert rows.loc[rows["inference"].isin(DRAWN), "is_recommended"].all()


def test_draws_nobody_offers_are_refused_by_name():
    matched = specifications()["matched"]
    with pytest.raises(SpecificationError, match="score_wild_bootstrap, which only between_within_logit"):
        replace(matched, inference=("county", "score_wild_bootstrap"))
