"""Writes the DuckDB file of a version: what people read of the build, with descriptions, views and table functions."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse import PUBLISHED_SCHEMAS, build, describe_columns, quoted, version_file

OWN_RELATIONS = "database_name = current_database() and list_contains(?, schema_name)"


def copy_published_schemas(settings: Settings, target: Path) -> None:
    """Write a new DuckDB file with the published schemas: tables, constraints, views, table functions, descriptions."""
    with build(settings) as connection:
        connection.execute(f"attach '{target}' as version")
        try:
            _copy_tables(connection)
            connection.execute("checkpoint version")
        finally:
            connection.execute("detach version")
        definitions = _views(connection) + _table_functions(connection)
        comments = _view_comments(connection)
    with version_file(settings, target) as version:
        for statement in definitions + comments:
            version.execute(statement)


def _copy_tables(connection: duckdb.DuckDBPyConnection) -> None:
    for schema in PUBLISHED_SCHEMAS:
        connection.execute(f"create schema if not exists version.{schema}")
    for schema, table, definition in _tables(connection):
        connection.execute(definition.replace(f"{schema}.{table}(", f"version.{schema}.{table}(", 1))
        connection.execute(f"insert into version.{schema}.{table} select * from {schema}.{table}")
        _copy_comments(connection, schema, table)


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    return connection.execute(
        f"select schema_name, table_name, sql from duckdb_tables() where {OWN_RELATIONS} order by all",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()


def _views(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the statements that make the published views, without the name of the build's database in them."""
    database = connection.execute("select current_database()").fetchone()[0]
    found = connection.execute(
        f"select sql from duckdb_views() where not internal and {OWN_RELATIONS} order by view_name",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    return [statement.replace(f'"{database}".', "").replace(f"{database}.", "") for (statement,) in found]


def _table_functions(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select schema_name, function_name, parameters, macro_definition from duckdb_functions() "
        f"where function_type = 'table_macro' and not internal and {OWN_RELATIONS} order by function_name",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    return [
        f"create macro {schema}.{name}({', '.join(parameters)}) as table {definition}"
        for schema, name, parameters, definition in found
    ]


def _view_comments(connection: duckdb.DuckDBPyConnection) -> list[str]:
    views = connection.execute(
        f"select schema_name, view_name, comment from duckdb_views() where not internal and {OWN_RELATIONS}",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    statements = []
    for schema, view, comment in views:
        if comment is not None:
            statements.append(f"comment on view {schema}.{view} is '{quoted(comment)}'")
        statements += [
            f"comment on column {schema}.{view}.\"{column}\" is '{quoted(text)}'"
            for column, text in _column_comments(connection, schema, view).items()
        ]
    return statements


def _copy_comments(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> None:
    described = connection.execute(
        "select comment from duckdb_tables() where database_name = current_database() "
        "and schema_name = ? and table_name = ? and comment is not null",
        [schema, table],
    )
    for (comment,) in described.fetchall():
        connection.execute(f"comment on table version.{schema}.{table} is '{quoted(comment)}'")
    describe_columns(connection, f"version.{schema}.{table}", _column_comments(connection, schema, table))


def _column_comments(connection: duckdb.DuckDBPyConnection, schema: str, relation: str) -> dict[str, str]:
    found = connection.execute(
        "select column_name, comment from duckdb_columns() where database_name = current_database() "
        "and schema_name = ? and table_name = ? and comment is not null",
        [schema, relation],
    )
    return dict(found.fetchall())
