"""Writes police employees by agency in the FBI's layout: each sheriff, each invented city, one state agency a state.

Sheriffs and cities go by the bare name of their county or city; counties stand in capitals without their kind, and a
city across county lines has them in one cell. Numbers of officers are invented in proportion to the people served. Some
agencies last reported years ago, and an agency that serves nobody of its own has NULL for its rate.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.twin.states import state_names
from orchestration.twin.text_files import write_rows

FILE_NAME = "fbi_law_enforcement_employees_2025.csv"
LATEST_YEAR, OLDER_YEAR, EVERY_NTH_OLDER = "2025", "2018", 50
COLUMNS = (
    "ori", "data_year", "pub_agency_name", "state_abbr", "county_name", "agency_type_name", "population", "officer_ct",
    "civilian_ct", "total_pe_ct", "pe_ct_per_1000",
)  # fmt: skip
AGENCY_TYPES = {
    "sheriffs office": "County",
    "local police department": "City",
    "state law enforcement agency": "State Police",
}
SHARE_IN_CITY, OFFICERS_PER_RESIDENT, STATE_OFFICERS = 0.3, 0.0018, 600
NOT_SPECIFIED = "NOT SPECIFIED"


def write_police_employees(path: Path, agencies: pd.DataFrame, people: pd.DataFrame) -> None:
    """Write one row an agency of the crosswalk, a city in two counties once."""
    register = _register(agencies, people)[list(COLUMNS)].astype(str)
    write_rows(path, COLUMNS, register.itertuples(index=False))


def _register(agencies: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    counties = people.set_index("county_fips")
    county = agencies["fips_state_county_code"]
    kind = agencies["agency_type"].map(AGENCY_TYPES)
    residents = county.map(counties["population"]).to_numpy()
    in_city = np.where(kind == "City", np.rint(SHARE_IN_CITY * residents), 0)
    policed = pd.Series(in_city).groupby(county.to_numpy()).transform("sum").to_numpy()
    table = pd.DataFrame(
        {
            "ori": agencies["ori"] + "00",
            "pub_agency_name": _names(agencies, kind, counties),
            "state_abbr": agencies["address_state"].str.upper(),
            "county_name": county.map(counties["base_name"]).str.upper().str.replace(".", "", regex=False),
            "agency_type_name": kind,
            # A sheriff serves those whom no city does.
            "population": np.select([kind == "City", kind == "County"], [in_city, residents - policed], 0).astype(int),
        }
    )
    table.loc[kind == "State Police", "county_name"] = NOT_SPECIFIED
    return _with_employees(_one_row_an_agency(table))


def _names(agencies: pd.DataFrame, kind: pd.Series, counties: pd.DataFrame) -> pd.Series:
    county = agencies["fips_state_county_code"]
    city = agencies["census_name"].str.removesuffix(" city").str.title()
    state = county.str[:2].map(state_names()) + " Department of Public Safety"
    return county.map(counties["base_name"]).where(kind == "County", city.where(kind == "City", state))


def _one_row_an_agency(table: pd.DataFrame) -> pd.DataFrame:
    """Join the counties of a city that lies in several, under its first identifier."""
    keys = ["state_abbr", "pub_agency_name", "agency_type_name"]
    is_city = table["agency_type_name"] == "City"
    cities = table[is_city].groupby(keys, sort=False, as_index=False)
    joined = cities.agg({"ori": "first", "county_name": lambda names: ", ".join(sorted(names)), "population": "sum"})
    return pd.concat([table[~is_city], joined]).sort_values("ori", ignore_index=True)


def _with_employees(table: pd.DataFrame) -> pd.DataFrame:
    population = table["population"].to_numpy()
    officers = np.where(population > 0, np.maximum(np.rint(population * OFFICERS_PER_RESIDENT), 1), STATE_OFFICERS)
    civilians = np.rint(officers * 0.35)
    total = officers + civilians
    rates = [f"{1_000 * n / people:.2f}" if people else "NULL" for n, people in zip(total, population, strict=True)]
    is_older = np.arange(len(table)) % EVERY_NTH_OLDER == EVERY_NTH_OLDER - 1
    return table.assign(
        data_year=np.where(is_older, OLDER_YEAR, LATEST_YEAR),
        officer_ct=officers.astype(int),
        civilian_ct=civilians.astype(int),
        total_pe_ct=total.astype(int),
        pe_ct_per_1000=rates,
    )
