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


REPEATED_TRACT = """
select 1
from raw.{raw_table}
where list_contains(?, source_file_id)
having count({tract}) > count(distinct {tract})
"""
CELL_TWICE = """
with tracts as (
    select
        *,
        {tract} as tract_geoid
    from raw.{raw_table}
    where list_contains(?, source_file_id)
)

select
    min(source_file_id),
    max(source_file_id),
    max({{'file': source_file_id, 'row': source_row_number}}).row as last_row,
    count(*) over (),
    {counts}
from tracts
where tract_geoid is not null
group by tract_geoid
having greatest({counts}) > 1
order by 1, 2, 3
limit 1
"""
PADDED_TRACT = "lpad(state, 2, '0') || lpad(county, 3, '0') || lpad(tract, 6, '0')"
NAMED_TRACT = f"coalesce(nullif(split_part(geo_id, 'US', 2), ''), {PADDED_TRACT})"
TRACT_SOURCES = ("acs5", "census_2000_sf1", "census_2000_sf3")
"""Sources that may spread a tract's cells over several rows and files."""
NO_CELLS = frozenset({"geo_id", "name", "state", "county", "tract"})


def refuse_tracts_counted_twice(connection: duckdb.DuckDBPyConnection, files: Iterable[InventoriedFile]) -> None:
    """Raise SourceError naming file, row and cell when the rows of one release hold the same cell of a tract twice.

    A tract's cells may be spread over rows and files, but which of two values of one cell is meant nobody could say.
    """
    holders: dict[tuple[str, str, str], dict[str, Path]] = defaultdict(dict)
    for file in files:
        if file.is_loaded and file.source_name in TRACT_SOURCES:
            for table in file.stored.tables:
                holders[file.source_name, table.raw_table, file.period][table.file_id] = file.found.path
    for (source_name, raw_table, period), paths in holders.items():
        _refuse_cell_twice(connection, load_catalog()[source_name], raw_table, period, paths)


def _refuse_cell_twice(
    connection: duckdb.DuckDBPyConnection, source: Source, raw_table: str, period: str, paths: dict[str, Path]
) -> None:
    cells = [column for column in source.raw_tables[raw_table] if column not in NO_CELLS]
    tract = NAMED_TRACT if source.has_table_per_layout else PADDED_TRACT
    # Most tables have a row a tract, which is quickly seen; only where one has several are the cells looked at.
    if not connection.execute(REPEATED_TRACT.format(tract=tract, raw_table=raw_table), [list(paths)]).fetchone():
        return
    counts = ", ".join(f"count({cell})" for cell in cells)
    query = CELL_TWICE.format(tract=tract, raw_table=raw_table, counts=counts)
    found = connection.execute(query, [list(paths)]).fetchone()
    if not found:
        return
    first, second, row, n_tracts, *n_values = found
    of_release = f" of release {period}" if source.has_table_per_layout else ""
    where = "twice in one file" if first == second else f"in two files; the other is {paths[first]}"
    raise SourceError(
        f"{n_tracts} tracts{of_release} stand {where}.",
        path=paths[second],
        row=row,
        column=cells[next(position for position, n in enumerate(n_values) if n > 1)].upper(),
        remedy="keep one of them." if first == second else "keep one of them in the raw folder.",
    )
