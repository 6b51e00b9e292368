"""Refuses raw tables in which a key, or the count of a tract, repeats: no rule could say which of two is true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import duckdb

from orchestration.errors import SourceError
from orchestration.sources.catalog import load_catalog
from orchestration.sources.inventoried_file import InventoriedFile
from orchestration.sources.source import Source

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


TRACT_IN_TWO_FILES = """
with tracts as (
    select
        source_file_id,
        source_row_number,
        coalesce(nullif(split_part(geo_id, 'US', 2), ''), state || county || tract) as tract
    from raw.{raw_table}
    where {cell} is not null and list_contains(?, source_file_id)
)

select min(source_file_id), max(source_file_id), max_by(source_row_number, source_file_id), count(*) over ()
from tracts
group by tract
having count(*) > 1
limit 1
"""


def refuse_tracts_counted_twice(connection: duckdb.DuckDBPyConnection, files: Iterable[InventoriedFile]) -> None:
    """Raise SourceError naming both files when two files of one release hold the same cell of the same tract.

    A tract's cells may be spread over files, but which of two values of one cell is meant nobody could say.
    """
    holders: dict[tuple[str, str], dict[str, Path]] = defaultdict(dict)
    for file in files:
        if file.is_loaded and file.stored.source.has_table_per_layout:
            for table in file.stored.tables:
                holders[table.raw_table, file.period][table.file_id] = file.found.path
    for (raw_table, release), paths in holders.items():
        cell = f"{raw_table.rsplit('_', 1)[-1]}_001e"
        if len(paths) > 1:
            row = connection.execute(
                TRACT_IN_TWO_FILES.format(raw_table=raw_table, cell=cell), [list(paths)]
            ).fetchone()
            if row:
                first, second, row_number, n_tracts = row
                raise SourceError(
                    f"{n_tracts} tracts of release {release} stand in two files; the other is {paths[first]}.",
                    path=paths[second],
                    row=row_number,
                    column=cell.upper(),
                    remedy="keep one of them in the raw folder.",
                )
