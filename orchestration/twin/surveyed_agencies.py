"""Invents officers and budgets of the police agencies of the crosswalk in the survey years 2008, 2016 and 2018.

Some city departments close after 2008 and some are founded before 2016; one marshal is in no crosswalk and names no
county. Numbers follow the residents served, state agencies have a round number of their own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from orchestration.twin.random_streams import random_stream

SURVEY_YEARS = (2008, 2016, 2018)
KIND_CODES = {"local police department": 0, "sheriffs office": 1, "state law enforcement agency": 5}
SHARE_IN_CITY, OFFICERS_PER_RESIDENT, STATE_OFFICERS = 0.3, 0.0018, 600
DOLLARS_PER_OFFICER = {2008: 105_000, 2018: 135_000}
EVERY_NTH_CLOSED, EVERY_NTH_FOUNDED = 37, 41
UNKNOWN_AGENCY = "LOST HOLLOW RANGERS"


def survey_agencies(police: pd.DataFrame, people: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return one row an agency and survey year.

    `police` is the table of `agencies.agency_table`. Columns: agency_number (1 up, one an agency), survey_year, name,
    type_code, usps, county_fips, county_name (capitals, with its kind), ori9 (may be missing or -1), full_time,
    part_time and budget (dollars; 2016 has none).
    """
    agencies = _agencies(police, people)
    random = random_stream(seed, "surveyed agencies")
    years = [_in_year(agencies, year, random) for year in SURVEY_YEARS]
    return pd.concat(years, ignore_index=True)


def _agencies(police: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    # A city over a county line has two rows in the crosswalk and answers once.
    once = police.drop_duplicates(["crosswalk_agency_name", "address_state"], ignore_index=True)
    counties = people.set_index("county_fips").loc[once["fips_state_county_code"]]
    code = once["agency_type"].map(KIND_CODES).to_numpy()
    served = counties["population"].to_numpy() * np.where(code == 0, SHARE_IN_CITY, 1 - SHARE_IN_CITY)
    agencies = pd.DataFrame(
        {
            "agency_number": np.arange(1, len(once) + 1),
            "name": once["crosswalk_agency_name"].str.upper(),
            "type_code": code,
            "usps": once["address_state"].str.upper(),
            "county_fips": once["fips_state_county_code"],
            "county_name": counties["name"].str.upper().to_numpy(),
            "ori9": once["ori9"],
            "size": np.where(code == 5, STATE_OFFICERS, np.maximum(np.rint(served * OFFICERS_PER_RESIDENT), 1)),
        }
    )
    return pd.concat([agencies, _unknown_agency(len(once) + 1)], ignore_index=True)


def _unknown_agency(number: int) -> pd.DataFrame:
    row = {"agency_number": number, "name": UNKNOWN_AGENCY, "type_code": 6, "usps": "TX", "ori9": None, "size": 4.0}
    return pd.DataFrame([row])


def _in_year(agencies: pd.DataFrame, year: int, random: np.random.Generator) -> pd.DataFrame:
    number, is_city = agencies["agency_number"], agencies["type_code"] == 0
    city = is_city.cumsum().where(is_city, 0)
    is_closed = is_city & (city % EVERY_NTH_CLOSED == 0) & (year > 2008)
    is_to_be_founded = is_city & (city % EVERY_NTH_FOUNDED == 0) & (year == 2008)
    growth = random.normal(1 + 0.004 * (year - 2008), 0.05, len(agencies)).clip(0.7)
    full_time = np.maximum(np.rint(agencies["size"] * growth), 1).astype(int)
    dollars = DOLLARS_PER_OFFICER.get(year)
    surveyed = agencies.drop(columns="size").assign(
        survey_year=year,
        full_time=full_time,
        part_time=np.where(number % 3 == 0, random.integers(1, 7, len(agencies)), 0),
        budget=full_time * dollars if dollars else None,
    )
    return surveyed[~(is_closed | is_to_be_founded)]
