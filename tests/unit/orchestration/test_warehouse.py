"""The warehouse: raw views, the published file, and read-only queries on it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.errors import PublishedVersionMissingError, RefreshError
from orchestration.publication import current_version, publish
from orchestration.query import QueryError, print_rows
from orchestration.settings import Settings
from orchestration.version_copy import copy_published_schemas
from orchestration.warehouse import (
    build,
    create_raw_relation,
    describe_columns,
    published,
    query_published,
    start_build,
    write_table,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path, raw_directory=tmp_path / "raw")
    made.create_directories()
    return made


def _draft_build(settings: Settings, value: int) -> None:
    start_build(settings)
    with build(settings) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.counted (n integer not null, name varchar)")
        connection.execute("insert into marts.counted values (?, 'a')", [value])
        describe_columns(connection, "marts.counted", {"n": "How many, the county's count"})
        connection.execute("create schema staging")
        connection.execute("create table staging.secret as select 1 as idper")
    settings.draft_reports_directory.mkdir(parents=True, exist_ok=True)
    (settings.draft_reports_directory / "index.html").write_text(f"report {value}")


def test_a_raw_view_has_every_column_of_its_source_even_without_files(settings: Settings) -> None:
    with build(settings) as connection:
        create_raw_relation(connection, "ncvs_person", ["yearq", "idper"], [])
        rows = connection.execute("select * from raw.ncvs_person").df()
    assert list(rows.columns) == ["source_file_id", "source_row_number", "yearq", "idper"]
    assert rows.empty


def test_a_raw_view_joins_files_of_different_columns(settings: Settings, tmp_path: Path) -> None:
    key = {"source_file_id": ["f"], "source_row_number": [1]}
    pq.write_table(pa.table({**key, "yearq": ["2009.1"]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({**key, "idper": ["1"]}), tmp_path / "b.parquet")
    with build(settings) as connection:
        create_raw_relation(connection, "x", ["yearq", "idper"], [tmp_path / "a.parquet", tmp_path / "b.parquet"])
        rows = connection.execute("select yearq, idper from raw.x order by yearq nulls last").fetchall()
    assert rows == [("2009.1", None), (None, "1")]


def test_the_published_file_keeps_constraints_and_descriptions_and_leaves_the_rest(settings: Settings) -> None:
    _draft_build(settings, 7)
    target = settings.home / "version.duckdb"
    copy_published_schemas(settings, target)
    with duckdb.connect(str(target), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        nullable, comment = connection.execute(
            "select is_nullable, comment from duckdb_columns() where column_name = 'n'"
        ).fetchone()
    assert tables == [("marts", "counted")]
    assert (nullable, comment) == (False, "How many, the county's count")


def test_publishing_swaps_tables_and_pages_together(settings: Settings) -> None:
    for version, value in (("v1", 1), ("v2", 2)):
        _draft_build(settings, value)
        publish(settings, version, {"data_version": version})
        assert query_published(settings, "select n from marts.counted")["n"].tolist() == [value]
        assert (settings.published_directory / "reports" / "index.html").read_text() == f"report {value}"
        assert current_version(settings) == version


def test_a_published_version_is_never_written_again(settings: Settings) -> None:
    _draft_build(settings, 1)
    publish(settings, "v1", {})
    _draft_build(settings, 2)
    publish(settings, "v1", {})
    assert query_published(settings, "select n from marts.counted")["n"].tolist() == [1]


def test_a_publication_without_a_report_leaves_the_last_version(settings: Settings) -> None:
    _draft_build(settings, 1)
    publish(settings, "v1", {})
    _draft_build(settings, 2)
    (settings.draft_reports_directory / "index.html").unlink()
    with pytest.raises(RefreshError, match="nothing was published"):
        publish(settings, "v2", {})
    assert query_published(settings, "select n from marts.counted")["n"].tolist() == [1]
    assert current_version(settings) == "v1"


def test_a_reader_is_not_blocked_by_a_publication(settings: Settings) -> None:
    _draft_build(settings, 1)
    publish(settings, "v1", {})
    with published(settings) as reader:
        _draft_build(settings, 2)
        publish(settings, "v2", {})
        during = reader.execute("select n from marts.counted").fetchone()
    after = query_published(settings, "select n from marts.counted")["n"].tolist()
    assert (during, after) == ((1,), [2])


def test_a_query_before_the_first_publication_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(PublishedVersionMissingError, match="fedlocal run"):
        query_published(settings, "select 1")


@pytest.mark.parametrize(
    ("output_format", "expected"),
    [("csv", "n,name\n1,a\n"), ("json", '"name":"a"'), ("table", "name")],
)
def test_rows_are_printed_in_each_format(
    settings: Settings, capsys: pytest.CaptureFixture[str], output_format: str, expected: str
) -> None:
    _draft_build(settings, 1)
    publish(settings, "v1", {})
    print_rows(settings, "select n, name from marts.counted", output_format)
    assert expected in capsys.readouterr().out


@pytest.mark.parametrize("statement", ["delete from marts.counted", "create table x (a int)", "selec 1"])
def test_a_statement_that_writes_or_is_wrong_is_refused(settings: Settings, statement: str) -> None:
    _draft_build(settings, 1)
    publish(settings, "v1", {})
    with pytest.raises(QueryError):
        print_rows(settings, statement)
    assert query_published(settings, "select n from marts.counted")["n"].tolist() == [1]


def test_an_unknown_format_names_the_known_ones(settings: Settings) -> None:
    with pytest.raises(QueryError, match="table, csv, json"):
        print_rows(settings, "select 1", "xml")


def test_the_build_is_private(settings: Settings) -> None:
    with build(settings) as connection:
        write_table(connection, "results.x", pd.DataFrame({"a": [1]}), "made-up")
    assert oct(settings.build_database.stat().st_mode)[-3:] == "600"
    assert oct(settings.build_directory.stat().st_mode)[-3:] == "700"
