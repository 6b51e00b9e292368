"""Reads Stata files as text, with codes rather than value labels."""

from __future__ import annotations

import struct
from pathlib import Path

import pandas as pd
import pyarrow as pa

from orchestration.errors import SourceError
from orchestration.sources.catalog import Source
from orchestration.sources.readers.sheet_table import cell_text
from orchestration.sources.readers.table import RawTable, layout_of, raw_table


def read(path: Path, source: Source) -> RawTable:
    """Read a Stata file; missing numbers become null, whole numbers lose their decimal point.

    Raises SourceError when the file is not a Stata file, is empty, or fits no layout.
    """
    try:
        frame = pd.read_stata(path, convert_categoricals=False, convert_dates=False)
    except (ValueError, OSError, struct.error, IndexError, KeyError, MemoryError, OverflowError) as error:
        raise SourceError(f"The Stata file cannot be read: {error}", path=path, remedy="get it again.") from error
    header = list(frame.columns)
    layout = layout_of(path, source, header)
    columns = {name: pa.array(_texts(frame[name]), pa.string()) for name in header}
    numbers = pa.array(range(1, len(frame) + 1), pa.int64())
    return raw_table(layout, header, pa.table({"source_row_number": numbers, **columns}))


def _texts(column: pd.Series) -> list[str | None]:
    if column.dtype == "float32":
        # The shortest decimal of a single: 2010.1, not what it becomes as a double, 2010.0999755859375.
        column = column.astype(str).replace("nan", None).map(float, na_action="ignore")
    return [None if pd.isna(value) else cell_text(value) for value in column.tolist()]
