"""The raw store: one Parquet file per source file, named by its checksum, holding its cells as text.

A file that was read before is not read again. What the reader had to say (layout, sheet, malformed rows, repaired
cells, sheets and columns it left) travels in the Parquet metadata, so that the store needs no index beside it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.sources import readers
from orchestration.sources.catalog import Source
from orchestration.sources.readers.table import MalformedRow, RawTable, RepairedCell, UnreadSheet
from orchestration.sources.recognition import FoundFile

RECORD_KEY = b"fedlocal"
READERS_VERSION = 5
"""Raised when a reader's result changes, so that what an earlier one stored is not used."""


@dataclass(frozen=True)
class StoredFile:
    """A source file that lies in the raw store."""

    found: FoundFile
    source: Source
    parquet: Path
    layout: str
    n_rows: int
    malformed_rows: tuple[MalformedRow, ...]
    columns_not_loaded: tuple[str, ...]
    sheet_name: str | None = None
    repaired_cells: tuple[RepairedCell, ...] = ()
    unread_sheets: tuple[UnreadSheet, ...] = ()


def store(found: FoundFile, directory: Path) -> StoredFile:
    """Return the stored copy of a recognised file, reading it only when its bytes or its layout are new.

    Raises SourceError as the reader does.
    """
    source = found.source
    assert source is not None, "only recognised files are stored"
    parquet = directory / source.name / f"{found.sha256}.parquet"
    record = _record(parquet)
    if record is None or record.get("reading") != reading_fingerprint(source):
        record = _write(parquet, readers.read(found.path, source), source, found.sha256)
    return StoredFile(
        found=found,
        source=source,
        parquet=parquet,
        layout=record["layout"],
        n_rows=record["n_rows"],
        malformed_rows=tuple(MalformedRow(**row) for row in record["malformed_rows"]),
        columns_not_loaded=tuple(record["columns_not_loaded"]),
        sheet_name=record["sheet_name"],
        repaired_cells=tuple(RepairedCell(**cell) for cell in record["repaired_cells"]),
        unread_sheets=tuple(UnreadSheet(**sheet) for sheet in record["unread_sheets"]),
    )


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


def _record(parquet: Path) -> dict | None:
    if not parquet.exists():
        return None
    try:
        return json.loads(pq.read_schema(parquet).metadata[RECORD_KEY])
    except (pa.ArrowInvalid, TypeError, KeyError, ValueError):
        # A damaged copy is as good as none: the original is read again.
        return None


def _write(parquet: Path, raw: RawTable, source: Source, sha256: str) -> dict:
    record = {
        "reading": reading_fingerprint(source),
        "layout": raw.layout,
        "n_rows": raw.n_rows,
        "malformed_rows": [vars(row) for row in raw.malformed_rows],
        "columns_not_loaded": list(raw.columns_not_loaded),
        "sheet_name": raw.sheet_name,
        "repaired_cells": [vars(cell) for cell in raw.repaired_cells],
        "unread_sheets": [vars(sheet) for sheet in raw.unread_sheets],
    }
    identified = raw.table.add_column(0, "source_file_id", _constant(sha256, raw.table.num_rows))
    parquet.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = parquet.with_suffix(".draft")
    # Owner-only before the first byte: confidential originals pass through here.
    draft.touch(mode=0o600)
    pq.write_table(identified.replace_schema_metadata({RECORD_KEY: json.dumps(record)}), draft, compression="zstd")
    draft.replace(parquet)
    return record


def _constant(value: str, n_rows: int) -> pa.Array:
    return pa.repeat(value, n_rows)
