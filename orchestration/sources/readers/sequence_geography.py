"""Reads the geography file of a summary file by sequence: which logical record number stands for which census tract.

It comes delimited by commas without a header (`g20125dc.csv`) and in columns of fixed width (`g20125dc.txt`). In the
first the summary level is the third cell and the logical record number the fifth; in the second they stand in
characters 9 to 11 and 14 to 20. (Both checked: the order of the columns in public code for 2011 to 2020, the positions
in the data dictionary for 2007-2009 as stored by Social Explorer; that those of the five-year files are the same is
from memory.) A tract's identifier is told by its form, `14000US` before the eleven digits of its code, so that no
position of it is relied on.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from orchestration.errors import SourceError

TRACT_LEVEL = "140"
TRACT_GEOID = re.compile(r"14000US(\d{11})(?!\d)")
RECORD_NUMBER_LENGTH = 7
LEVEL_CELL, RECORD_NUMBER_CELL = 2, 4
LEVEL_CHARACTERS, RECORD_NUMBER_CHARACTERS = slice(8, 11), slice(13, 20)


@dataclass(frozen=True)
class Geography:
    """The areas of a state: `tract_geoids` has eleven digits where a record number is a tract's, else null."""

    record_numbers: pa.Array
    tract_geoids: pa.Array


def read_geography(path: Path) -> Geography:
    """Return the areas of a geography file.

    Raises SourceError when the file cannot be read, when it holds no area at all, or when a row of a tract has no
    tract's identifier.
    """
    status = path.stat()
    return _geography(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=8)
def _geography(path: Path, modified_ns: int, n_bytes: int) -> Geography:
    """Read a geography once for all the files beside it, unless it changes."""
    numbers: list[str] = []
    geoids: list[str | None] = []
    split = _split_delimited if path.suffix.lower() == ".csv" else _split_fixed_width
    try:
        with path.open(encoding="latin-1", newline="") as text:
            for row, line in enumerate(text, start=1):
                level, number = split(line)
                if not number.isdigit():
                    continue
                numbers.append(number.zfill(RECORD_NUMBER_LENGTH))
                geoids.append(_tract_geoid(path, row, line) if level == TRACT_LEVEL else None)
    except OSError as error:
        raise SourceError(f"The geography cannot be read: {error}", path=path, remedy="get it again.") from error
    if not numbers:
        raise SourceError(
            "The geography file names no area.", path=path, column="LOGRECNO", remedy="get the geography file again."
        )
    return Geography(pa.array(numbers, pa.string()), pa.array(geoids, pa.string()))


def _split_delimited(line: str) -> tuple[str, str]:
    """Return the summary level and record number of a line; no cell as far as them holds a comma."""
    cells = next(csv.reader([line]), [])
    return (
        (cells[LEVEL_CELL].strip(), cells[RECORD_NUMBER_CELL].strip()) if len(cells) > RECORD_NUMBER_CELL else ("", "")
    )


def _split_fixed_width(line: str) -> tuple[str, str]:
    return line[LEVEL_CHARACTERS].strip(), line[RECORD_NUMBER_CHARACTERS].strip()


def _tract_geoid(path: Path, row: int, line: str) -> str:
    found = TRACT_GEOID.search(line)
    if found is None:
        raise SourceError(
            f"A row of summary level {TRACT_LEVEL} has no identifier of a tract, such as 14000US11001000100.",
            path=path,
            row=row,
            column="GEOID",
            remedy="get the geography file again.",
        )
    return found[1]
