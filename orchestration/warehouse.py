"""The only place that opens DuckDB: the build, the publication and the published file.

DuckDB allows one writer and one configuration a process, so every connection here is short and alike.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from analysis.results.table import ResultTable
from orchestration.errors import PublishedVersionMissingError, RefreshError
from orchestration.settings import Settings

MOST_FILES_OF_A_VIEW = 24
PUBLISHED_SCHEMAS = ("marts", "results", "quality", "meta")
CONFIGURATION = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "2",
}


def _configuration(settings: Settings) -> dict[str, str]:
    return CONFIGURATION | {"memory_limit": settings.memory_limit}


@contextmanager
def build(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the build database for reading and writing."""
    settings.create_directories()
    connection = duckdb.connect(str(settings.build_database), config=_configuration(settings))
    settings.build_database.chmod(0o600)
    try:
        connection.execute("set timezone = 'UTC'")
        yield connection
    finally:
        connection.close()


@contextmanager
def version_file(settings: Settings, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a version's own file for writing, before anybody reads it."""
    connection = duckdb.connect(str(path), config=_configuration(settings))
    try:
        yield connection
    finally:
        connection.close()


def start_build(settings: Settings, run_id: str = "") -> None:
    """Begin an empty build that belongs to one run; what an earlier one left, its failure page too, is removed."""
    for leftover in (settings.build_database, settings.build_database.with_suffix(".duckdb.wal")):
        leftover.unlink(missing_ok=True)
    for folder in (settings.draft_reports_directory, settings.failure_directory):
        shutil.rmtree(folder, ignore_errors=True)
    with build(settings) as connection:
        connection.execute("create schema raw")
        connection.execute("create table raw.build as select ? as run_id", [run_id])


def require_own_build(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Raise RefreshError when the build belongs to another run, which began while this one was at work."""
    owner = connection.execute("select run_id from raw.build").fetchone()[0]
    if owner != run_id:
        raise RefreshError(
            f"The build belongs to run {owner}, which began later; nothing was published.\n"
            "  remedy: let one refresh of a home end before the next begins."
        )


@contextmanager
def published(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published warehouse read-only.

    Raises PublishedVersionMissingError when nothing has been published yet.
    """
    path = settings.published_database
    if not path.exists():
        raise PublishedVersionMissingError(path)
    connection = duckdb.connect(str(path), read_only=True, config=_configuration(settings))
    try:
        yield connection
    finally:
        connection.close()


def query_published(settings: Settings, statement: str) -> pd.DataFrame:
    """Run one statement on the published warehouse and return its rows.

    Raises PublishedVersionMissingError, or duckdb.Error when the statement is wrong or tries to write.
    """
    with published(settings) as connection:
        return connection.execute(statement).df()


def write_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: pd.DataFrame | pa.Table,
    comment: str,
    column_comments: Mapping[str, str] | None = None,
) -> None:
    """Replace a table, such as `results.estimates`, by the rows given, and describe it and its columns."""
    schema = name.split(".")[0]
    connection.execute(f"create schema if not exists {schema}")
    # Through Arrow: a pandas frame would lose dates to timestamps and nullable numbers to floats.
    arrow = rows if isinstance(rows, pa.Table) else pa.Table.from_pandas(rows, preserve_index=False)
    connection.register("incoming_rows", arrow)
    connection.execute(f"create or replace table {name} as select * from incoming_rows")
    connection.unregister("incoming_rows")
    connection.execute(f"comment on table {name} is '{quoted(comment)}'")
    describe_columns(connection, name, column_comments or {})


def write_results(connection: duckdb.DuckDBPyConnection, tables: Iterable[tuple[ResultTable, pd.DataFrame]]) -> None:
    """Replace tables of the schema `results` by their rows."""
    for table, rows in tables:
        write_table(connection, f"results.{table.name}", rows, table.comment, table.descriptions)


def describe_columns(connection: duckdb.DuckDBPyConnection, name: str, descriptions: Mapping[str, str]) -> None:
    """Attach a description to each column named."""
    for column, description in descriptions.items():
        connection.execute(f"comment on column {name}.\"{column}\" is '{quoted(description)}'")


def quoted(text: str) -> str:
    """Return a text as it stands between single quotes."""
    return text.replace("'", "''")


def create_raw_relation(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    columns: Iterable[str],
    parquet_files: Iterable[Path],
    only_where_present: Iterable[str] = (),
) -> None:
    """Create `raw.<source>` over a source's Parquet files; columns that no file has are null, or, where they are
    wanted only if present, not there.

    A view, so that the rows stay in the raw store; a table where files are many, because each query on a view
    opens all of them again.
    """
    connection.execute("create schema if not exists raw")
    files = [str(path) for path in parquet_files]
    present = _columns_of(connection, files)
    key = {"source_file_id": "varchar", "source_row_number": "bigint"}
    wanted = [*columns, *(name for name in only_where_present if name in present)]
    typed = key | dict.fromkeys(wanted, "varchar")
    cells = [name if name in present else f"cast(null as {kind}) as {name}" for name, kind in typed.items()]
    rows = f"read_parquet({files!r}, union_by_name = true)" if files else "(select null) as nothing where false"
    kind = "table" if len(files) > MOST_FILES_OF_A_VIEW else "view"
    connection.execute(f"create {kind} raw.{source} as select {', '.join(cells)} from {rows}")


def _columns_of(connection: duckdb.DuckDBPyConnection, files: list[str]) -> set[str]:
    if not files:
        return set()
    described = connection.execute(f"describe select * from read_parquet({files!r}, union_by_name = true)")
    return {row[0] for row in described.fetchall()}


def rows_if_made(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> pd.DataFrame | None:
    """Return a table's rows, or None when the run stopped before it was made."""
    made = connection.execute(
        "select count(*) from information_schema.tables where table_schema = ? and table_name = ?", [schema, table]
    ).fetchone()
    return connection.execute(f"select * from {schema}.{table}").df() if made[0] else None


@dataclass(frozen=True)
class Relation:
    """A table or view of the build: its columns with their types, and the rows of a table (None for a view)."""

    columns: dict[str, str]
    n_rows: int | None


def relations(connection: duckdb.DuckDBPyConnection) -> dict[str, Relation]:
    """Return every table and view of the build by `schema.name`."""
    columns: dict[str, dict[str, str]] = {}
    described = connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and not internal order by table_oid, column_index"
    )
    for name, column, data_type in described.fetchall():
        columns.setdefault(name, {})[column] = data_type
    counted = connection.execute(
        "select schema_name || '.' || table_name, estimated_size from duckdb_tables() "
        "where database_name = current_database()"
    )
    n_rows = dict(counted.fetchall())
    return {name: Relation(found, n_rows.get(name)) for name, found in columns.items()}
