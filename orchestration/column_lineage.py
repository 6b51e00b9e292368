"""Which column of a model comes from which columns of its parents, read from the compiled SQL.

dagster-dbt can do this too, but parses and qualifies a model again for each of its columns: minutes where the
scope of a model, built once, needs a second.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from sqlglot import MappingSchema, exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope

DIALECT = "duckdb"

Columns = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Columns by schema and relation: `{"marts": {"policy_timeline": {"spell_id": "VARCHAR"}}}`."""


def remembered_lineage(sql: str, columns: Columns, folder: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Return the lineage of a query, reading it anew only when the query or the columns it reads have changed."""
    key = hashlib.sha256(json.dumps([sql, columns], sort_keys=True).encode()).hexdigest()[:24]
    path = folder / f"{key}.json"
    if path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {name: [tuple(origin) for origin in origins] for name, origins in kept.items()}
    found = column_lineage(sql, columns)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found), encoding="utf-8")
    return found


def column_lineage(sql: str, columns: Columns) -> dict[str, list[tuple[str, str, str]]]:
    """Return, for each column a query selects, the (schema, relation, column) triples it is made from.

    `columns` are those of the relations the query reads. A query that cannot be resolved gives an empty mapping:
    lineage is a service to readers, never a reason to stop a refresh.
    """
    try:
        query = qualify(
            parse_one(sql, dialect=DIALECT), schema=MappingSchema(columns, dialect=DIALECT), dialect=DIALECT
        )
        scope = build_scope(query)
        return {
            name: _origins(lineage(name, query, columns, scope=scope, dialect=DIALECT, copy=False))
            for name in query.named_selects
        }
    except SqlglotError:
        return {}


def _origins(node: Node) -> list[tuple[str, str, str]]:
    origins = set()
    for leaf in node.walk():
        table = leaf.expression if isinstance(leaf.expression, exp.Table) else None
        if not leaf.downstream and table is not None and table.db:
            origins.add((table.db, table.name, exp.to_column(leaf.name).name))
    return sorted(origins)
