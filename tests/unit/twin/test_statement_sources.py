"""Statements on other policies: facts stay facts, what is invented says so, and lists name places that exist."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from orchestration.sources.catalog import load_catalog
from orchestration.twin.agencies import invent_cities
from orchestration.twin.detainer_policies import invent_statements, statewide_spells
from orchestration.twin.legal_facts import STATEWIDE_POLICIES, statewide_limits
from orchestration.twin.policy_table import CITATION
from tests.unit.twin.tiny import SEED, WrittenTwin

SANCTUARY_HEADER = ["level", "label", "county_fips"]
DATED_POLICIES_HEADER = [
    "policy", "level", "state", "jurisdiction", "county_fips", "start_earliest", "start_latest", "end_earliest",
    "end_latest", "instrument", "motive", "scope", "known_on", "citation",
]  # fmt: skip


@pytest.fixture(scope="module")
def sanctuaries(tiny_twin: WrittenTwin) -> pd.DataFrame:
    path = tiny_twin.directory / "sanctuary_doj/doj_sanctuary_2025-08-05_synthetic.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def dated(tiny_twin: WrittenTwin) -> pd.DataFrame:
    path = tiny_twin.directory / "dated_policies/dated_policies_synthetic.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.mark.real
def test_the_sanctuary_header_is_that_of_the_real_list(shared_directory: Path) -> None:
    with (shared_directory / "data/policy/detainer/doj_sanctuary_2025-08-05.csv").open(newline="") as lines:
        assert next(csv.reader(lines)) == SANCTUARY_HEADER


def test_the_sanctuary_list_names_states_counties_and_cities(
    sanctuaries: pd.DataFrame, people: pd.DataFrame, sampled: pd.DataFrame
) -> None:
    assert list(sanctuaries.columns) == SANCTUARY_HEADER
    assert set(sanctuaries["level"]) == {"state", "county", "city"}
    states = sanctuaries[sanctuaries["level"] == "state"]
    assert {"California", "Connecticut", "Rhode Island"} == set(states["label"])
    assert (states["county_fips"] == "").all()
    placed = sanctuaries[sanctuaries["level"] != "state"]
    codes = placed["county_fips"].str.split(";").explode()
    assert set(codes) <= set(people["county_fips"])
    assert placed["county_fips"].str.contains(";").sum() == 1
    statements = invent_statements(people, sampled["county_fips"], invent_cities(people, SEED), SEED)
    named = set(statements["jurisdiction"].str.split(",").str[0])
    assert set(placed["label"].str.split(",").str[0]) - named == set(
        placed.loc[placed["county_fips"].str.contains(";"), "label"].str.split(",").str[0]
    )


def test_every_dated_policy_says_that_it_is_invented(dated: pd.DataFrame) -> None:
    assert list(dated.columns) == DATED_POLICIES_HEADER
    assert set(dated.columns) == set(load_catalog()["dated_policies"].layouts[0].columns)
    assert set(dated["citation"]) == {CITATION} and "Invented" in CITATION
    assert set(dated["policy"]) == {"department_limit", "community_policing", "worksite_raid", "funding_condition"}
    assert (dated["county_fips"] == "").tolist() == (dated["level"] == "state").tolist()
    assert (dated["end_earliest"] == "").tolist() == (dated["end_latest"] == "").tolist()
    assert {len(state) > 2 for state in dated["state"]} == {True, False}


def test_one_dated_policy_contradicts_itself(dated: pd.DataFrame) -> None:
    contradicts = dated["start_latest"] < dated["start_earliest"]
    assert contradicts.sum() == 1
    ends = dated[(dated["end_latest"] != "") & ~contradicts]
    assert (ends["end_earliest"] >= ends["start_earliest"]).all() and (ends["end_latest"] >= ends["start_latest"]).all()


def test_every_counted_statewide_limit_of_the_study_years_is_a_fact_of_the_twin(people: pd.DataFrame) -> None:
    seed = pd.read_csv(STATEWIDE_POLICIES, dtype=str, keep_default_na=False)
    counted = seed[(seed["policy"] == "anti_detainer") & (seed["is_counted"] == "true")]
    inside = counted[(counted["start_earliest"] <= "2014-12-31")]
    assert len(statewide_limits()) == len(inside)
    assert {limit.state_fips for limit in statewide_limits()} == set(inside["state_fips"])
    spells = statewide_spells(people)
    rhode_island = spells[spells["county_fips"] == "44007"].sort_values("first_day")
    first, second = rhode_island.itertuples(index=False)
    # announced by the 17th of July and begun in that month: the middle of the days it may have begun on
    assert (first.first_day, first.last_day) == (dt.date(2014, 7, 9), dt.date(2014, 8, 14))
    assert second.first_day == dt.date(2014, 8, 15)
    assert not spells["county_fips"].str.startswith("08").any()


def test_the_truth_holds_statewide_limits_from_their_day(tiny_twin: WrittenTwin) -> None:
    months = pd.read_csv(tiny_twin.directory / "truth/policy_months.csv.gz", dtype={"county_fips": str})
    limits = months[months["policy"] == "anti_detainer"].set_index(["county_fips", "month"])["active_share"]
    assert limits["06037", "2014-01-01"] == 1.0
    assert limits["44007", "2014-07-01"] == pytest.approx(23 / 31, abs=1e-6)
    assert limits["44007", "2014-08-01"] == 1.0
