"""Reads the shapes in which the Census Bureau gives tables by tract: answers of its API, the summary file by table."""

from __future__ import annotations

import gzip
import json
import re
import zlib
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
TRACT_GEO_ID = "^140[0-9A-Za-z]*US[0-9]{11}$"
"""A tract's GEO_ID: summary level, variant and component, then its code of eleven digits."""
API_GEOGRAPHY = ("state", "county", "tract")
CODE_DIGITS = {"state": 2, "county": 3, "tract": 6}
"""How many digits the codes of an API row have at most: those of numbers without quotes have lost their zeros."""
SMALLER_AREAS = frozenset({"block group", "block"})
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

    Returns a table for each layout whose cells the answer has; a row without the codes of a tract is set aside. Raises
    SourceError when the answer is not such an array, holds no tract or no known cell, or parts of tracts.
    """
    rows = _json_rows(path)
    header = own_spelling(source, [str(name) for name in rows[0]])
    layouts = _layouts_in(path, source, header, API_GEOGRAPHY)
    _refuse_parts_of_tracts(path, header)
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
    tracts, unnamed = _tracts_of(path, table)
    problems = sorted([*malformed, *unnamed], key=lambda row: row.row_number)
    return _tables(layouts, header, tracts, tuple(problems))


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
    if any(isinstance(cell, list | dict) for cell in row):
        return "a cell that is itself a list"
    codes = ((name, _text(row[header.index(name)]) or "") for name in API_GEOGRAPHY)
    wrong = [name for name, code in codes if not re.fullmatch(rf"[0-9]{{1,{CODE_DIGITS[name]}}}", code)]
    return f"{', '.join(wrong)} without a code of up to {CODE_DIGITS[wrong[0]]} digits" if wrong else None


def _refuse_parts_of_tracts(path: Path, header: list[str]) -> None:
    """Refuse an answer for block groups: each of them would stand for its whole tract."""
    smaller = [name for name in header if name.lower() in SMALLER_AREAS]
    if smaller:
        raise SourceError(
            "The answer has parts of tracts, not tracts.",
            path=path,
            row=1,
            column=", ".join(smaller),
            remedy="ask the API for tracts: for=tract:*&in=state:…",
        )


def _tracts_of(path: Path, table: pa.Table) -> tuple[pa.Table, list[MalformedRow]]:
    """Return the rows of tracts, and those of the tracts' level whose GEO_ID has no tract's code."""
    tracts = table.filter(pc.starts_with(pc.fill_null(table.column("geo_id"), ""), TRACT_PREFIX))
    if table.num_rows and not tracts.num_rows:
        raise SourceError(
            "The summary file holds no census tract.",
            path=path,
            column="GEO_ID",
            remedy=f"get the file with summary level {TRACT_PREFIX}.",
        )
    is_named = pc.match_substring_regex(tracts.column("geo_id"), TRACT_GEO_ID)
    numbers = tracts.filter(pc.invert(is_named)).column("source_row_number").to_pylist()
    reason = "GEO_ID without a tract's code of eleven digits, such as 1400000US06037000100"
    return tracts.filter(is_named), [MalformedRow(number, reason) for number in numbers]


def _json_rows(path: Path) -> list[list[object]]:
    try:
        content = path.read_bytes()
        rows = json.loads((gzip.decompress(content) if path.name.lower().endswith(".gz") else content) or b"[]")
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"The answer cannot be read: {error}", path=path, remedy="ask the API again.") from error
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
