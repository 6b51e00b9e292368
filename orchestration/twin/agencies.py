"""Invents police agencies: a sheriff for every county, departments of invented cities, one state agency a state.

Written in the layout and with the quirks of the agency crosswalk: lower case, blank or -1 identifiers, a city that
lies in two counties. City names are made up.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from orchestration.twin.random_streams import random_stream
from orchestration.twin.states import PUERTO_RICO, state_names
from orchestration.twin.text_files import write_table

FILE_NAME = "leaic_crosswalk.csv.gz"
N_CITIES, N_LARGEST_LEFT_OUT = 160, 60
FIRST_WORDS = ("alder", "bram", "cold", "dun", "elm", "fair", "glen", "hart", "iron", "juniper", "king", "lark", "mar",
               "nor", "oak", "pine", "quarry", "red", "silver", "thorn")  # fmt: skip
LAST_WORDS = ("brook", "bury", "dale", "field", "ford", "haven", "mont", "port", "ridge", "ton", "view", "wick")
COLUMNS = (
    "ori", "ori9", "fips_state_code", "fips_county_code", "fips_state_county_code", "fips_place_code", "agency_type",
    "crosswalk_agency_name", "census_name", "longitude", "latitude", "address_name", "address_street_line_1",
    "address_street_line_2", "address_city", "address_state", "address_zip_code",
)  # fmt: skip


def invent_cities(people: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return invented cities in large counties: city, state_fips, county_fips, place_code; one row a county.

    The first city spans two counties and has two rows. Names are unique within the country.
    """
    random = random_stream(seed, "cities")
    eligible = people[(people["state_fips"] != PUERTO_RICO) & people["name"].str.endswith(" County")]
    # Not the very largest: there the sheriff, not a city, would sign.
    counties = (
        eligible.nlargest(N_LARGEST_LEFT_OUT + N_CITIES, "population").iloc[N_LARGEST_LEFT_OUT:].reset_index(drop=True)
    )
    names = [first + last for first in FIRST_WORDS for last in LAST_WORDS]
    chosen = random.permutation(len(names))[:N_CITIES]
    cities = counties[["county_fips", "state_fips", "usps", "latitude", "longitude"]].copy()
    cities["city"] = [names[position] for position in chosen]
    cities["place_code"] = [f"{10_000 + 7 * position:05d}" for position in range(len(cities))]
    spanning = cities.iloc[[0]].copy()
    same_state = eligible[(eligible["state_fips"] == cities.at[0, "state_fips"])]
    other = same_state[same_state["county_fips"] != cities.at[0, "county_fips"]].nlargest(1, "population")
    spanning["county_fips"] = other["county_fips"].to_numpy()
    return pd.concat([cities, spanning], ignore_index=True)


def agency_table(people: pd.DataFrame, cities: pd.DataFrame) -> pd.DataFrame:
    """Return the crosswalk's rows: sheriffs, city police departments and state agencies."""
    counties = people[people["state_fips"] != PUERTO_RICO]
    sheriffs = _agencies(
        counties, counties["name"].str.lower() + " sheriff's office", counties["name"].str.lower(), "sheriffs office"
    )
    sheriffs["fips_place_code"] = "99" + counties["county_fips"].str[2:].to_numpy()
    police = _agencies(
        cities, cities["city"] + " police department", cities["city"] + " city", "local police department"
    )
    police["fips_place_code"] = cities["place_code"].to_numpy()
    capitals = counties.loc[counties.groupby("state_fips")["population"].idxmax()]
    states = capitals["state_fips"].map(state_names()).str.lower()
    troopers = _agencies(
        capitals, states + " department of public safety", "state of " + states, "state law enforcement agency"
    )
    table = pd.concat([police, sheriffs, troopers], ignore_index=True)
    table = table.sort_values(["fips_state_county_code", "agency_type"], kind="stable", ignore_index=True)
    return _with_identifiers(table)[list(COLUMNS)]


def _agencies(places: pd.DataFrame, names: pd.Series, census_names: pd.Series, agency_type: str) -> pd.DataFrame:
    county = places["county_fips"]
    return pd.DataFrame(
        {
            "fips_state_code": county.str[:2].to_numpy(),
            "fips_county_code": county.str[2:].to_numpy(),
            "fips_state_county_code": county.to_numpy(),
            "agency_type": agency_type,
            "crosswalk_agency_name": names.to_numpy(),
            "census_name": census_names.to_numpy(),
            "longitude": [f"{value:.6f}" for value in places["longitude"]],
            "latitude": [f"{value:.6f}" for value in places["latitude"]],
            "address_name": names.to_numpy(),
            "address_street_line_1": "1 main street",
            "address_street_line_2": None,
            "address_city": census_names.str.rsplit(" ", n=1).str[0].to_numpy(),
            "address_state": places["usps"].str.lower().to_numpy(),
            "address_zip_code": None,
        }
    )


def _with_identifiers(table: pd.DataFrame) -> pd.DataFrame:
    """Number agencies within a state, as in the real identifiers; blank every 40th, -1 every 97th."""
    number = table.groupby("fips_state_code").cumcount()
    ori = table["address_state"].str.upper() + number.map(lambda n: f"{n:05d}")
    position = np.arange(len(table))
    table["ori"] = ori
    table["ori9"] = (ori + "00").where(position % 40 != 39, None).where(position % 97 != 96, "-1")
    return table


def write_agencies(path: Path, agencies: pd.DataFrame) -> None:
    """Write the crosswalk as gzipped csv: every value quoted, missing ones empty."""
    write_table(path, pa.Table.from_pandas(agencies, preserve_index=False), ",", quoting="all_valid")
