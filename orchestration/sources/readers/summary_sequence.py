"""Reads a file of the summary file by sequence: estimates or margins of error of a state, without header or places.

Each line names its file, gives the logical record number of its area and then the cells of the sequence's tables. Which
cells they are says the lookup, which tract it is the geography file beside it. A cell without a value is empty where
the Bureau filtered it, and a full stop where no or too few observations were made: there the API has a code, and so has
the raw table. A margin of 0, for which the API has -555555555, says that the estimate is controlled; both are 0 from
staging on. (U.S. Census Bureau, ACS Summary File Technical Documentation, chapter 4.2 on jam values; checked as quoted
at www.incomebyzipcode.com/help/symbols.)
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.errors import SourceError
from orchestration.sources.companions import companion_of
from orchestration.sources.layout import Layout
from orchestration.sources.readers import delimited
from orchestration.sources.readers.sequence_geography import RECORD_NUMBER_LENGTH, Geography, read_geography
from orchestration.sources.readers.sequence_lookup import TablePlace, places_in_sequence
from orchestration.sources.readers.table import MalformedRow, NotNeededError, RawTable, RepairedCell, raw_table
from orchestration.sources.source import Source

NAMING_FIELDS = ("fileid", "filetype", "stusab", "chariter", "sequence", "logrecno")
TRACT_GEO_ID = "1400000US"
ENCODING = "utf-8"
TOO_FEW_OBSERVATIONS = {"e": "-666666666", "m": "-222222222"}
"""What the API has where these files have a full stop, in estimates and in margins."""


def read_sequence(path: Path, source: Source) -> list[RawTable]:
    """Read the tracts of one sequence of a state: a table for each layout of which the sequence has cells.

    Areas that are no tracts are passed over; a row that is not of this file, or whose area the geography file does not
    know, is set aside. Raises SourceError when a companion is missing or does not fit, NotNeededError when the
    sequence has no cell the catalog keeps or the file no tract.
    """
    name = source.match(path.name)
    kind, sequence = name["kind"].lower(), int(name["sequence"])
    lookup = companion_of(path, source, "lookup")
    places = places_in_sequence(lookup, sequence)
    kept = _kept_fields(source, places, kind)
    if not kept:
        raise NotNeededError(f"sequence {sequence:04d} has no table that the catalog keeps")
    geography_file = companion_of(path, source, "geography")
    header = _header(path, lookup, places, kept)
    table, malformed = delimited.numbered_text(
        path, header, ",", ENCODING, is_quoted=False, kept={*NAMING_FIELDS, *kept.values()}, n_header_rows=0
    )
    file_type = f"{name['release_year']}{kind}5"
    foreign = _foreign_rows(table, file_type, sequence)
    tracts, unplaced = _placed(table.filter(pc.invert(foreign)), read_geography(geography_file))
    problems = [
        *malformed,
        *_told(table.filter(foreign), f"the row is not of {file_type}, sequence {sequence:04d}, as the file's name is"),
        *_told(unplaced, f"the logical record number is not in {geography_file.name}"),
    ]
    if not tracts.num_rows and not problems:
        raise NotNeededError("the file has no census tract")
    tables = _tables(source, tracts, kept, sorted(problems, key=lambda row: row.row_number), kind)
    others = sorted({place.table.upper() for place in places} - {raw.layout.upper() for raw in tables})
    return [replace(tables[0], columns_not_loaded=tuple(others)), *tables[1:]]


def _kept_fields(source: Source, places: tuple[TablePlace, ...], kind: str) -> dict[int, str]:
    known = set(source.raw_columns)
    return {field: cell for place in places for field, cell in place.fields(kind).items() if cell in known}


def _header(path: Path, lookup: Path, places: tuple[TablePlace, ...], kept: dict[int, str]) -> list[str]:
    """Return a name for each field of a line.

    Raises SourceError when the first line has not as many as the lookup counts: cells would be read as others.
    """
    n_fields = max(place.last_field for place in places)
    n_found = len(delimited.read_header(path, ",", ENCODING))
    if n_found != n_fields:
        raise SourceError(
            f"A line has {n_found} fields, but {lookup} counts {n_fields} for this sequence.",
            path=path,
            row=1,
            remedy="put the lookup of the file's own release beside it, or get the file again.",
        )
    names = [kept.get(field, f"field {field}") for field in range(1, n_fields + 1)]
    return [*NAMING_FIELDS, *names[len(NAMING_FIELDS) :]]


def _foreign_rows(table: pa.Table, file_type: str, sequence: int) -> pa.ChunkedArray:
    """Say which rows name another file: another release, margins for estimates, or another sequence."""
    own_type = pc.equal(pc.utf8_lower(pc.utf8_trim_whitespace(table.column("filetype"))), file_type)
    own_sequence = pc.equal(pc.utf8_ltrim(pc.utf8_trim_whitespace(table.column("sequence")), "0"), str(sequence))
    return pc.invert(pc.fill_null(pc.and_(own_type, own_sequence), False))


def _placed(table: pa.Table, geography: Geography) -> tuple[pa.Table, pa.Table]:
    """Return the rows of tracts with their `geo_id`, and the rows whose area is not known."""
    numbers = pc.utf8_lpad(pc.utf8_trim_whitespace(table.column("logrecno")), RECORD_NUMBER_LENGTH, "0")
    areas = pc.index_in(numbers, value_set=geography.record_numbers)
    geoids = pc.take(geography.tract_geoids, areas)
    identified = table.append_column("geo_id", pc.binary_join_element_wise(TRACT_GEO_ID, geoids, ""))
    return identified.filter(pc.is_valid(geoids)), table.filter(pc.is_null(areas))


def _told(rows: pa.Table, reason: str) -> list[MalformedRow]:
    return [MalformedRow(number, reason) for number in rows.column("source_row_number").to_pylist()]


def _tables(
    source: Source, tracts: pa.Table, kept: dict[int, str], problems: list[MalformedRow], kind: str
) -> list[RawTable]:
    """Divide the cells among their layouts; what is told of the whole file is told with the first."""
    coded, repaired = _with_codes(tracts, list(kept.values()), kind)
    tables = []
    for layout in source.layouts:
        cells = _cells_of(layout, kept)
        if cells:
            told = tuple(problems) if not tables else ()
            tables.append(raw_table(layout, ["geo_id", *cells], coded, told))
    return [replace(tables[0], repaired_cells=repaired), *tables[1:]]


def _cells_of(layout: Layout, kept: dict[int, str]) -> list[str]:
    return [cell for cell in kept.values() if cell in layout.columns]


def _with_codes(tracts: pa.Table, cells: list[str], kind: str) -> tuple[pa.Table, tuple[RepairedCell, ...]]:
    """Write the API's code where a cell is a full stop, and name the columns where any is."""
    code = TOO_FEW_OBSERVATIONS[kind]
    repaired = []
    for cell in cells:
        position = tracts.schema.get_field_index(cell)
        is_stop = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(tracts.column(position)), "."), False)
        if pc.any(is_stop).as_py():
            coded = pc.if_else(is_stop, pa.scalar(code), tracts.column(position))
            tracts = tracts.set_column(position, cell, coded)
            repaired.append(RepairedCell(None, cell, f"a full stop is written as {code}, the code of the API"))
    return tracts, tuple(repaired)
