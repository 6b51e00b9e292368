"""Invents statements of jurisdictions that limit cooperation with detainers, in the layout of ICE's Section III.

Statewide limits are facts, those of `legal_facts`; every county and city statement is invented, and none in a state
that has a limit of its own. A listed month or year stands for the day in its middle; an undated statement has no effect
on anybody.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from orchestration.twin.calendar_months import first_day, last_day, middle_day, month_number, month_of
from orchestration.twin.legal_facts import FOREVER, StatewideLimit, statewide_limits
from orchestration.twin.random_streams import random_stream
from orchestration.twin.states import PUERTO_RICO, state_names
from orchestration.twin.text_files import write_table

FILE_NAME = "detainer_section_iii_synthetic.csv"
N_COUNTIES, N_CITIES, N_UNDATED, N_YEAR_ONLY = 22, 5, 3, 2
FIELD_OFFICES = {
    "1": ("Boston", "Buffalo", "Newark"), "2": ("Chicago", "Saint Paul", "Detroit"),
    "3": ("Atlanta", "New Orleans", "Houston"), "4": ("Seattle", "Denver", "Phoenix"),
}  # fmt: skip
INSTRUMENTS = (
    "Municipal Code Change",
    "Sheriff's Policy",
    "Board Resolution",
    "Executive Order",
    "Department Directive",
)
CRITERIA = (
    "Will not honor an ICE detainer without a judicial order.",
    "Honors a detainer only for a person convicted of a violent felony.",
    "Will not hold anybody longer than the local charge requires; notice of release on request.",
)
STATEWIDE_INSTRUMENTS = {"law": "State law", "executive": "Directive of the governor", "court": "Court ruling"}


def invent_statements(people: pd.DataFrame, sampled: pd.Series, cities: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return one row a statement.

    Columns: jurisdiction, level (state, county, city), enacted (text), policy, criteria, counties, first_day (or None).
    """
    random = random_stream(seed, "detainer statements")
    eligible = people[~people["state_fips"].isin([*_limited_states(), PUERTO_RICO, "02", "15"])]
    eligible = eligible[eligible["name"].str.endswith((" County", " Parish"))]
    is_sampled = eligible["county_fips"].isin(sampled)
    dated = _draw(eligible[is_sampled], N_COUNTIES - N_UNDATED - N_YEAR_ONLY, random)
    vague = _draw(eligible[~is_sampled], N_UNDATED + N_YEAR_ONLY, random)
    rows = [_county_statement(row, *_month(random)) for row in dated.itertuples(index=False)]
    words = ["Undated", "Undetermined", "Undated"][:N_UNDATED] + ["2012", "2013"][:N_YEAR_ONLY]
    for row, text in zip(vague.itertuples(index=False), words, strict=True):
        rows.append(_county_statement(row, text, _middle_of_year(text) if text.isdigit() else None))
    rows += _city_statements(cities, people, random)
    rows += [_statewide_statement(limit, people) for limit in statewide_limits()]
    table = pd.DataFrame(rows, columns=["jurisdiction", "level", "enacted", "policy", "counties", "first_day"])
    table["policy"] = [
        text if isinstance(text, str) else INSTRUMENTS[number % len(INSTRUMENTS)]
        for number, text in enumerate(table["policy"])
    ]
    table["criteria"] = [CRITERIA[number % len(CRITERIA)] for number in range(len(table))]
    return table.sort_values("jurisdiction", kind="stable", ignore_index=True)


def _limited_states() -> set[str]:
    return {limit.state_fips for limit in statewide_limits()}


def _statewide_statement(limit: StatewideLimit, people: pd.DataFrame) -> tuple:
    """Return the list's line about a fact: the month a limit began, or its year where the month is not known."""
    counties = people[people["state_fips"] == limit.state_fips]
    offices = FIELD_OFFICES[str(counties["region"].iloc[0])]
    jurisdiction = f"{state_names()[limit.state_fips]} ({offices[int(limit.state_fips) % len(offices)]})"
    is_one_month = month_of(limit.start_earliest) == month_of(limit.start_latest)
    enacted = f"{limit.start_latest:%B %Y}" if is_one_month else f"{limit.start_latest:%Y}"
    instrument = STATEWIDE_INSTRUMENTS.get(limit.instrument, "State policy")
    return (jurisdiction, "state", enacted, instrument, tuple(counties["county_fips"]), limit.first_day)


def _draw(counties: pd.DataFrame, n: int, random: np.random.Generator) -> pd.DataFrame:
    order = np.argsort(
        random.exponential(size=len(counties)) / np.sqrt(counties["population"].to_numpy()), kind="stable"
    )
    return counties.iloc[order[:n]][["county_fips", "state_fips", "name", "region"]]


def _month(random: np.random.Generator) -> tuple[str, dt.date]:
    """Draw a month from 2011 to 2014, mostly the last two years."""
    year = int(random.choice([2011, 2012, 2013, 2014], p=[0.08, 0.12, 0.35, 0.45]))
    month = month_number(year, int(random.integers(1, 13)))
    day = middle_day(first_day(month), last_day(month))
    return f"{day:%B %Y}", day


def _middle_of_year(year: str) -> dt.date:
    return middle_day(dt.date(int(year), 1, 1), dt.date(int(year), 12, 31))


def _county_statement(row: tuple, enacted: str, day: dt.date | None) -> tuple:
    offices = FIELD_OFFICES[str(row.region)]
    office = offices[int(row.county_fips) % len(offices)]
    return (f"{row.name}, {state_names()[row.state_fips]} ({office})", "county", enacted, None, (row.county_fips,), day)


def _city_statements(cities: pd.DataFrame, people: pd.DataFrame, random: np.random.Generator) -> list[tuple]:
    """Return statements of invented cities, every other one naming its county too."""
    places = cities.merge(people[["county_fips", "name", "region"]], on="county_fips")
    places = places[~places["state_fips"].isin(_limited_states()) & ~places["city"].duplicated(keep=False)]
    statements = []
    for number, position in enumerate(random.permutation(len(places))[:N_CITIES]):
        row = places.iloc[position]
        county = f", {row['name']}" if number % 2 else ""
        offices = FIELD_OFFICES[str(row["region"])]
        jurisdiction = f"{row['city'].title()}{county}, {state_names()[row['state_fips']]} ({offices[0]})"
        text, day = _month(random)
        statements.append((jurisdiction, "city", text, None, (row["county_fips"],), day))
    return statements


def statement_spells(statements: pd.DataFrame) -> pd.DataFrame:
    """Return spells by county of every dated, invented statement; such a statement has no end."""
    spells = [
        ("anti_detainer", county, row.first_day, FOREVER)
        for row in statements.itertuples(index=False)
        if row.first_day is not None and row.level != "state"
        for county in row.counties
    ]
    return pd.DataFrame(spells, columns=["policy", "county_fips", "first_day", "last_day"])


def statewide_spells(people: pd.DataFrame) -> pd.DataFrame:
    """Return spells by county of the statewide limits, which hold whatever is invented."""
    spells = [
        ("anti_detainer", county, limit.first_day, limit.last_day)
        for limit in statewide_limits()
        for county in people.loc[people["state_fips"] == limit.state_fips, "county_fips"]
    ]
    return pd.DataFrame(spells, columns=["policy", "county_fips", "first_day", "last_day"])


def write_statements(path: Path, statements: pd.DataFrame) -> None:
    """Write the statements under Section III's own header."""
    table = {
        "Jurisdiction (AOR)": statements["jurisdiction"],
        "Date Enacted": statements["enacted"],
        "Policy": statements["policy"],
        "Criteria for Honoring Detainer": statements["criteria"],
    }
    write_table(
        path, pa.table({name: pa.array(list(values), pa.string()) for name, values in table.items()}), ",", "needed"
    )
