"""Which variables are asked of the Census API, and how they are dealt out to calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from orchestration.sources.catalog import load_catalog

MOST_VARIABLES_A_CALL = 50
NAME = "NAME"
ACS_CELL = re.compile(r"([bc]\d{5}[a-z]?_\d{3})e")
FIRST_RELEASE_OF_TABLE = {"B23025": 2011}
"""Tables that came after the first five-year release; before, B23001 tells the unemployed."""

CENSUS_2000: dict[str, dict[str, tuple[int, ...]]] = {
    "sf1": {
        "P001": (1,),  # total population
        "P008": tuple(range(1, 18)),  # Hispanic or Latino by race
        "P012": (1, *range(3, 11), *range(27, 35)),  # sex by age: under 25, males then females
    },
    "sf3": {
        "P015": (1, 16),  # families; female householder with own children under 18
        "P018": (1, 7, 10, 16, 19),  # population 15 and over; separated and divorced, males then females
        "P021": (1, 13),  # population; foreign-born
        "P043": (5, 7, 12, 14),  # civilian labour force and unemployed, males then females
        "P064": (1, 2),  # households; with public assistance income
        "P087": (1, 2),  # population for whom poverty status is determined; below poverty
        "H006": (1, 2, 3),  # housing units; occupied, vacant
        "H007": (1, 2, 3),  # occupied units; owner, renter
        "H038": (1, 3, 4, 5, 10, 11, 12),  # occupied units; moved in 1990 to 2000, owners then renters
    },
}
"""Cells of the census of 2000 by summary file and table. Source: U.S. Census Bureau, Census 2000 Summary Files 1 and 3,
technical documentation; P015 follows the order of B11003."""


def acs_cells() -> list[str]:
    """Return the cells of ACS tables the catalog keeps, such as `b01003_001`, in catalog order."""
    columns = (
        column
        for source in load_catalog().values()
        if source.name.startswith("acs5")
        for layout in source.layouts
        for column in layout.columns.values()
    )
    return list(dict.fromkeys(found[1] for column in columns if (found := ACS_CELL.fullmatch(column))))


def acs_variables(release: int) -> list[tuple[str, ...]]:
    """Return the variables of each call of a five-year release: NAME, then estimates each with its margin."""
    cells = [cell.upper() for cell in acs_cells() if FIRST_RELEASE_OF_TABLE.get(_table(cell.upper()), 0) <= release]
    return dealt_out((f"{cell}E", f"{cell}M") for cell in cells)


def census_2000_variables(summary_file: str) -> list[tuple[str, ...]]:
    """Return the variables of each call of summary file `sf1` or `sf3`: NAME, then cells such as `P087002`."""
    return dealt_out((f"{table}{cell:03d}",) for table, cells in CENSUS_2000[summary_file].items() for cell in cells)


def dealt_out(units: Iterable[tuple[str, ...]], most: int = MOST_VARIABLES_A_CALL) -> list[tuple[str, ...]]:
    """Deal variables out to calls of at most `most`, NAME among them.

    A unit, such as an estimate with its margin, is never parted. The units of a table go into the first call with
    room for all of them; only a table larger than a call is cut.
    """
    room = most - 1
    calls: list[list[str]] = []
    for _, table in groupby(units, key=lambda unit: _table(unit[0])):
        for piece in _pieces(list(table), room):
            fitting = next((call for call in calls if len(call) + len(piece) <= room), None)
            if fitting is None:
                calls.append(list(piece))
            else:
                fitting.extend(piece)
    return [(NAME, *call) for call in calls]


def _pieces(units: Sequence[tuple[str, ...]], room: int) -> list[list[str]]:
    pieces: list[list[str]] = [[]]
    for unit in units:
        if len(pieces[-1]) + len(unit) > room:
            pieces.append([])
        pieces[-1] += unit
    return pieces


def _table(variable: str) -> str:
    return variable.split("_")[0] if "_" in variable else variable[:-3]
