"""Readers: one a file format. Each turns a file into tables of text, nearly always one, and changes nothing in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from orchestration.errors import SourceError
from orchestration.sources.readers import census, delimited, fixed_width, stata, summary_sequence, workbook
from orchestration.sources.readers.table import NotNeededError, RawTable
from orchestration.sources.source import Source

READERS: dict[str, Callable[[Path, Source], RawTable | list[RawTable]]] = {
    "delimited": delimited.read,
    "fixed_width": fixed_width.read,
    "workbook": workbook.read,
    "stata": stata.read,
    "census_api": census.read_api_answer,
    "summary_file": census.read_summary_file,
    "summary_sequence": summary_sequence.read_sequence,
}


HEADERS: dict[str, Callable[[Path, Source], list[str]]] = {"delimited": delimited.header_of, "stata": stata.header_of}


def header_of(path: Path, source: Source) -> list[str]:
    """Return a file's column names as a source spells them, without reading its rows.

    Raises SourceError when the file is empty or unreadable, KeyError for a format whose headers stand nowhere certain.
    """
    return HEADERS[source.of_suffix(source.format, path)](path, source)


def read(path: Path, source: Source) -> RawTable:
    """Read a file that holds one table; of one with several, return the first.

    Raises SourceError as `read_tables` does.
    """
    return read_tables(path, source)[0]


def read_tables(path: Path, source: Source) -> list[RawTable]:
    """Read a file with the reader of its format: a table for each of its layouts, of which most files have one.

    Raises SourceError naming the file and the remedy when it is empty, unreadable or of an unknown layout, or when
    none of its rows can be kept: such a file would stand in for a source and hold nothing of it. Raises NotNeededError
    when it is whole and holds nothing the catalog keeps.
    """
    found = READERS[source.of_suffix(source.format, path)](path, source)
    tables = found if isinstance(found, list) else [found]
    if not any(raw.table.num_rows for raw in tables):
        first = next((row for raw in tables for row in raw.malformed_rows), None)
        problem = f"No row can be kept: {first.reason}." if first else "The file has a header and no rows."
        row = first.row_number if first else 2
        raise SourceError(problem, path=path, row=row, remedy="get the file again.")
    return tables


__all__ = ["NotNeededError", "RawTable", "header_of", "read", "read_tables"]
