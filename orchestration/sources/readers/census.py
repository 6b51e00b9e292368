"""Reads the two shapes in which the Census Bureau gives American Community Survey tables."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.errors import SourceError
from orchestration.sources.catalog import Source
from orchestration.sources.readers import delimited
from orchestration.sources.readers.table import MalformedRow, RawTable, raw_table, refuse_repeated_headers

TRACT_LEVEL = "140"
API_CELL = re.compile(r"^([BC]\d{5}[A-Z]?)_(\d{3})(E)$")
SUMMARY_CELL = re.compile(r"^([BC]\d{5}[A-Z]?)_(E)(\d{3})$")


def canonical_cell(name: str) -> str:
    """Return one name for a cell of either shape: `B01003_001E` and `B01003_E001` are both `b01003_001e`."""
    if found := API_CELL.match(name):
        return f"{found[1]}_{found[2]}e".lower()
    if found := SUMMARY_CELL.match(name):
        return f"{found[1]}_{found[3]}e".lower()
    return name.lower() if name in ("NAME", "GEO_ID", "state", "county", "tract") else name


def read_api_answer(path: Path, source: Source) -> RawTable:
    """Read an answer of the Census API: a JSON array of arrays, the first of them the header.

    Raises SourceError when the answer is not such an array or holds no tract or no known cell.
    """
    rows = _json_rows(path)
    header = [canonical_cell(str(name)) for name in rows[0]]
    _require_cells(path, source, header, geography=("state", "county", "tract"))
    problems = [_problem_of(row, header) for row in rows[1:]]
    numbered = list(enumerate(rows[1:], start=1))
    whole = [pair for pair, problem in zip(numbered, problems, strict=True) if problem is None]
    malformed = tuple(MalformedRow(number, problem) for number, problem in enumerate(problems, start=1) if problem)
    columns = {
        name: pa.array([_text(row[position]) for _, row in whole], pa.string()) for position, name in enumerate(header)
    }
    numbers = pa.array([number for number, _ in whole], pa.int64())
    return raw_table(source.layouts[0], header, pa.table({"source_row_number": numbers, **columns}), malformed)


def read_summary_file(path: Path, source: Source) -> RawTable:
    """Read a table of the summary file: pipe-delimited, `GEO_ID|B01003_E001|B01003_M001`.

    Raises SourceError when the file is empty or has no GEO_ID or no known cell.
    """
    original = delimited.read_header(path, "|", "utf-8")
    header = [canonical_cell(name) for name in original]
    _require_cells(path, source, header, geography=("geo_id",))
    table, malformed = delimited.numbered_text(path, header, "|", "utf-8", is_quoted=False)
    _require_tracts(path, table)
    return raw_table(source.layouts[0], header, table, malformed)


def _problem_of(row: list[object], header: list[str]) -> str | None:
    if len(row) != len(header):
        return f"{len(row)} cells where the header has {len(header)}"
    return "a cell that is itself a list" if any(isinstance(cell, list | dict) for cell in row) else None


def _require_tracts(path: Path, table: pa.Table) -> None:
    levels = pc.utf8_slice_codeunits(table.column("geo_id"), 0, 3)
    if table.num_rows and not pc.any(pc.equal(levels, TRACT_LEVEL)).as_py():
        raise SourceError(
            "The summary file holds no census tract.",
            path=path,
            column="GEO_ID",
            remedy=f"get the file with summary level {TRACT_LEVEL}.",
        )


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


def _require_cells(path: Path, source: Source, header: list[str], geography: tuple[str, ...]) -> None:
    refuse_repeated_headers(path, source.layouts[0], header)
    missing = [name for name in geography if name not in header]
    cells = [name for name in header if name in source.layouts[0].columns and "_" in name and name != "geo_id"]
    if missing or not cells:
        raise SourceError(
            "The header fits no known layout of the American Community Survey."
            f"\n  found:  {', '.join(header)}\n  known:  {', '.join(geography)} and at least one cell of the catalog",
            path=path,
            row=1,
            column=", ".join(missing) or "any table cell",
            remedy="ask for tracts and for cells listed in sources/catalog.yaml.",
        )
