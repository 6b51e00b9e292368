"""Readers: one a file format. Each turns a file into a table of text, and changes nothing in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from orchestration.sources.catalog import Source
from orchestration.sources.readers import census, delimited, stata, workbook
from orchestration.sources.readers.table import RawTable

READERS: dict[str, Callable[[Path, Source], RawTable]] = {
    "delimited": delimited.read,
    "workbook": workbook.read,
    "stata": stata.read,
    "census_api": census.read_api_answer,
    "summary_file": census.read_summary_file,
}


def read(path: Path, source: Source) -> RawTable:
    """Read a file with the reader of its format.

    Raises SourceError naming the file and the remedy when it is empty, unreadable or of an unknown layout.
    """
    return READERS[source.of_suffix(source.format, path)](path, source)


__all__ = ["RawTable", "read"]
