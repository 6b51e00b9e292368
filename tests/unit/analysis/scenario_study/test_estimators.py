"""The study's estimators are the registry's models: the same numbers, the same advice, and cells that have none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import between_within_logit, conditional_logit
from analysis.models.estimate_all import estimate_all
from analysis.models.inputs import EstimationInputs
from analysis.scenario_study.estimators import INFERENCE, informative_switchers, model_rows, study_specifications
from analysis.specification import Specification, load_specifications
from tests.unit.analysis.simulated_panels import POLICIES, respondent_panel

OUTCOME = "has_violent_victimization"
EXPOSURES = [f"exposure_any_{policy}" for policy in POLICIES]


@pytest.fixture(scope="module")
def specifications() -> dict[str, Specification]:
    return study_specifications(load_specifications(), ("white",))


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    panel = respondent_panel(1_500, event_log_odds=-1.0)
    flags = {name: rng.random(len(panel)) < 0.4 for name in ("is_divorced_or_separated", "is_never_married")}
    return panel.assign(**flags, is_homeowner=rng.random(len(panel)) < 0.5)


def test_without_time_or_controls_rows_are_those_of_the_estimators(specifications, panel) -> None:
    members = panel[panel["population_group"] == "white"]
    rows = model_rows(panel, specifications["between-within, no time"]).set_index("term").loc[list(POLICIES)]
    fit = between_within_logit(members, OUTCOME, "idper", EXPOSURES, cluster="county_fips").table
    fit = fit[fit["component"] == "within"]
    for column in ("estimate", "std_error", "p_value", "conf_low", "conf_high"):
        assert rows[column].to_numpy(float) == pytest.approx(fit[column].to_numpy(), rel=1e-5), column
    rows = model_rows(panel, specifications["conditional logit, no time"]).set_index("term").loc[list(POLICIES)]
    fit = conditional_logit(members, OUTCOME, "idper", EXPOSURES, "county_fips").table
    assert rows["estimate"].to_numpy(float) == pytest.approx(fit["estimate"].to_numpy(), rel=1e-5)


@pytest.mark.parametrize("name", ["between-within, controls", "two-way linear", "pooled logit"])
def test_rows_are_those_of_the_results_tables(specifications, panel, name) -> None:
    specification = specifications[name]
    tables = estimate_all(EstimationInputs(panel), [specification], "data", "code")
    rows = model_rows(panel, specification).set_index("term")
    table = tables.estimates[tables.estimates["component"].isin(["within", "population_average"])]
    table = table[table["term"].isin(POLICIES)].set_index("term").loc[rows.index]
    scale = 100 if name == "two-way linear" else 1  # percentage points
    assert rows["estimate"].to_numpy(float) == pytest.approx(scale * table["estimate"].to_numpy(float))
    assert (rows["recommended_inference"] == table["recommended_inference"]).all()
    inferences = tables.inferences.set_index(["term", "inference"])["p_value"]
    for term, row in rows.iterrows():
        name = row["recommended_inference"]
        offered = table.loc[term, "p_value"] if name == "county" else inferences.get((term, name), np.nan)
        assert row["recommended_p_value"] == pytest.approx(offered, nan_ok=True)


def test_draws_are_made_only_where_enough_persons_inform(specifications, panel) -> None:
    few = panel.assign(exposure_any_287g_jail=panel["exposure_any_287g_jail"] & panel["county_fips"].eq("01003"))
    # Thirty states are too few for a sandwich of states.
    few["state_fips"] = (few["county_fips"].astype(int) % 30).astype(str).str.zfill(2)
    specification = specifications["between-within, controls"]
    assert specification.inference == INFERENCE
    n = informative_switchers(EstimationInputs(few), specification, "white")
    assert 0 < n["287g_jail"] < 15 < n["secure_communities"]
    by_hand = few[few["population_group"] == "white"].groupby("idper")[[OUTCOME, "exposure_any_287g_jail"]].nunique()
    assert n["287g_jail"] == (by_hand > 1).all(axis=1).sum()
    rows = model_rows(few, specification).set_index("term")
    assert (rows["n_informative_switchers"].astype(int) == pd.Series(n)).all()
    assert np.isnan(rows.loc["287g_jail", "recommended_p_value"])
    is_advised = rows["recommended_inference"] == "score_wild_bootstrap"
    is_drawn_for = rows["n_informative_switchers"] >= 15
    assert (is_advised & is_drawn_for).any(), "nothing tested"
    assert rows.loc[is_advised & is_drawn_for, "recommended_p_value"].between(0, 1).all()


def test_a_policy_nobody_switches_has_no_estimate_and_the_others_stay(specifications, panel) -> None:
    never = panel.assign(exposure_any_287g_jail=False)
    for name in ("between-within", "conditional logit", "two-way linear"):
        rows = model_rows(never, specifications[name]).set_index("term")
        assert np.isnan(rows.loc["287g_jail", "estimate"]) and not rows.loc["287g_jail", "is_separated"], name
        assert rows.loc["287g_jail", "n_informative_switchers"] == 0
        assert rows.drop("287g_jail")[["estimate", "std_error"]].notna().all(axis=None)


def test_where_exposure_decides_the_outcome_the_cell_is_separated(specifications, panel) -> None:
    # Whoever's exposure to jail agreements changes is a victim then and only then.
    exposed = panel["exposure_any_287g_jail"]
    switches = exposed.groupby(panel["idper"]).transform("nunique") > 1
    separated = panel.assign(**{OUTCOME: np.where(switches, exposed, panel[OUTCOME]).astype(bool)})
    rows = model_rows(separated, specifications["conditional logit, no time"]).set_index("term")
    assert np.isnan(rows.loc["287g_jail", "estimate"]) and rows.loc["287g_jail", "is_separated"]
    assert rows.loc["287g_jail", "n_informative_switchers"] > 30


def test_the_registry_is_where_specifications_come_from(specifications) -> None:
    registered = {s.name: s for s in load_specifications()}
    assert specifications["triple difference"].populations == ("latino",)
    assert all(s.controls == () for name, s in specifications.items() if name != "between-within, controls")
    main, ours = registered["paper_all_policies"], specifications["between-within, controls"]
    assert {c.column for c in ours.controls} < {c.column for c in main.controls}
    changed = {"populations": (), "controls_id": "", "controls": (), "inference": main.inference}
    same = replace(ours, **changed | {"populations": main.populations, "controls_id": main.controls_id,
                                      "controls": main.controls})  # fmt: skip
    assert same == main
    with pytest.raises(KeyError, match="paper_all_policies"):
        study_specifications([s for s in registered.values() if s.name != "paper_all_policies"])
