"""The command `fedlocal export`: one published table as a file."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.reading.errors import ReadingError
from orchestration.reading.note import note_of
from orchestration.reading.output import copy_to_file, require_writable
from orchestration.reading.published_rows import has_relation, relation_names, rows_of
from orchestration.reading.release import require_releasable
from orchestration.settings import Settings
from orchestration.warehouse import published

COLUMNS = """
select column_name, coalesce(comment, '') as description
from duckdb_columns()
where database_name = current_database() and schema_name || '.' || table_name = $name
order by column_index
"""
COMMENT = """
select comment from duckdb_tables()
where database_name = current_database() and schema_name || '.' || table_name = $name and comment is not null
union all
select comment from duckdb_views()
where database_name = current_database() and schema_name || '.' || view_name = $name and comment is not null
"""


def export_table(settings: Settings, table: str, output: Path, force: bool = False) -> None:
    """Write a published table to a csv or parquet file, with a note beside it.

    Raises ReadingError when there is no such table, it must not leave the room, or the file cannot be written.
    """
    with published(settings) as connection:
        name = published_name(table, relation_names(connection))
        require_releasable(connection, name)
        require_writable(output, (output,), force)
        copy_to_file(connection, name, output, force, _note(connection, name))


def published_name(table: str, names: list[str]) -> str:
    """Return the full name of a published table given with or without its schema.

    Raises ReadingError, listing the tables, when none has the name or several schemas do.
    """
    wanted = table.strip().lower()
    found = [name for name in names if wanted in (name, name.split(".", 1)[1])]
    if len(found) == 1:
        return found[0]
    problem = f"{table!r} can be {' or '.join(found)}." if found else f"No published table is called {table!r}."
    raise ReadingError(problem, _choice(found or names))


def _choice(names: list[str]) -> str:
    return "choose one of\n" + "\n".join(f"    {name}" for name in names)


def _note(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    described = rows_of(connection, COLUMNS, {"name": name})
    columns = dict(zip(described["column_name"], described["description"], strict=True))
    comment = rows_of(connection, COMMENT, {"name": name})["comment"].tolist()
    sources = []
    if "source_id" in columns:
        found = rows_of(connection, f"select distinct source_id from {name} where source_id is not null order by 1")
        sources = found["source_id"].tolist()
    n_rows = int(rows_of(connection, f"select count(*) as n from {name}")["n"].iloc[0])
    title = f"{name}: {' '.join(comment[0].split())}" if comment else name
    return note_of(connection, title, n_rows, _is_synthetic(connection, name, columns), sources, columns)


def _is_synthetic(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]) -> bool:
    """Say whether a row is synthetic; of a table that does not tell, whether the version is."""
    if "is_synthetic" in columns:
        statement = f"select coalesce(bool_or(is_synthetic), false) as is_synthetic from {name}"
    elif has_relation(connection, "meta.versions"):
        statement = "select is_synthetic from meta.versions"
    else:
        return False
    return bool(rows_of(connection, statement)["is_synthetic"].iloc[0])
