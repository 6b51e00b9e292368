"""What was planted is written down: nothing under null, monthly coefficients and pseudo-true values otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from orchestration.sources.policy_sources import POLICY_SOURCES
from orchestration.twin import RealInputs, TwinSettings, write_twin
from orchestration.twin.doses import Dose
from orchestration.twin.hazards import AFFECTED_GROUP
from orchestration.twin.policies import invent_policies
from orchestration.twin.policy_months import active_shares
from orchestration.twin.settings import TwinSize
from orchestration.twin.survey import conduct_survey
from orchestration.twin.survey_files import survey_file_names
from orchestration.twin.truth import COLUMNS, exposure, fitted_values, planted_truth, time_effects, within_terms
from tests.unit.twin.tiny import SEED, TINY, WrittenTwin


def test_null_truth_is_exactly_zero(tiny_twin: WrittenTwin) -> None:
    truth = pd.read_csv(tiny_twin.directory / "truth/planted_truth.csv", keep_default_na=False)
    assert set(truth["scenario"]) == {"null"}
    assert tuple(truth.columns) == COLUMNS
    assert (truth["value"] == 0).all()
    assert set(truth["policy"]) == {"secure_communities", "287g_jail", "287g_task_force", "anti_detainer"}
    # Monthly values for three groups, pseudo-true ones for three definitions and four populations, and percentage
    # points for two definitions and four populations.
    assert (truth["scale"] == "log_odds").sum() == 4 * (3 + 3 * 4)
    assert (truth["scale"] == "percentage_points").sum() == 4 * 2 * 4


def test_exposures_follow_their_definitions() -> None:
    shares = np.array([[0, 0, 0, 0, 0, 0.5], [0.5, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0]])
    assert exposure(shares, "any").tolist() == [1, 1, 1, 0]
    assert exposure(shares, "share").tolist() == [pytest.approx(1 / 6), 1, 1, 0]
    assert exposure(shares, "full").tolist() == [0, 0, 1, 0]


def test_time_effects_leave_out_first_levels() -> None:
    # January 2009 looks at July to December 2008, whose middle lies in the second half of 2008.
    effects = time_effects(np.array([2009 * 12, 2009 * 12 + 3, 2009 * 12 + 9]), np.array([1, 2, 3]))
    assert [name for name in effects if name.startswith("interview")] == ["interview_2", "interview_3"]
    assert [name for name in effects if name.startswith("half_year")] == ["half_year_4018", "half_year_4019"]
    assert effects["half_year_4018"].tolist() == [0, 1, 0]


def test_what_the_household_interview_number_does_is_not_taken_for_an_effect(
    tracts: pd.DataFrame, sampled: pd.DataFrame
) -> None:
    survey = conduct_survey(tracts, sampled, {}, TINY.n_persons, "null", SEED)
    interviews = survey.interviews
    number = interviews.household_interview[:, None]
    # Risk falls after the household's first interview, when half the addresses are exposed; Latinos' odds then double.
    is_exposed = np.broadcast_to((number > 1) & (interviews.address % 2 == 0)[:, None], survey.log_odds.shape)
    planted = np.log(2.0) * is_exposed * (survey.group == AFFECTED_GROUP)[:, None]
    survey = replace(
        survey,
        log_odds=np.where(number == 1, -6.0, -7.0) + planted,
        exposures={"secure_communities": is_exposed.astype(float)},
        doses=(Dose("secure_communities", float(np.log(2.0)), is_exposed.astype(float)),),
    )
    truth = planted_truth(survey, TwinSettings("small", "paper", SEED), TINY.n_persons, lambda part: None)
    is_pseudo_true = (truth["exposure_definition"] != "monthly") & (truth["scale"] == "log_odds")
    by_population = truth[is_pseudo_true].groupby("population")["value"]
    assert (by_population.size() == 3).all()
    assert by_population.get_group("latino").to_numpy() == pytest.approx(np.log(2.0), abs=0.03)
    assert (by_population.get_group("white") == 0).all() and (by_population.get_group("black") == 0).all()
    rows = np.flatnonzero(interviews.is_complete & (survey.group == AFFECTED_GROUP))
    without = fitted_values(survey, rows, within_terms(survey, rows, "any"), (survey.log_odds - planted)[rows])
    assert abs(without["secure_communities"]) < 0.02, "the model knows the interview number"


def test_without_an_effect_every_pseudo_true_value_is_zero(
    tracts: pd.DataFrame, sampled: pd.DataFrame, people: pd.DataFrame
) -> None:
    spells = invent_policies(people, sampled["county_fips"], RealInputs(), SEED).spells
    shares = active_shares(spells, sampled["county_fips"].to_numpy())
    survey = conduct_survey(tracts, sampled, shares, TINY.n_persons, "null", SEED)
    # Effects all but nil are fitted as any others are, and not short-cut to 0.
    doses = tuple(Dose(policy, 1e-6, share) for policy, share in survey.exposures.items())
    survey = replace(survey, doses=doses)
    truth = planted_truth(survey, TwinSettings("small", "paper", SEED), TINY.n_persons, lambda part: None)
    values = truth[truth["scale"] == "log_odds"]
    assert set(values["population"]) == {"all", "latino", "white", "black"}
    assert values["value"].abs().max() < 0.01
    # Had nothing been taken off, they would not be: a model without covariates is biased.
    rows = np.flatnonzero(survey.interviews.is_complete & (survey.group == AFFECTED_GROUP))
    raw = fitted_values(survey, rows, within_terms(survey, rows, "any"), survey.log_odds[rows])
    assert max(abs(value) for value in raw.values()) > 0.01


def test_real_sources_are_built_on_and_not_written(tiny_size: TwinSize, tmp_path: Path) -> None:
    raw = pd.DataFrame(
        {"countyfips": ["6037", "6073"], "activation_month": ["8", "5"], "activation_year": ["2009"] * 2}
    )
    real = RealInputs(
        secure_communities=raw,
        real_survey_years=frozenset({2007, 2014}),
        real_sources=frozenset({"secure_communities", "county_adjacency"}),
    )
    directory = tmp_path / "beside_real"
    write_twin(directory, TwinSettings("small", "null", SEED), real, size=tiny_size)
    written = {path.name for path in directory.iterdir()}
    assert not written & {*POLICY_SOURCES, "ice_287g_pending", "county_adjacency"}
    assert {"county_population", "police_employees"} <= written
    for year in (2007, 2014):
        assert not any((directory / source / name).exists() for source, name in survey_file_names(year).items())
    assert (directory / "ncvs_person" / survey_file_names(2008)["ncvs_person"]).is_file()
    truth = pd.read_csv(directory / "truth/planted_truth.csv")
    assert set(truth["policy"]) == {"secure_communities", "anti_detainer"}
    months = pd.read_csv(directory / "truth/policy_months.csv.gz", dtype={"county_fips": str})
    activated = months[months["policy"] == "secure_communities"]
    los_angeles = activated[activated["county_fips"] == "06037"].set_index("month")["active_share"]
    assert los_angeles.index[0] == "2009-08-01" and los_angeles.iloc[0] == pytest.approx(16 / 31, abs=1e-6)


def test_planted_effects_show_in_the_pseudo_true_values(tiny_size: TwinSize, tmp_path: Path) -> None:
    directory = tmp_path / "paper"
    write_twin(directory, TwinSettings("small", "paper", SEED), RealInputs(), size=tiny_size)
    truth = pd.read_csv(directory / "truth/planted_truth.csv")
    cells = ["policy", "population", "exposure_definition"]
    value = truth[truth["scale"] == "log_odds"].set_index(cells)["value"]
    assert value["secure_communities", "latino", "monthly"] == pytest.approx(np.log(1.9))
    assert value["287g_task_force", "latino", "monthly"] == pytest.approx(np.log(2.2))
    assert value["287g_jail", "latino", "monthly"] == 0
    assert value["secure_communities", "white", "monthly"] == 0
    # Partly exposed windows attenuate `any`; on all persons the effect on Latinos is diluted.
    assert 0.3 < value["secure_communities", "latino", "any"] < np.log(1.9) + 0.1
    assert 0 < value["secure_communities", "all", "any"] < value["secure_communities", "latino", "any"]


def test_where_real_sources_date_no_studied_policy_nothing_is_planted(tiny_size: TwinSize, tmp_path: Path) -> None:
    directory = tmp_path / "own_table_alone"
    real = RealInputs(real_sources=frozenset({"dated_policies"}))
    write_twin(directory, TwinSettings("small", "paper", SEED), real, size=tiny_size)
    truth = pd.read_csv(directory / "truth/planted_truth.csv")
    assert tuple(truth.columns) == COLUMNS
    assert truth.empty
