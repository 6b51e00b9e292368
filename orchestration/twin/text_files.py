"""Writes text files whose bytes depend on their content only."""

from __future__ import annotations

import csv as plain_csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.csv as csv


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write text as it is, without translating line ends; folders are made as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
    """Write rows as csv, a cell in quotes only where it holds a comma or a quote, as hand-made files have it."""
    text = io.StringIO()
    plain_csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    write_text(path, text.getvalue())


def write_table(
    path: Path, table: pa.Table, delimiter: str, quoting: Literal["none", "needed", "all_valid"] = "none"
) -> None:
    """Write a table as delimited text, gzipped without a time stamp when the name ends in .gz."""
    path.parent.mkdir(parents=True, exist_ok=True)
    options = csv.WriteOptions(delimiter=delimiter, quoting_style=quoting, quoting_header=_header_quoting(quoting))
    if path.suffix != ".gz":
        csv.write_csv(table, str(path), options)
        return
    plain = io.BytesIO()
    csv.write_csv(table, plain, options)
    path.write_bytes(gzip.compress(plain.getvalue(), compresslevel=6, mtime=0))


def _header_quoting(quoting: str) -> str:
    return "all_valid" if quoting == "all_valid" else "none"
