"""Reads the shapes in which the Census Bureau gives tables by tract: answers of its API, the summary file by table."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.errors import SourceError
from orchestration.sources.layout import Layout
from orchestration.sources.readers import delimited
from orchestration.sources.readers.table import MalformedRow, RawTable, raw_table, refuse_repeated_headers
from orchestration.sources.source import Source

TRACT_PREFIX = "140"
"""The summary level of census tracts, with which a tract's GEO_ID begins."""
API_CELL = re.compile(r"^([BC]\d{5}[A-Z]?)_(\d{3})([EM])$")
SUMMARY_CELL = re.compile(r"^([BC]\d{5}[A-Z]?)_([EM])(\d{3})$")
API_GEOGRAPHY = ("state", "county", "tract")
GEOGRAPHY = ("NAME", "GEO_ID", *API_GEOGRAPHY)


def own_spelling(source: Source, header: list[str]) -> list[str]:
    """Return a header with the cells and places the catalog knows spelled as there; others stay as they are."""
    if not source.has_table_per_layout:
        return source.own_spelling(header)
    known = set(source.raw_columns)
    return [cell if (cell := canonical_cell(name)) in known else name for name in header]


def canonical_cell(name: str) -> str:
    """Return one name for a cell of either shape: `B01003_001E` and `B01003_E001` are both `b01003_001e`."""
    if found := API_CELL.match(name):
        return f"{found[1]}_{found[2]}{found[3]}".lower()
    if found := SUMMARY_CELL.match(name):
        return f"{found[1]}_{found[3]}{found[2]}".lower()
    return name.lower() if name in GEOGRAPHY else name


def read_api_answer(path: Path, source: Source) -> list[RawTable]:
    """Read an answer of the Census API: a JSON array of arrays, the first of them the header.

    Returns a table for each layout whose cells the answer has. Raises SourceError when the answer is not such an array
    or holds no tract or no known cell.
    """
    rows = _json_rows(path)
    header = own_spelling(source, [str(name) for name in rows[0]])
    layouts = _layouts_in(path, source, header, API_GEOGRAPHY)
    problems = [_problem_of(row, header) for row in rows[1:]]
    numbered = list(enumerate(rows[1:], start=1))
    whole = [pair for pair, problem in zip(numbered, problems, strict=True) if problem is None]
    malformed = tuple(MalformedRow(number, problem) for number, problem in enumerate(problems, start=1) if problem)
    columns = {
        name: pa.array([_text(row[position]) for _, row in whole], pa.string()) for position, name in enumerate(header)
    }
    numbers = pa.array([number for number, _ in whole], pa.int64())
    return _tables(layouts, header, pa.table({"source_row_number": numbers, **columns}), malformed)


def read_summary_file(path: Path, source: Source) -> list[RawTable]:
    """Read the tracts of a table of the summary file: pipe-delimited, `GEO_ID|B01003_E001|B01003_M001`.

    Rows of states, counties and other areas stand in the same file and are passed over. Raises SourceError when the
    file is empty or has no GEO_ID, no tract or no known cell.
    """
    header = own_spelling(source, delimited.read_header(path, "|", "utf-8"))
    layouts = _layouts_in(path, source, header, ("geo_id",))
    kept = {name for layout in layouts for name in layout.columns}
    table, malformed = delimited.numbered_text(path, header, "|", "utf-8", is_quoted=False, kept=kept)
    return _tables(layouts, header, _tracts_of(path, table), malformed)


def _tables(
    layouts: list[Layout], header: list[str], table: pa.Table, malformed: tuple[MalformedRow, ...]
) -> list[RawTable]:
    """Divide a file's columns among its layouts; rows that could not be split are told once, with the first."""
    known = {name for layout in layouts for name in layout.columns}
    others = [name for name in header if name not in known]
    tables = []
    for position, layout in enumerate(layouts):
        own = [name for name in header if name in layout.columns]
        first = position == 0
        tables.append(raw_table(layout, own + (others if first else []), table, malformed if first else ()))
    return tables


def _problem_of(row: list[object], header: list[str]) -> str | None:
    if len(row) != len(header):
        return f"{len(row)} cells where the header has {len(header)}"
    return "a cell that is itself a list" if any(isinstance(cell, list | dict) for cell in row) else None


def _tracts_of(path: Path, table: pa.Table) -> pa.Table:
    tracts = table.filter(pc.starts_with(pc.fill_null(table.column("geo_id"), ""), TRACT_PREFIX))
    if table.num_rows and not tracts.num_rows:
        raise SourceError(
            "The summary file holds no census tract.",
            path=path,
            column="GEO_ID",
            remedy=f"get the file with summary level {TRACT_PREFIX}.",
        )
    return tracts


def _json_rows(path: Path) -> list[list[object]]:
    try:
        rows = json.loads(path.read_bytes() or b"[]")
    except (ValueError, RecursionError) as error:
        raise SourceError(f"The answer is not JSON: {error}", path=path, remedy="ask the API again.") from error
    if not isinstance(rows, list) or len(rows) < 2 or not all(isinstance(row, list) for row in rows):
        raise SourceError(
            "The answer is not an array of a header and rows.", path=path, row=1, remedy="ask the API again."
        )
    return rows


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _layouts_in(path: Path, source: Source, header: list[str], geography: tuple[str, ...]) -> list[Layout]:
    """Return the layouts of which a header has cells, in catalog order."""
    names = {name.lower() for name in GEOGRAPHY}
    found = [layout for layout in source.layouts if any(c.lower() not in names and c in header for c in layout.columns)]
    missing = [name for name in geography if name not in header]
    if missing or not found:
        raise SourceError(
            f"The header fits no known table of {source.name} ({source.title})."
            f"\n  found:  {', '.join(header)}\n  known:  {', '.join(geography)} and at least one cell of the catalog",
            path=path,
            row=1,
            column=", ".join(missing) or "any table cell",
            remedy="ask for tracts and for cells listed in sources/catalog.yaml.",
        )
    for layout in found:
        refuse_repeated_headers(path, layout, header)
    return found
