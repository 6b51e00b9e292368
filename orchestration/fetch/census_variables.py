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

SUMMARY_FILES = {"sf1": "census_2000_sf1", "sf3": "census_2000_sf3"}
"""The summary files of Census 2000 and their catalog entries."""
CENSUS_2000_CELL = re.compile(r"[PH]\d{6}")


def acs_cells() -> list[str]:
    """Return the cells of ACS tables the catalog keeps, such as `b01003_001`, in catalog order."""
    return [found[1] for column in load_catalog()["acs5"].raw_columns if (found := ACS_CELL.fullmatch(column))]


def acs_variables(release: int) -> list[tuple[str, ...]]:
    """Return the variables of each call of a five-year release: NAME, then estimates each with its margin."""
    cells = [cell.upper() for cell in acs_cells() if FIRST_RELEASE_OF_TABLE.get(_table(cell.upper()), 0) <= release]
    return dealt_out((f"{cell}E", f"{cell}M") for cell in cells)


def census_2000_variables(source: str) -> list[tuple[str, ...]]:
    """Return the variables of each call of a catalog entry of `SUMMARY_FILES`: NAME, then cells such as `P087002`."""
    layout = load_catalog()[source].layouts[0]
    return dealt_out((column,) for column in layout.columns if CENSUS_2000_CELL.fullmatch(column))


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
