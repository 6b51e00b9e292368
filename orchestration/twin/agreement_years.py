"""Writes the hand-compiled workbook of agencies with a 287(g) agreement by year, 2005 to 2019.

Years are marked X and models are not told. What goes wrong in the real sheet goes wrong here: a heading in the middle
of the rows, a used range of a thousand rows, county codes as numbers and one of another county, counties without their
sheriff's office, and a row that lacks its state. Names of sheriffs are left empty: nobody is invented here.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from orchestration.twin.agreement_workbooks import recent_agreements
from orchestration.twin.workbooks import write_workbook

FILE_NAME = "curated_2018_synthetic.xlsx"
YEARS, LAST_JOINING_YEAR = tuple(range(2005, 2020)), 2020
HEADER: list[str | None] = [
    "Sheriff", "State", "County", "ori", "bsu", "FIPS", "SUBSET", "ignore", "Joined after 2018? (Y/N)",
    *(f"y{year}" for year in YEARS), "NOTES", "SHERIFF? (for counties that ended agreements) ", None,
]  # fmt: skip
HEADING = {"State": "State (Alphabetical)", "County": "COUNTIES THAT ENDED 287(g)"}
USED_ROWS = 1_002
# The code of another county, beside the agency of the last row in force.
WRONG_FIPS = 12013
N_ROWS_WITHOUT_STATE = 1
OFFICE = " Sheriff's Office"


def write_years(path: Path, agreements: pd.DataFrame, people: pd.DataFrame, seed: int) -> None:
    """Write the sheet: agencies in force and those that joined later, the heading, and those that ended."""
    lasting = agreements[agreements["last_day"].isna()]
    ended = agreements[agreements["last_day"].notna()]
    joined = recent_agreements(agreements, people, seed)
    known = set(zip(lasting["state_name"], lasting["agency"], strict=True))
    current = [_cells(row, row.state_name.upper(), row.agency, "N") for row in lasting.itertuples(index=False)]
    current += [
        _cells(row, row.state_name.upper(), row.agency, "Y")
        for row in joined.itertuples(index=False)
        if (row.state_name, row.agency) not in known and row.signed.year <= LAST_JOINING_YEAR
    ]
    current.sort(key=lambda cells: (cells["State"], cells["County"]))
    current[-1]["FIPS"] = WRONG_FIPS
    past = [
        _cells(row, row.state_name, _short_name(row, n), "N") for n, row in enumerate(ended.itertuples(index=False))
    ]
    for cells in past[-N_ROWS_WITHOUT_STATE:]:
        cells["State"] = None
    rows = [HEADER, *([cells.get(name) for name in HEADER] for cells in (*current, {}, HEADING, *past))]
    write_workbook(path, "Sheet1", rows, used_rows=USED_ROWS)


def _cells(row: tuple, state: str, agency: str, joined_later: str) -> dict[str, object]:
    last_day = getattr(row, "last_day", None)
    last_year = YEARS[-1] if not isinstance(last_day, dt.date) else last_day.year
    marks = {f"y{year}": "X" for year in YEARS if row.signed.year <= year <= last_year}
    is_late = joined_later == "Y" and not marks
    return {
        "State": state,
        "County": agency,
        "FIPS": int(row.counties[0]) if row.level == "county" else None,
        "Joined after 2018? (Y/N)": joined_later,
        **marks,
        "NOTES": f"JOINED {row.signed.year}" if is_late else None,
    }


def _short_name(row: tuple, number: int) -> str:
    """Return an ended agency's name, every fourth sheriff's as the county alone."""
    return row.agency.removesuffix(OFFICE) if row.level == "county" and number % 4 == 0 else row.agency
