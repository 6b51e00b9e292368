"""Column lineage: each selected column names the parent columns it is made from."""

from __future__ import annotations

from pathlib import Path

from orchestration.column_lineage import column_lineage, remembered_lineage

COLUMNS = {"marts": {"a": {"id": "INTEGER", "x": "DOUBLE"}, "b": {"id": "INTEGER", "y": "DOUBLE"}}}
QUERY = """
with joined as (select a.id, a.x + b.y as total from "build"."marts"."a" as a inner join marts.b on a.id = b.id)
select id, total, 1 as one from joined
"""
EXPECTED = {"id": [("marts", "a", "id")], "total": [("marts", "a", "x"), ("marts", "b", "y")], "one": []}


def test_columns_are_followed_through_a_cte_and_a_join() -> None:
    assert column_lineage(QUERY.replace('"build".', ""), COLUMNS) == EXPECTED


def test_a_query_that_cannot_be_read_has_no_lineage() -> None:
    assert column_lineage("select from where", COLUMNS) == {}


def test_a_remembered_lineage_is_the_one_that_was_read(tmp_path: Path) -> None:
    query = QUERY.replace('"build".', "")
    first = remembered_lineage(query, COLUMNS, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    assert remembered_lineage(query, COLUMNS, tmp_path) == first == EXPECTED
    other = {"marts": {**COLUMNS["marts"], "c": {"z": "DATE"}}}
    remembered_lineage(query, other, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
