"""Refuses raw tables in which a key repeats: no rule could say which of two equal rows is the true one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from orchestration.errors import SourceError
from orchestration.sources.catalog import Source, load_catalog
from orchestration.sources.inventoried_file import InventoriedFile

MOST_ROWS_NAMED = 5
FIRST_REPEATED = """
with keyed as (
    select source_file_id, source_row_number, {columns}
    from raw.{source}
    where {first} is not null
),

repeated as (
    select {partition} from keyed group by {partition} having count(*) > 1
),

rows_of_repeated as (
    select source_file_id, source_row_number, dense_rank() over (order by {partition}) as repetition
    from keyed semi join repeated using ({partition})
)

select source_file_id, source_row_number, max(repetition) over () as n_repeated
from rows_of_repeated
where repetition = 1
order by source_row_number
"""


def refuse_repeated_keys(connection: duckdb.DuckDBPyConnection, files: Iterable[InventoriedFile]) -> None:
    """Raise SourceError naming file, rows and key columns of the first repeated key; never its value."""
    paths = {file.found.sha256: file.found.path for file in files}
    for source in load_catalog().values():
        if source.key:
            _refuse_repeated_key(connection, source, paths)


def _refuse_repeated_key(connection: duckdb.DuckDBPyConnection, source: Source, paths: dict[str, Path]) -> None:
    columns = ", ".join(source.key)
    partition = f"source_file_id, {columns}" if source.is_key_within_file else columns
    query = FIRST_REPEATED.format(source=source.name, columns=columns, first=source.key[0], partition=partition)
    rows = connection.execute(query).fetchall()
    if not rows:
        return
    (first_file, _, n_repeated), *others = rows
    places = ", ".join(f"row {row} of {paths[file].name}" for file, row, _ in rows[:MOST_ROWS_NAMED])
    more = f" and {len(rows) - MOST_ROWS_NAMED} more" if len(rows) > MOST_ROWS_NAMED else ""
    raise SourceError(
        f"A key of {source.name} repeats ({n_repeated} such keys); the first stands in {places}{more}.",
        path=paths[others[0][0] if others else first_file],
        row=rows[-1][1],
        column=columns.upper() if source.set_name else columns,
        remedy="remove the repeated row, or the file that brings it.",
    )
