"""Writes the list of jurisdictions the Department of Justice named in 2025, as far as the twin's own world goes.

On it are the states with a limit on detainers (facts), and half of the counties and all cities whose statements are
invented. The list has no dates. A city across county lines carries the codes of each.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from orchestration.twin.states import state_names
from orchestration.twin.text_files import write_rows

FILE_NAME = "doj_sanctuary_2025-08-05_synthetic.csv"
COLUMNS = ("level", "label", "county_fips")


def sanctuary_rows(statements: pd.DataFrame, cities: pd.DataFrame, people: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return level, label and county codes (joined by a semicolon, empty for a state): states, counties, cities."""
    names = state_names()
    usps = dict(zip(people["state_fips"], people["usps"], strict=True))
    states = sorted({names[row.counties[0][:2]] for row in statements.itertuples() if row.level == "state"})
    places = {
        level: sorted(_place(row, usps) for row in statements[statements["level"] == level].itertuples(index=False))
        for level in ("county", "city")
    }
    spanning = cities[cities["city"].duplicated(keep=False)]
    across = (f"{spanning['city'].iloc[0].title()}, {spanning['usps'].iloc[0]}", ";".join(spanning["county_fips"]))
    return [
        *(("state", state, "") for state in states),
        *(("county", label, code) for label, code in places["county"][::2]),
        *(("city", label, code) for label, code in [*places["city"], across]),
    ]


def _place(row: tuple, usps: dict[str, str]) -> tuple[str, str]:
    return f"{row.jurisdiction.split(',')[0]}, {usps[row.counties[0][:2]]}", row.counties[0]


def write_sanctuary_list(path: Path, rows: list[tuple[str, str, str]]) -> None:
    """Write the list under its real header."""
    write_rows(path, COLUMNS, rows)
