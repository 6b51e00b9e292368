"""Writes a small table of dated policies in the layout for tables of one's own; every row says that it is invented.

No row has an effect on anybody. Places are real counties and invented cities; states are written by name, postal code
and number in turn, as hands do. One row says it began by a day before the first day it can have begun.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from orchestration.twin.random_streams import random_stream
from orchestration.twin.states import PUERTO_RICO, state_names, usps_codes
from orchestration.twin.text_files import write_rows

FILE_NAME = "dated_policies_synthetic.csv"
COLUMNS = (
    "policy", "level", "state", "jurisdiction", "county_fips", "start_earliest", "start_latest", "end_earliest",
    "end_latest", "instrument", "motive", "scope", "known_on", "citation",
)  # fmt: skip
CITATION = "Invented by the synthetic twin; no such policy was ever made."
INVENTED = "invented"
# policy, level, first and last day it may have begun on, days it lasted (or None), instrument
_POLICIES = (
    ("department_limit", "municipal", "2007-03-01", "2007-03-31", None, "department policy"),
    ("department_limit", "municipal", "2010-01-01", "2010-12-31", None, "department policy"),
    ("department_limit", "municipal", "2012-06-18", "2012-06-18", 400, "department policy"),
    ("community_policing", "county", "2008-09-01", "2008-09-30", 730, "programme"),
    ("community_policing", "county", "2011-05-02", "2011-05-02", None, "programme"),
    ("worksite_raid", "county", "2006-12-12", "2006-12-12", 0, "enforcement action"),
    ("worksite_raid", "county", "2008-05-12", "2008-05-12", 0, "enforcement action"),
    ("funding_condition", "state", "2013-10-01", "2013-10-31", 364, "grant condition"),
)
# The mess: the latest start lies before the earliest.
_CONTRADICTION = ("department_limit", "municipal", "2013-08-15", "2013-02-15", None, "department policy")
POLICIES = (*_POLICIES, _CONTRADICTION)


def policy_rows(people: pd.DataFrame, cities: pd.DataFrame, seed: int) -> list[dict[str, str | None]]:
    """Return the rows by column; the first department limit is of the city that lies in two counties."""
    random = random_stream(seed, "dated policies")
    eligible = people[people["name"].str.endswith(" County") & (people["state_fips"] != PUERTO_RICO)]
    counties = eligible.sample(len(POLICIES), random_state=int(random.integers(1 << 31)))
    departments = _departments(cities)
    rows = []
    for number, (policy, county) in enumerate(zip(POLICIES, counties.itertuples(index=False), strict=True)):
        level = policy[1]
        place = departments[number] if level == "municipal" else (county.name, county.state_fips, county.county_fips)
        if level == "state":
            place = (state_names()[county.state_fips], county.state_fips, None)
        rows.append(_row(policy, *place, number))
    return rows


def _departments(cities: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return city, state and county codes, the city across county lines first."""
    places = [
        (city.title(), rows["state_fips"].iloc[0], ";".join(rows["county_fips"]))
        for city, rows in cities.groupby("city", sort=True)
    ]
    return sorted(places, key=lambda place: (";" not in place[2], place[0]))


def _row(policy: tuple, jurisdiction: str, state_fips: str, codes: str | None, number: int) -> dict[str, str | None]:
    name, level, earliest, latest, days, instrument = policy
    spellings = (state_names()[state_fips], usps_codes()[state_fips], str(int(state_fips)))
    ends = [None if days is None else _later(day, days) for day in (earliest, latest)]
    cells = (
        name, level, spellings[number % len(spellings)], jurisdiction, codes, earliest, latest, *ends, instrument,
        INVENTED, INVENTED, None, CITATION,
    )  # fmt: skip
    return dict(zip(COLUMNS, cells, strict=True))


def _later(day: str, days: int) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=days)).isoformat()


def write_policy_table(path: Path, rows: list[dict[str, str | None]]) -> None:
    """Write the rows under the layout's header."""
    write_rows(path, COLUMNS, [[row[name] for name in COLUMNS] for row in rows])
