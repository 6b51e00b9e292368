"""Runs single models on tables made up in memory: the SQL dbt compiled, without dbt."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from orchestration.dbt_runner import manifest_nodes
from orchestration.settings import DBT_TARGET_DIRECTORY

SCHEMAS = ("raw", "staging", "intermediate", "marts")


class ModelRoom:
    """An empty warehouse in memory in which compiled models run on tables given to it."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("attach ':memory:' as warehouse; use warehouse")
        for schema in SCHEMAS:
            self.connection.execute(f"create schema {schema}")
        self._nodes = {node["name"]: node for node in manifest_nodes().values() if node["resource_type"] == "model"}

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def give(self, name: str, columns: dict[str, str], rows: Sequence[dict[str, object]]) -> None:
        """Create a table, such as `staging.states`, with typed columns; a row may leave columns out."""
        typed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        self.connection.execute(f"create or replace table {name} ({typed})")
        if not rows:
            return
        # One statement: hypothesis gives hundreds of rows a hundred times over.
        places = f"({', '.join('?' for _ in columns)})"
        values = [row.get(column) for row in rows for column in columns]
        self.connection.execute(f"insert into {name} values {', '.join([places] * len(rows))}", values)

    def run(self, *names: str) -> None:
        """Run models in the order given."""
        for name in names:
            node = self._nodes[name]
            path = DBT_TARGET_DIRECTORY / "compiled" / node["package_name"] / node["original_file_path"]
            query = path.read_text(encoding="utf-8")
            self.connection.execute(f"create or replace table {node['schema']}.{name} as {query}")

    def rows(self, query: str) -> pd.DataFrame:
        """Return the rows of a query."""
        return self.connection.execute(query).df()
