"""Tells the period that a file holds: a day of capture, a release year, or the years of its quarters."""

from __future__ import annotations

import re

import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.errors import SourceError
from orchestration.sources.raw_store import StoredFile

QUARTER = re.compile(r"(19[7-9]\d|20\d\d)\.[1-4]")
DECIMAL = re.compile(r"\d{4}\.\d+")


def periods_of(stored: StoredFile) -> tuple[str, ...]:
    """Return the periods of a file in order, as text.

    Raises SourceError when a file of quarters has none.
    """
    rule = stored.source.period
    if rule == "all":
        return ("all",)
    if "years_in" in rule:
        return _years_in(stored, rule["years_in"])
    if stored.found.captured_on is not None:
        return (stored.found.captured_on.isoformat(),)
    return (str(stored.found.release_year),)


def _years_in(stored: StoredFile, column: str) -> tuple[str, ...]:
    """Return the years of a survey file's quarters; a cell that is no quarter is left to staging.

    Raises SourceError when no cell is one: the file would stand for no year at all.
    """
    cells = pc.unique(pq.read_table(stored.parquet, columns=[column]).column(column)).drop_null().to_pylist()
    years = {quarter[:4] for cell in cells if (quarter := _quarter(cell.strip()))}
    if not years:
        raise SourceError(
            "No row has a year and quarter, such as 2009.3.",
            path=stored.found.path,
            column=column.upper(),
            remedy="check that the columns stand under their own names.",
        )
    return tuple(sorted(years))


def _quarter(cell: str) -> str | None:
    """Return year.quarter, which double and single precision write as 2010.1000000000001 or 2010.0999755859375."""
    rounded = f"{float(cell):.1f}" if DECIMAL.fullmatch(cell) else cell
    return rounded if QUARTER.fullmatch(rounded) else None
