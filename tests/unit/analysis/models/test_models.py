"""Each estimator of the registry as a model: its rows are the estimator's numbers on columns made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import conditional_logit, staggered_did, survey_logit, triple_difference, two_way_effects
from analysis.models.estimate_all import estimate_all
from analysis.models.inputs import EstimationInputs
from analysis.results.result_tables import ResultTables
from analysis.specification import Specification
from tests.unit.analysis.models.registry_panel import registry_panel, specifications
from tests.unit.analysis.simulated_panels import POLICIES

OUTCOME, PERSON, COUNTY = "has_violent_victimization", "idper", "county_fips"
EXPOSURES = [f"exposure_any_{policy}" for policy in POLICIES]
LEVELS = ("county", "state")


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return registry_panel()


@pytest.fixture(scope="module")
def registry() -> dict[str, Specification]:
    return specifications()


@pytest.fixture(scope="module")
def numeric(panel: pd.DataFrame) -> pd.DataFrame:
    """The panel as estimators take it: numbers, and codes for half-years."""
    codes = pd.factorize(panel["reference_half_year"], sort=True)[0]
    exposures = panel[EXPOSURES].astype(float)
    return panel.assign(half_year=codes, y=panel[OUTCOME].astype(int), **exposures)


def tables_of(panel: pd.DataFrame, *chosen: Specification) -> ResultTables:
    return estimate_all(EstimationInputs(panel), chosen, "version-1", "code-1")


def effects(tables: ResultTables, component: str) -> pd.DataFrame:
    rows = tables.estimates[tables.estimates["component"] == component]
    return rows.set_index("term")


def test_two_way_rows_are_the_estimators(panel, registry, numeric):
    tables = tables_of(panel, replace(registry["two_way_effects"], time_terms=("half_year",), inference=LEVELS))
    direct = two_way_effects(numeric, "y", EXPOSURES, PERSON, "half_year", cluster=COUNTY).table.set_index("term")
    rows = effects(tables, "within")
    for policy, column in zip(POLICIES, EXPOSURES, strict=True):
        for name in ("estimate", "std_error"):
            assert rows.loc[policy, name] == pytest.approx(direct.loc[column, name], rel=1e-6)
        assert rows.loc[policy, "effect_pp"] == pytest.approx(100 * rows.loc[policy, "estimate"])
    assert set(rows["scale"]) == {"probability"} and rows["odds_ratio"].isna().all()
    by_level = tables.inferences.pivot(index="term", columns="inference", values="std_error")
    assert set(by_level.columns) == set(LEVELS)
    assert (by_level["county"] != by_level["state"]).all()


def test_conditional_rows_count_who_informs_and_leave_constants_to_the_persons(panel, registry, numeric):
    tables = tables_of(panel, replace(registry["person_fixed_effects"], time_terms=()))
    direct = conditional_logit(numeric, "y", PERSON, EXPOSURES, COUNTY).table.set_index("term")
    rows = effects(tables, "within")
    for policy, column in zip(POLICIES, EXPOSURES, strict=True):
        assert rows.loc[policy, "estimate"] == pytest.approx(direct.loc[column, "estimate"], rel=1e-5)
        assert rows.loc[policy, "std_error"] == pytest.approx(direct.loc[column, "std_error"], rel=1e-4)
    assert rows["message"].str.contains("2 terms that nobody changes are absorbed").all()
    assert set(tables.inferences["inference"]) == {"county", "model", "state", "score_wild_bootstrap"}
    assert (rows["p_holm"] >= rows["p_value"]).all() and (rows["p_romano_wolf"] <= 1).all()


def test_state_errors_are_those_of_a_fit_clustered_by_state(panel, registry, numeric):
    tables = tables_of(panel, replace(registry["person_fixed_effects"], time_terms=()))
    direct = conditional_logit(numeric, "y", PERSON, EXPOSURES, "state_fips").table.set_index("term")
    rows = tables.inferences[tables.inferences["inference"] == "state"].set_index("term")
    for policy, column in zip(POLICIES, EXPOSURES, strict=True):
        assert rows.loc[policy, "std_error"] == pytest.approx(direct.loc[column, "std_error"], rel=1e-5)
        assert rows.loc[policy, "p_value"] == pytest.approx(direct.loc[column, "p_value"], rel=1e-4)


def test_the_contrast_needs_the_same_model_by_both_estimators(panel, registry):
    conditional = replace(registry["person_fixed_effects"], time_terms=())
    same = replace(registry["paper_all_policies_income_missing_category"], time_terms=())
    rows = tables_of(panel, same, conditional).tests.query("test == 'estimator_contrast'")
    assert set(rows["term"]) == set(POLICIES) and (rows["std_error"] > 0).all()
    other = replace(same, exposure_definition="full")
    assert tables_of(panel, other, conditional).tests.query("test == 'estimator_contrast'").empty


def test_group_differences_are_differences_of_the_groups_estimates(panel, registry):
    groups = ("latino", "white", "black")
    chosen = replace(registry["person_fixed_effects"], time_terms=(), populations=groups)
    tables = tables_of(panel, chosen)
    estimates = tables.estimates.set_index(["population", "term"])["estimate"]
    tests = tables.tests[tables.tests["test"] == "group_difference"]
    pairs = tests[tests["estimate"].notna()]
    assert len(pairs) == 3 * len(POLICIES)
    for row in pairs.itertuples():
        first, _, second = row.comparison.partition(" - ")
        assert row.estimate == pytest.approx(estimates[first, row.term] - estimates[second, row.term])
    joint = tests[tests["estimate"].isna()]
    assert set(joint["population"]) == {"all"} and set(joint["degrees_of_freedom"]) == {2.0}


def test_triple_difference_compares_within_county_and_half_year(panel, registry, numeric):
    chosen = replace(registry["triple_difference"], populations=("latino",), time_terms=("half_year",))
    direct = triple_difference(
        numeric, "y", EXPOSURES, "population_group", "latino", "white", county=COUNTY, half_year="half_year"
    ).table.set_index(["component", "term"])
    rows = effects(tables_of(panel, chosen), "triple_difference")
    for policy, column in zip(POLICIES, EXPOSURES, strict=True):
        assert rows.loc[policy, "estimate"] == pytest.approx(direct.loc[("triple_difference", column), "estimate"])
    assert rows["message"].str.contains("lie in cells that identify").all()


def test_survey_logit_takes_the_design_of_the_sample(panel, registry, numeric):
    chosen = replace(registry["survey_logit"], time_terms=(), controls=())
    direct = survey_logit(
        numeric, "y", EXPOSURES, "person_weight", "pseudo_stratum", "half_sample", year_group="variance_year_group"
    ).table.set_index("term")
    rows = effects(tables_of(panel, chosen), "population_average")
    for policy, column in zip(POLICIES, EXPOSURES, strict=True):
        assert rows.loc[policy, "estimate"] == pytest.approx(direct.loc[column, "estimate"], rel=1e-6)
        assert rows.loc[policy, "std_error"] == pytest.approx(direct.loc[column, "std_error"], rel=1e-6)
    assert set(rows["inference"]) == {"design-based"}


def test_survey_weights_change_the_between_within_logit(panel, registry):
    weighted, plain = registry["survey_weighted"], registry["paper_all_policies_income_missing_category"]
    found = [effects(tables_of(panel, chosen), "within")["estimate"] for chosen in (weighted, plain)]
    assert (np.abs(found[0] - found[1]) > 1e-4).all()
    constant = panel.assign(person_weight=750.0)
    same = effects(tables_of(constant, weighted), "within")["estimate"]
    np.testing.assert_allclose(same.astype(float), found[1].astype(float), atol=1e-4)


def test_staggered_rows_follow_the_counties_cohorts(panel, registry, numeric):
    rows = tables_of(panel, registry["staggered"]).estimates
    first = numeric[numeric["exposure_any_secure_communities"] > 0].groupby(COUNTY)["half_year"].min() + 1
    frame = numeric.assign(
        period=numeric["half_year"] + 1,
        cohort=numeric[COUNTY].map(first).fillna(0),
        treated=numeric["exposure_any_secure_communities"],
    )
    direct = staggered_did(
        frame, "y", COUNTY, "period", "cohort", treatment="treated", on_repeal="cut", sampling="repeated_cross_sections"
    )
    simple = direct.table.query("component == 'att' and term == 'simple'")["estimate"].iloc[0]
    own = rows[(rows["component"] == "att") & (rows["term"] == "secure_communities")]
    assert own["estimate"].iloc[0] == pytest.approx(simple)
    assert {"lead", "lag"} <= set(rows["component"])


@pytest.mark.parametrize("name", ["event_study", "staggered", "staggered_sun_abraham"])
def test_leads_come_with_the_power_of_their_test(panel, registry, name):
    tests = tables_of(panel, registry[name]).tests.query("test == 'joint_leads'")
    assert len(tests) == 1 and tests["term"].tolist() == ["secure_communities"]


def test_matched_rows_bring_their_balance(panel, registry):
    tables = tables_of(panel, registry["matched"])
    row = effects(tables, "matched_difference").loc["secure_communities"]
    assert row["status"] == "ok" and "treated persons matched" in row["message"]
    balance = tables.balance
    assert set(balance["sample"]) == {"before", "after"} and "age_years" in set(balance["covariate"])


def test_every_model_of_nobody_is_rows_with_a_status(panel, registry):
    """Person-months and redrawn dates need frames of their own and are tested with them."""
    nobody = panel[panel["population_group"] == "white"]
    chosen = [
        replace(
            found,
            populations=("latino",),
            leads_months=(),
            lags_months=(),
            neighbors="none",
            interactions=(),
            outcome=OUTCOME,
        )
        for found in registry.values()
        if found.unit == "interview" and not found.date_draws
    ]
    estimates = tables_of(nobody, *chosen).estimates
    assert set(estimates["specification"]) == {found.name for found in chosen}
    assert "ok" not in set(estimates["status"]) and estimates["message"].str.len().gt(0).all()
