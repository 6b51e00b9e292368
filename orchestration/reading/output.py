"""Rows as csv, json or a file: dates without a midnight, a file in one step and never over another unasked."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from orchestration.console import messages
from orchestration.reading.errors import ReadingError
from orchestration.reading.note import note_of
from orchestration.warehouse import quoted

COPY_OPTIONS = {".csv": "format csv, header", ".parquet": "format parquet"}


def with_dates(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose moments are dates, which is all the warehouse means by them; null stays null."""
    dated = rows.copy()
    for column in rows.columns[[pd.api.types.is_datetime64_any_dtype(kind) for kind in rows.dtypes]]:
        days = [None if pd.isna(moment) else moment.date() for moment in rows[column]]
        dated[column] = pd.Series(days, index=rows.index, dtype=object)
    return dated


def as_records(rows: pd.DataFrame) -> list[dict[str, object]]:
    """Return rows as json can hold them: dates as text, null as None."""
    plain = with_dates(rows).astype(object).to_dict(orient="records")
    return [{str(name): _plain(value) for name, value in row.items()} for row in plain]


def _plain(value: object) -> object:
    if pd.isna(value):
        return None
    return value.isoformat() if isinstance(value, dt.date) else value


def print_csv(rows: pd.DataFrame) -> None:
    """Print rows as csv on standard output."""
    with_dates(rows).to_csv(sys.stdout, index=False)


def print_json(rows: pd.DataFrame) -> None:
    """Print rows as a json array of records on standard output."""
    sys.stdout.write(json.dumps(as_records(rows), indent=2) + "\n")


def write_rows(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, path: Path, force: bool, title: str) -> None:
    """Write rows to a csv or parquet file with a note beside it.

    Raises ReadingError when the ending is unknown, the folder missing, or the file there and `force` not given.
    """
    connection.register("rows_to_write", _typed(rows))
    try:
        sources = rows["source_id"].unique().tolist() if "source_id" in rows else []
        note = note_of(connection, title, len(rows), bool(rows["is_synthetic"].any()), sources)
        copy_to_file(connection, "rows_to_write", path, force, note)
    finally:
        connection.unregister("rows_to_write")


def _typed(rows: pd.DataFrame) -> pa.Table:
    """Return rows whose columns keep their type where every cell is null: dates stay dates, the rest is text."""
    table = pa.Table.from_pandas(with_dates(rows), preserve_index=False)
    fields = [
        field.with_type(pa.date32() if pd.api.types.is_datetime64_any_dtype(rows[field.name]) else pa.string())
        if pa.types.is_null(field.type)
        else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))


def copy_to_file(connection: duckdb.DuckDBPyConnection, relation: str, path: Path, force: bool, note: str) -> None:
    """Write a relation to a file in one step, and its note as `<file>.README.txt`.

    Raises ReadingError as `write_rows` does.
    """
    beside = path.with_name(f"{path.name}.README.txt")
    require_writable(path, (path, beside), force)
    draft = path.with_name(f".{path.name}.draft")
    try:
        connection.execute(f"copy {relation} to '{quoted(str(draft))}' ({COPY_OPTIONS[path.suffix.lower()]})")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    note_draft = beside.with_name(f".{beside.name}.draft")
    note_draft.write_text(note, encoding="utf-8")
    note_draft.replace(beside)
    messages.print(f"wrote {path} and {beside.name}", markup=False, soft_wrap=True)


def require_writable(path: Path, written: Sequence[Path], force: bool) -> None:
    """Raise ReadingError when a file cannot or must not be written."""
    if path.suffix.lower() not in COPY_OPTIONS:
        raise ReadingError(f"The ending of {path.name} says neither csv nor parquet.", "name a file .csv or .parquet.")
    if not path.parent.is_dir():
        raise ReadingError(f"The folder {path.parent} does not exist.", "make it first, or name another file.")
    there = [str(file) for file in written if file.exists()]
    if there and not force:
        raise ReadingError(f"{', '.join(there)} is there already.", "name another file, or replace it with --force.")
