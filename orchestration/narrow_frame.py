"""Reads a query into a frame as small as its values allow: a million interviews of text fill a gigabyte."""

from __future__ import annotations

import duckdb
import pandas as pd
import pyarrow as pa

_ROWS_PER_BATCH = 65_536
# What lacks values needs a type that has a place for them.
_NULLABLE = {pa.bool_(): pd.BooleanDtype(), pa.int8(): pd.Int8Dtype(), pa.int16(): pd.Int16Dtype(),
             pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype()}  # fmt: skip


def narrow_frame(connection: duckdb.DuckDBPyConnection, statement: str) -> pd.DataFrame:
    """Return the rows of the statement, in its order.

    Texts become categories in sorted order, decimals floats, dates times; all else is as DuckDB's own frames have it.
    Batches are taken as they come, so that the result never stands in memory twice.
    """
    reader = connection.sql(statement).to_arrow_reader(_ROWS_PER_BATCH)
    names = reader.schema.names
    chunks: list[list[pa.Array]] = [[] for _ in names]
    for batch in reader:
        for column, found in zip(batch.columns, chunks, strict=True):
            found.append(column.dictionary_encode() if pa.types.is_string(column.type) else column)
    types = [pa.dictionary(pa.int32(), f.type) if pa.types.is_string(f.type) else f.type for f in reader.schema]
    columns = {}
    for position, name in enumerate(names):
        columns[name] = _series(pa.chunked_array(chunks[position], types[position]))
        chunks[position] = []
    return pd.DataFrame(columns, copy=False)


def _series(column: pa.ChunkedArray) -> pd.Series:
    if pa.types.is_dictionary(column.type):
        levels = column.unify_dictionaries().to_pandas()
        return levels.cat.reorder_categories(levels.cat.categories.sort_values())
    if pa.types.is_decimal(column.type):
        column = column.cast(pa.string()).cast(pa.float64())  # the direct way is off by the last digit
    elif pa.types.is_date(column.type):
        column = column.cast(pa.timestamp("us"))
    return column.to_pandas(types_mapper=_NULLABLE.get if column.null_count else None)
