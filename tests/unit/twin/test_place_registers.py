"""County population and police employees: the real layouts, filled from the twin's own people and cities."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pandas as pd
import pytest

from orchestration.twin.agencies import agency_table, invent_cities
from tests.unit.twin.tiny import SEED, WrittenTwin

HISTORY_HEADER = [
    "HEROP_ID", "FIPS", "TotPop", "TotVetPop", "TotUnits", "WhiteP", "BlackP", "AmIndP", "AsianP", "PacIsP", "OtherP",
    "HispP", "Ovr65P", "Age15_44", "DisbP", "VetP", "UnempP", "PovP", "MedInc", "PciE", "GiniCoeff", "VacantP",
    "SomeCollegeP", "EduNoHsP", "EduHsP", "BachelorsP", "GradSclP", "Ovr16P", "Ovr18P", "Ovr21P", "SRatio", "SRatio18",
    "SRatio65", "FemP", "MaleP", "WhiteE", "BlackE", "AmIndE", "AsianE", "PacIsE", "OtherE", "TwoRaceP", "TwoRaceE",
    "HisE", "ChildrenP", "Age15_44P",
]  # fmt: skip
EMPLOYEES_HEADER = [
    "ori", "data_year", "pub_agency_name", "state_abbr", "county_name", "agency_type_name", "population", "officer_ct",
    "civilian_ct", "total_pe_ct", "pe_ct_per_1000",
]  # fmt: skip


@pytest.fixture(scope="module")
def employees(tiny_twin: WrittenTwin) -> pd.DataFrame:
    path = tiny_twin.directory / "police_employees/fbi_law_enforcement_employees_2025.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.mark.real
def test_the_headers_are_those_of_the_real_files(shared_directory: Path) -> None:
    with gzip.open(shared_directory / "data/geography/county_history_2010.csv.gz", "rt", newline="") as lines:
        assert next(csv.reader(lines)) == HISTORY_HEADER
    with (shared_directory / "data/police/fbi_law_enforcement_employees_2025.csv").open(newline="") as lines:
        assert next(csv.reader(lines)) == EMPLOYEES_HEADER


def test_every_county_of_the_states_has_its_invented_people(tiny_twin: WrittenTwin, people: pd.DataFrame) -> None:
    path = tiny_twin.directory / "county_population/county_history_2010.csv.gz"
    history = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert list(history.columns) == HISTORY_HEADER
    assert not history["FIPS"].str.startswith("0").any() and {"1001", "56045"} <= set(history["FIPS"])
    told = dict(zip(history["FIPS"].str.zfill(5), history["TotPop"].astype(int), strict=True))
    states = people[people["state_fips"] != "72"]
    assert told == dict(zip(states["county_fips"], states["population"], strict=True))
    assert (history["MedInc"] == "").all(), "what the twin does not know stays empty"


def test_each_county_has_its_sheriff_and_each_state_one_agency(employees: pd.DataFrame, people: pd.DataFrame) -> None:
    assert list(employees.columns) == EMPLOYEES_HEADER
    kinds = employees["agency_type_name"].value_counts().to_dict()
    assert kinds == {"County": (people["state_fips"] != "72").sum(), "City": 160, "State Police": 51}
    assert employees["ori"].is_unique and employees["ori"].str.fullmatch(r"[A-Z]{2}\d{7}").all()
    state_agencies = employees[employees["agency_type_name"] == "State Police"]
    assert set(state_agencies["county_name"]) == {"NOT SPECIFIED"}
    assert set(state_agencies["population"]) == {"0"} and set(state_agencies["pe_ct_per_1000"]) == {"NULL"}
    assert set(employees["data_year"]) == {"2018", "2025"}
    assert (employees["county_name"] == employees["county_name"].str.upper()).all()


def test_the_city_in_two_counties_has_both_in_one_cell(employees: pd.DataFrame, people: pd.DataFrame) -> None:
    cities = invent_cities(people, SEED)
    spanning = cities[cities["city"].duplicated(keep=False)].merge(people[["county_fips", "base_name"]])
    across = employees[employees["county_name"].str.contains(",")]
    assert across["pub_agency_name"].tolist() == [spanning["city"].iloc[0].title()]
    assert across["county_name"].iloc[0].split(", ") == sorted(spanning["base_name"].str.upper())


def test_identifiers_are_those_of_the_crosswalk(employees: pd.DataFrame, people: pd.DataFrame) -> None:
    crosswalk = agency_table(people, invent_cities(people, SEED))
    assert set(employees["ori"]) < set(crosswalk["ori"] + "00")
    sheriffs = crosswalk[crosswalk["agency_type"] == "sheriffs office"]
    assert set(sheriffs["ori"] + "00") == set(employees.loc[employees["agency_type_name"] == "County", "ori"])
