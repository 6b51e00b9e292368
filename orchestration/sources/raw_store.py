"""The raw store: a Parquet file for each table of a source file, named by its checksum, holding its cells as text.

A file that was read before is not read again. What the reader had to say (layout, sheet, malformed rows, repaired
cells, sheets and columns it left) travels in the Parquet metadata, so that the store needs no index beside it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.sources import readers
from orchestration.sources.companions import companions_of
from orchestration.sources.readers.table import MalformedRow, RawTable, RepairedCell, UnreadSheet
from orchestration.sources.recognition import FoundFile, file_sha256
from orchestration.sources.source import Source

RECORD_KEY = b"fedlocal"
READERS_VERSION = 7
"""Raised when a reader's result changes, so that what an earlier one stored is not used."""


@dataclass(frozen=True)
class StoredTable:
    """What the raw store holds of one file for one raw table; nearly every file has rows for one alone.

    `file_id` is the file's checksum, followed by the layout where the file has several tables.
    """

    raw_table: str
    file_id: str
    parquet: Path
    n_rows: int
    n_rows_malformed: int


@dataclass(frozen=True)
class StoredFile:
    """A source file that lies in the raw store."""

    found: FoundFile
    source: Source
    tables: tuple[StoredTable, ...]
    layout: str
    malformed_rows: tuple[MalformedRow, ...]
    columns_not_loaded: tuple[str, ...]
    sheet_name: str | None = None
    repaired_cells: tuple[RepairedCell, ...] = ()
    unread_sheets: tuple[UnreadSheet, ...] = ()

    @property
    def parquet(self) -> Path:
        """Return where the rows of the file's first table lie."""
        return self.tables[0].parquet

    @property
    def n_rows(self) -> int:
        """Return the rows of the file, those that could not be split included."""
        return self.tables[0].n_rows


def store(found: FoundFile, directory: Path) -> StoredFile:
    """Return the stored copy of a recognised file, reading it only when its bytes or its layout are new.

    Raises SourceError as the reader does.
    """
    source = found.source
    assert source is not None, "only recognised files are stored"
    records = _stored_records(found, source, directory)
    if not records:
        tables = readers.read_tables(found.path, source)
        names = [raw.layout for raw in tables]
        records = {
            raw.layout: _write(_parquet(found, source, raw.layout, directory), raw, names, found, source)
            for raw in tables
        }
    first = next(iter(records.values()))
    return StoredFile(
        found=found,
        source=source,
        tables=tuple(
            StoredTable(
                raw_table=source.raw_table_of(layout),
                file_id=_file_id(found, source, layout),
                parquet=_parquet(found, source, layout, directory),
                n_rows=record["n_rows"],
                n_rows_malformed=len(record["malformed_rows"]),
            )
            for layout, record in records.items()
        ),
        layout=", ".join(records),
        malformed_rows=tuple(MalformedRow(**row) for row in first["malformed_rows"]),
        columns_not_loaded=tuple(first["columns_not_loaded"]),
        sheet_name=first["sheet_name"],
        repaired_cells=tuple(RepairedCell(**cell) for cell in first["repaired_cells"]),
        unread_sheets=tuple(UnreadSheet(**sheet) for sheet in first["unread_sheets"]),
    )


def _parquet(found: FoundFile, source: Source, layout: str, directory: Path) -> Path:
    return directory / source.raw_table_of(layout) / f"{found.sha256}.parquet"


def _file_id(found: FoundFile, source: Source, layout: str) -> str:
    return f"{found.sha256}_{layout}" if source.has_table_per_layout else found.sha256


def _stored_records(found: FoundFile, source: Source, directory: Path) -> dict[str, dict]:
    """Return the records of a file's tables by layout, or none where a table is missing or was read otherwise."""
    reading = _reading_of(found, source)
    for table in source.raw_tables:
        first = _record(directory / table / f"{found.sha256}.parquet")
        if first is None or first.get("reading") != reading:
            continue
        layouts = first["layouts"]
        records = {layout: _record(_parquet(found, source, layout, directory)) for layout in layouts}
        is_whole = all(record is not None and record.get("reading") == reading for record in records.values())
        return {layout: record for layout, record in records.items() if record} if is_whole else {}
    return {}


def reading_fingerprint(source: Source) -> str:
    """Return a hash of how a source is read: a changed catalog entry or reader makes its files be read again."""
    layouts = [
        [
            known.name,
            known.columns,
            known.telling,
            known.absent,
            dict(known.positions),
            known.line_width,
            known.headerless,
        ]
        for known in source.layouts
    ]
    spellings = sorted(source.other_headers.items())
    names = [layouts, spellings, sorted(source.link_columns.items()), source.is_any_letter_case]
    rules = [names, source.format, source.delimiter, source.encoding, source.quoted, READERS_VERSION]
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()[:16]


def _reading_of(found: FoundFile, source: Source) -> str:
    """Return how a file is read: as its source is and, where it has companions, with these very ones beside it."""
    companions = sorted(companions_of(found.path, source).items())
    checksums = [_checksum(path, *_state_of(path)) for _, path in companions]
    return "_".join([reading_fingerprint(source), *(checksum[:16] for checksum in checksums)])


def _state_of(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=256)
def _checksum(path: Path, modified_ns: int, n_bytes: int) -> str:
    """Return a companion's checksum, computed once for the thousands of files beside it."""
    return file_sha256(path)


def _record(parquet: Path) -> dict | None:
    if not parquet.exists():
        return None
    try:
        return json.loads(pq.read_schema(parquet).metadata[RECORD_KEY])
    except (pa.ArrowInvalid, TypeError, KeyError, ValueError):
        # A damaged copy is as good as none: the original is read again.
        return None


def _write(parquet: Path, raw: RawTable, layouts: list[str], found: FoundFile, source: Source) -> dict:
    record = {
        "reading": _reading_of(found, source),
        "layouts": layouts,
        "n_rows": raw.n_rows,
        "malformed_rows": [vars(row) for row in raw.malformed_rows],
        "columns_not_loaded": list(raw.columns_not_loaded),
        "sheet_name": raw.sheet_name,
        "repaired_cells": [vars(cell) for cell in raw.repaired_cells],
        "unread_sheets": [vars(sheet) for sheet in raw.unread_sheets],
    }
    file_id = _file_id(found, source, raw.layout)
    identified = raw.table.add_column(0, "source_file_id", _constant(file_id, raw.table.num_rows))
    parquet.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = parquet.with_suffix(".draft")
    # Owner-only before the first byte: confidential originals pass through here.
    draft.touch(mode=0o600)
    pq.write_table(identified.replace_schema_metadata({RECORD_KEY: json.dumps(record)}), draft, compression="zstd")
    draft.replace(parquet)
    return record


def _constant(value: str, n_rows: int) -> pa.Array:
    return pa.repeat(value, n_rows)
