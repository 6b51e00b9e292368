"""Every specification ends in rows, whatever the panel holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import between_within_logit
from analysis.models.estimate_all import estimate_all
from analysis.models.inputs import EstimationInputs
from analysis.results.estimates import RESULT_COLUMNS, empty_results, results_frame
from analysis.specification import Specification, load_specifications
from analysis.specification.control_terms import ControlTerm
from tests.unit.analysis.simulated_panels import POLICIES, respondent_panel


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return respondent_panel()


@pytest.fixture(scope="module")
def specification() -> Specification:
    controls = (ControlTerm("age_years", "continuous", per=10.0), ControlTerm("is_male", "binary"))
    return replace(load_specifications()[0], controls_id="few", controls=controls, period=())


@pytest.fixture(scope="module")
def estimates(panel, specification) -> pd.DataFrame:
    lines: list[str] = []
    no_time = replace(specification, name="no_time", time_terms=())
    frame = estimate_all(
        EstimationInputs(panel), [specification, no_time], "version-1", "code-1", lines.append
    ).estimates
    assert len(lines) == 8 and lines[0].startswith("paper_all_policies, all: ")
    return frame


def estimates_of(panel: pd.DataFrame, specifications: list[Specification], progress=None) -> pd.DataFrame:
    return estimate_all(EstimationInputs(panel), specifications, "version-1", "code-1", progress).estimates


def rows_of(estimates: pd.DataFrame, **values) -> pd.DataFrame:
    for column, value in values.items():
        estimates = estimates[estimates[column] == value]
    return estimates


def test_columns_and_types_are_the_contract(estimates):
    assert list(estimates.columns) == list(RESULT_COLUMNS)
    assert estimates.dtypes.astype(str).to_dict() == empty_results().dtypes.astype(str).to_dict()
    assert set(estimates["data_version"]) == {"version-1"} and set(estimates["code_version"]) == {"code-1"}
    assert estimates["synthetic_inputs"].all()


def test_each_model_has_policies_time_controls_and_sigma(estimates):
    model = rows_of(estimates, specification="paper_all_policies", population="all")
    for component in ("within", "between"):
        assert set(rows_of(model, component=component)["term"]) == set(POLICIES)
    assert {"interview_number_2"} <= set(rows_of(model, component="unsplit")["term"])
    assert {"age_years", "is_male", "intercept"} == set(rows_of(model, component="control")["term"])
    assert rows_of(model, component="random_intercept")["term"].tolist() == ["person_intercept_sd"]
    assert rows_of(estimates, specification="no_time", component="unsplit").empty


def test_numbers_equal_the_estimator_on_the_same_columns(panel, specification, estimates):
    frame = panel.rename(columns={f"exposure_any_{policy}": policy for policy in POLICIES})
    frame = frame.assign(age=frame["age_years"] / 10)
    direct = between_within_logit(
        frame, "has_violent_victimization", "idper", POLICIES, unsplit=["age", "is_male"], cluster="county_fips"
    )
    ours = rows_of(estimates, specification="no_time", population="all").set_index(["component", "term"])
    theirs = direct.table.set_index(["component", "term"])
    for policy in POLICIES:
        for column in ("estimate", "std_error", "p_value"):
            assert ours.loc[("within", policy), column] == pytest.approx(
                theirs.loc[("within", policy), column], rel=1e-4, abs=1e-6
            )
    assert set(ours["inference"]) == {"county cluster-robust"} and set(ours["n_clusters"]) == {60}


def test_planted_effect_is_found_and_zeros_are_not(estimates):
    within = rows_of(estimates, specification="paper_all_policies", population="all", component="within")
    planted = within.set_index("term")
    assert abs(planted.loc["secure_communities", "estimate"] - 0.6) < 3 * planted.loc["secure_communities", "std_error"]
    assert planted.loc["secure_communities", "effect_pp"] > 0
    others = planted.drop("secure_communities")
    assert (others["estimate"].abs() < 3.5 * others["std_error"]).all()


def test_within_rows_carry_counts_and_design_analysis(panel, estimates):
    row = rows_of(estimates, specification="paper_all_policies", population="latino", component="within").iloc[0]
    latino = panel[panel["population_group"] == "latino"]
    by_person = latino.groupby("idper")
    switches = by_person["exposure_any_secure_communities"].nunique() > 1
    varies = by_person["has_violent_victimization"].nunique() > 1
    assert row["n_switchers"] == switches.sum()
    assert row["n_informative"] == varies.sum()
    assert row["n_informative_switchers"] == (switches & varies).sum()
    assert row["n_events"] == latino["has_violent_victimization"].sum()
    exposed = latino[latino["exposure_any_secure_communities"]]
    assert row["n_treated_counties"] == exposed["county_fips"].nunique()
    assert row["n_treated_states"] == exposed["state_fips"].nunique()
    assert row["mde"] > 1 and 0.05 < row["power"] < 1 and row["type_m"] > 1


def test_policy_without_source_is_refused_and_the_others_go_on(panel, specification):
    blank = panel.assign(exposure_any_287g_jail=pd.Series([None] * len(panel), dtype=object))
    estimates = estimate_all(
        EstimationInputs(blank), [replace(specification, populations=("all", "white"))], "v", "c"
    ).estimates
    refused = rows_of(estimates, term="287g_jail")
    assert len(refused) == 4 and set(refused["status"]) == {"refused"}
    assert refused["message"].str.contains("no source").all() and refused["estimate"].isna().all()
    others = estimates[estimates["term"].isin(set(POLICIES) - {"287g_jail"})]
    assert set(others["status"]) == {"ok"}
    assert others["message"].str.contains("fitted without 287g_jail").all()


def test_unchanging_policy_is_not_estimable_and_the_others_go_on(panel, specification):
    constant = panel.assign(exposure_any_287g_jail=panel["county_fips"] < "01020")
    estimates = estimate_all(
        EstimationInputs(constant), [replace(specification, populations=("all",))], "v", "c"
    ).estimates
    jail = rows_of(estimates, term="287g_jail").set_index("component")
    assert jail.loc["within", "status"] == "not_estimable"
    assert "does not change for anybody" in jail.loc["within", "message"]
    assert jail.loc["between", "status"] == "ok"
    assert rows_of(estimates, term="anti_detainer", component="within")["status"].tolist() == ["ok"]


def test_switchers_without_changing_outcome_inform_nothing(panel, specification):
    switches = panel.groupby("idper")["exposure_any_287g_jail"].transform("nunique") > 1
    quiet = panel.assign(has_violent_victimization=panel["has_violent_victimization"] & ~switches)
    estimates = estimate_all(
        EstimationInputs(quiet), [replace(specification, populations=("all",))], "v", "c"
    ).estimates
    row = rows_of(estimates, term="287g_jail", component="within").iloc[0]
    assert row["status"] == "not_estimable" and row["n_informative_switchers"] == 0 and row["n_switchers"] > 0
    assert np.isnan(row["mde"])


def test_few_informative_switchers_are_said(panel, specification):
    few = panel[panel["population_group"] == "black"]
    estimates = estimate_all(
        EstimationInputs(few), [replace(specification, populations=("black",))], "v", "c"
    ).estimates
    within = rows_of(estimates, component="within", status="ok")
    thin = within[within["n_informative_switchers"] < 30]
    assert len(thin) and thin["message"].str.contains("no evidence either way").all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.assign(has_violent_victimization=False), "never occurs"),
        (lambda f: f[f["population_group"] == "white"], "no rows"),
    ],
)
def test_impossible_models_are_rows(panel, specification, change, words):
    estimates = estimates_of(change(panel), [replace(specification, populations=("latino",))])
    assert set(estimates["status"]) == {"not_estimable"}
    assert estimates["message"].str.contains(words).all()
    assert set(estimates.loc[estimates["component"] == "within", "term"]) == set(POLICIES)


def test_results_frame_refuses_unknown_and_repeated_rows():
    with pytest.raises(ValueError, match="colour"):
        results_frame([{"colour": "red"}])
    row = {"data_version": "v", "specification_id": "s", "population": "all", "term": "t", "component": "within"}
    with pytest.raises(ValueError, match="two rows of results"):
        results_frame([row, row])


def test_an_interaction_with_a_place_has_an_odds_ratio_and_no_effect_in_points(panel, specification):
    at_border = panel.assign(is_mexico_border_county=panel["county_fips"] < "01030")
    crossed = replace(specification, populations=("all",), interactions=("secure_communities*is_mexico_border_county",))
    estimates = estimate_all(EstimationInputs(at_border), [crossed], "v", "c").estimates
    within = rows_of(estimates, component="within").set_index("term")
    interaction = within.loc["secure_communities*is_mexico_border_county"]
    assert interaction["status"] == "ok" and np.isfinite(interaction["odds_ratio"])
    assert np.isnan(interaction["effect_pp"]) and np.isfinite(within.loc["secure_communities", "effect_pp"])


def test_a_period_without_interviews_is_rows(panel, specification):
    later = replace(specification, period=("2015-01", "2024-12"))
    estimates = estimate_all(EstimationInputs(panel), [later], "v", "c").estimates
    assert set(estimates["status"]) == {"not_estimable"} and estimates["message"].str.contains("no rows").all()
