"""Reads Stata files as text: codes rather than value labels, unless the labels say that the numbers are no codes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pandas.io.stata import StataReader

from orchestration.errors import SourceError
from orchestration.sources.readers.labelled_codes import CODES_OF_LABELS, texts_of_other_codes
from orchestration.sources.readers.sheet_table import cell_text
from orchestration.sources.readers.table import RawTable, RepairedCell, layout_of, raw_table
from orchestration.sources.source import Source

ROWS_AT_A_TIME = 100_000
AS_STORED = {"convert_categoricals": False, "convert_dates": False}


def read(path: Path, source: Source) -> RawTable:
    """Read a Stata file; missing numbers become null, whole numbers lose their decimal point.

    Where a column's value labels name other codes than the stored numbers, its cells are the labels' texts, and the
    column is listed once among the repaired cells.
    Raises SourceError when the file is not a Stata file, is damaged or empty, or fits no layout.
    """
    with _unreadable_named(path):
        labels = _labels_by_column(path)
    header = source.own_spelling(list(labels))
    layout = layout_of(path, source, header)
    kept = {column: name for column, name in zip(labels, header, strict=True) if name in layout.columns}
    texts = {column: found for column in kept if (found := texts_of_other_codes(labels[column]))}
    with _unreadable_named(path):
        table = _text_table(path, kept, texts)
    repaired = tuple(RepairedCell(None, layout.columns[kept[column]], CODES_OF_LABELS) for column in texts)
    return replace(raw_table(layout, header, table), repaired_cells=repaired)


def header_of(path: Path, source: Source) -> list[str]:
    """Return the names of a file's columns, those the source knows as the catalog spells them.

    Raises SourceError when the file is no Stata file.
    """
    with _unreadable_named(path), StataReader(path) as reader:
        return source.own_spelling(list(reader.variable_labels()))


@contextmanager
def _unreadable_named(path: Path) -> Iterator[None]:
    """Turn whatever a damaged file makes the parser raise into an error with the file's name."""
    try:
        yield
    except (
        ValueError, OSError, struct.error, IndexError, KeyError, MemoryError, OverflowError, EOFError, zlib.error,
    ) as error:  # fmt: skip
        raise SourceError(f"The Stata file cannot be read: {error}", path=path, remedy="get it again.") from error


def _labels_by_column(path: Path) -> dict[str, Mapping[int, str]]:
    """Return the value labels of every column, none for most."""
    with StataReader(path) as reader:
        columns = list(reader.variable_labels())
        label_sets = reader.value_labels()
        # pandas has no other way to say which set of labels a column uses.
        names = reader._lbllist
    return {column: label_sets.get(name, {}) for column, name in zip(columns, names, strict=True)}


def _text_table(path: Path, kept: Mapping[str, str], texts: Mapping[str, Mapping[int, str]]) -> pa.Table:
    """Return the columns kept as text under their catalog names, and `source_row_number`."""
    schema = pa.schema([(name, pa.string()) for name in kept.values()])
    batches = []
    with pd.read_stata(path, columns=list(kept), chunksize=ROWS_AT_A_TIME, **AS_STORED) as frames:
        for frame in frames:
            cells = [_texts(frame[column], texts.get(column, {})) for column in kept]
            batches.append(pa.RecordBatch.from_arrays(cells, schema=schema))
    table = pa.Table.from_batches(batches, schema)
    return table.append_column("source_row_number", pa.array(range(1, table.num_rows + 1), pa.int64()))


def _texts(column: pd.Series, labels: Mapping[int, str]) -> pa.Array:
    """Return a column as text; each value is written once, however often it stands there."""
    positions, values = pd.factorize(column)
    # A single as its shortest decimal: 2010.1, not what it becomes as a double, 2010.0999755859375.
    values = values.to_numpy()
    plain = [float(str(value)) for value in values] if values.dtype == "float32" else values.tolist()
    written = pa.array([labels.get(value) or cell_text(value) for value in plain], pa.string())
    return written.take(pa.array(positions, pa.int64(), mask=positions < 0))
