"""Reads the lookup of a summary file by sequence: in which fields of which sequence the cells of a table stand.

Its columns are, in this order, file, table, sequence, line number, start position and cells in the table; their names
differ between releases. A table has one line with a start position, then a line for its universe and one for each row.
Start positions count the fields of a line from 1, the six that name it among them. (Order, start positions and both
headers checked in excerpts of the lookups for 2011, 2012 and 2019 in public code; that a large table may be continued
in the next sequence, in public code that reads those of 2009 to 2013, and how its parts are listed is from memory.)
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from orchestration.errors import SourceError

TABLE = re.compile(r"[BC]\d{5}[A-Z]*")
N_COLUMNS = 6


@dataclass(frozen=True)
class TablePlace:
    """Where a table stands in a sequence: `n_cells` cells from `first_cell` on, in the fields from `first_field` on."""

    table: str
    first_field: int
    first_cell: int
    n_cells: int

    @property
    def last_field(self) -> int:
        """Return the field, counted from 1, of the last cell."""
        return self.first_field + self.n_cells - 1

    def fields(self, kind: str) -> dict[int, str]:
        """Return the cell of each field, named as in the raw tables: `b01003_001e` with the kind `e`."""
        return {
            self.first_field + number: f"{self.table}_{self.first_cell + number:03d}{kind}"
            for number in range(self.n_cells)
        }


def places_in_sequence(path: Path, sequence: int) -> tuple[TablePlace, ...]:
    """Return where the tables of a sequence stand, in order of their fields.

    Raises SourceError when the lookup cannot be read, has no table, or does not know the sequence.
    """
    status = path.stat()
    places = _places(path, status.st_mtime_ns, status.st_size).get(sequence)
    if places is None:
        raise SourceError(
            f"The lookup does not know sequence {sequence:04d}.",
            path=path,
            column="sequence number",
            remedy="put the lookup of the files' own release beside them.",
        )
    return places


@lru_cache(maxsize=32)
def _places(path: Path, modified_ns: int, n_bytes: int) -> Mapping[int, tuple[TablePlace, ...]]:
    """Read a lookup once for all the files beside it, unless it changes."""
    starts: dict[tuple[str, int], tuple[int, str, int]] = {}
    lines: dict[tuple[str, int], set[int]] = {}
    for number, table, sequence, line, start, cells in _rows(path):
        if start.isdigit():
            starts.setdefault((table, sequence), (int(start), cells, number))
        if line.isdigit() and int(line):
            lines.setdefault((table, sequence), set()).add(int(line))
    if not starts:
        raise SourceError(
            "The lookup names no table with a start position.",
            path=path,
            column="start position",
            remedy="get the lookup again; one that is a workbook has to be saved as csv.",
        )
    parts = [table for table, _ in starts]
    places: dict[int, list[TablePlace]] = {}
    for (table, sequence), (start, cells, number) in starts.items():
        is_part = parts.count(table) > 1
        first, n_cells = _numbered(lines.get((table, sequence))) if is_part else (1, _n_cells(path, cells, number))
        places.setdefault(sequence, []).append(TablePlace(table.lower(), start, first, n_cells))
    return {sequence: tuple(sorted(found, key=lambda place: place.first_field)) for sequence, found in places.items()}


def _rows(path: Path) -> Iterable[tuple[int, str, int, str, str, str]]:
    """Yield the lines that belong to a table, each with its number."""
    try:
        with path.open(encoding="latin-1", newline="") as text:
            for number, row in enumerate(csv.reader(text), start=1):
                cells = [cell.strip() for cell in row[:N_COLUMNS]]
                if len(cells) == N_COLUMNS and TABLE.fullmatch(cells[1]) and cells[2].isdigit():
                    yield number, cells[1], int(cells[2]), cells[3], cells[4], cells[5]
    except (OSError, csv.Error) as error:
        raise SourceError(f"The lookup cannot be read: {error}", path=path, remedy="get the lookup again.") from error


def _n_cells(path: Path, cells: str, number: int) -> int:
    """Return the number that `49 CELLS` begins with."""
    found = re.match(r"\d+", cells)
    if found is None:
        raise SourceError(
            "The line of a table does not say how many cells it has.",
            path=path,
            row=number,
            column="total cells in table",
            remedy="get the lookup again.",
        )
    return int(found[0])


def _numbered(lines: set[int] | None) -> tuple[int, int]:
    """Return the first cell and the number of cells of a table's part, whose line counts only its own rows."""
    return (min(lines), len(lines)) if lines else (1, 0)
