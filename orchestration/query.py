"""Prints the rows of one read-only statement on the published warehouse."""

from __future__ import annotations

import sys

import duckdb

from orchestration.console import print_table
from orchestration.errors import FedlocalError
from orchestration.settings import Settings
from orchestration.warehouse import query_published

FORMATS = ("table", "csv", "json")


class QueryError(FedlocalError):
    """A statement the warehouse refused."""


def require_format(output_format: str) -> None:
    """Raise QueryError when a format is none of table, csv and json."""
    if output_format not in FORMATS:
        raise QueryError(f"Unknown format {output_format!r}.\n  remedy: choose one of {', '.join(FORMATS)}.")


def print_rows(settings: Settings, statement: str, output_format: str = "table") -> None:
    """Run a statement and print its rows as an aligned table, csv or a json array of records.

    Raises QueryError when the format is unknown, the statement is wrong, or it tries to write.
    """
    require_format(output_format)
    try:
        rows = query_published(settings, statement)
    except duckdb.Error as error:
        raise QueryError(f"{error}\n  remedy: the published warehouse is read-only; see `show all tables`.") from error
    if output_format == "csv":
        rows.to_csv(sys.stdout, index=False)
    elif output_format == "json":
        sys.stdout.write(rows.to_json(orient="records", date_format="iso", indent=2) + "\n")
    else:
        print_table(rows)
