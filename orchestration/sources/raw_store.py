"""The raw store: one Parquet file per source file, named by its checksum, holding its cells as text.

A file that was read before is not read again. What the reader had to say (layout, malformed rows, columns it
left) travels in the Parquet metadata, so that the store needs no index beside it.
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
from orchestration.sources.readers.table import MalformedRow, RawTable
from orchestration.sources.recognition import FoundFile

RECORD_KEY = b"fedlocal"


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


def store(found: FoundFile, directory: Path) -> StoredFile:
    """Return the stored copy of a recognised file, reading it only when its bytes or its layout are new.

    Raises SourceError as the reader does.
    """
    source = found.source
    assert source is not None, "only recognised files are stored"
    parquet = directory / source.name / f"{found.sha256}.parquet"
    record = _record(parquet)
    if record is None or record["layouts"] != layouts_fingerprint(source):
        record = _write(parquet, readers.read(found.path, source), source, found.sha256)
    return StoredFile(
        found=found,
        source=source,
        parquet=parquet,
        layout=record["layout"],
        n_rows=record["n_rows"],
        malformed_rows=tuple(MalformedRow(**row) for row in record["malformed_rows"]),
        columns_not_loaded=tuple(record["columns_not_loaded"]),
    )


def layouts_fingerprint(source: Source) -> str:
    """Return a hash of a source's layouts: a changed catalog entry makes its files be read again."""
    columns = json.dumps([[layout.name, layout.columns] for layout in source.layouts], sort_keys=True)
    return hashlib.sha256(columns.encode()).hexdigest()[:16]


def _record(parquet: Path) -> dict | None:
    if not parquet.exists():
        return None
    return json.loads(pq.read_schema(parquet).metadata[RECORD_KEY])


def _write(parquet: Path, raw: RawTable, source: Source, sha256: str) -> dict:
    record = {
        "layouts": layouts_fingerprint(source),
        "layout": raw.layout,
        "n_rows": raw.n_rows,
        "malformed_rows": [vars(row) for row in raw.malformed_rows],
        "columns_not_loaded": list(raw.columns_not_loaded),
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
