"""Readers: one a file format. Each turns a file into a table of text, and changes nothing in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from orchestration.errors import SourceError
from orchestration.sources.catalog import Source
from orchestration.sources.readers import census, delimited, fixed_width, stata, workbook
from orchestration.sources.readers.table import RawTable

READERS: dict[str, Callable[[Path, Source], RawTable]] = {
    "delimited": delimited.read,
    "fixed_width": fixed_width.read,
    "workbook": workbook.read,
    "stata": stata.read,
    "census_api": census.read_api_answer,
    "summary_file": census.read_summary_file,
}


HEADERS: dict[str, Callable[[Path, Source], list[str]]] = {"delimited": delimited.header_of, "stata": stata.header_of}


def header_of(path: Path, source: Source) -> list[str]:
    """Return a file's column names as a source spells them, without reading its rows.

    Raises SourceError when the file is empty or unreadable, KeyError for a format whose headers stand nowhere certain.
    """
    return HEADERS[source.of_suffix(source.format, path)](path, source)


def read(path: Path, source: Source) -> RawTable:
    """Read a file with the reader of its format.

    Raises SourceError naming the file and the remedy when it is empty, unreadable or of an unknown layout, or when
    none of its rows can be kept: such a file would stand in for a source and hold nothing of it.
    """
    raw = READERS[source.of_suffix(source.format, path)](path, source)
    if raw.table.num_rows == 0:
        first = raw.malformed_rows[0] if raw.malformed_rows else None
        problem = f"No row can be kept: {first.reason}." if first else "The file has a header and no rows."
        row = first.row_number if first else 2
        raise SourceError(problem, path=path, row=row, remedy="get the file again.")
    return raw


__all__ = ["RawTable", "header_of", "read"]
