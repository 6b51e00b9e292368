"""Files that leave the warehouse: whole, described, never over another, never from a confidential room."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.reading.errors import ReadingError
from orchestration.reading.export import export_table
from orchestration.reading.output import copy_to_file
from orchestration.settings import Settings
from orchestration.warehouse import published
from tests.unit.reading.test_commands import printed

REAL_CONFIDENTIAL = (
    "update meta.sources set is_synthetic = false, status = 'real' where confidentiality = 'confidential'"
)


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home=home, raw_directory=home / "raw")


def test_a_table_is_written_with_a_note(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "timeline.csv"
    export_table(settings, "policy_timeline", path)
    lines = path.read_text().splitlines()
    assert lines[0].startswith("spell_id,agreement_id,")
    assert len(lines) == 8
    note = (tmp_path / "timeline.csv.README.txt").read_text()
    assert note.startswith(
        "marts.policy_timeline: What policy_timeline holds\n\nrows: 7\nversion: v1, made by fedlocal 0.1.0"
    )
    assert "No row is synthetic." in note
    assert "  - lists: Made-up Office, Lists (2012) Terms: public domain\n" in note
    assert "  - laws: a list kept with the code" in note
    assert "\n  spell_id: " in note
    assert sorted(file.name for file in tmp_path.iterdir() if file.is_file()) == [path.name, f"{path.name}.README.txt"]


def test_parquet_keeps_dates_as_dates(settings: Settings, home: Path, tmp_path: Path) -> None:
    export_table(settings, "marts.policy_timeline", tmp_path / "t.parquet")
    printed(home, "county", "04013", "--output", str(tmp_path / "c.parquet"))
    printed(home, "policies", "--as-of", "2010-04", "--output", str(tmp_path / "p.parquet"))
    for name in ("t", "c", "p"):
        schema = pq.read_schema(tmp_path / f"{name}.parquet")
        assert schema.field("start_earliest").type == pa.date32()
    assert pq.read_table(tmp_path / "c.parquet").num_rows == 5
    note = (tmp_path / "c.parquet.README.txt").read_text()
    assert note.startswith("Policy spells that reach Maricopa County, Arizona (04013)")


def test_columns_without_a_value_keep_their_type(home: Path, tmp_path: Path) -> None:
    printed(home, "policies", "--as-of", "1980-01", "--output", str(tmp_path / "none.parquet"))
    written = pq.read_table(tmp_path / "none.parquet")
    assert written.num_rows == 0
    assert written.schema.field("end_latest").type == pa.date32()
    assert written.schema.field("agency_name").type == pa.string()


def test_a_synthetic_table_is_called_so(settings: Settings, tmp_path: Path, change) -> None:
    change("update marts.policy_timeline set is_synthetic = true where spell_id = 'sc'")
    export_table(settings, "policy_timeline", tmp_path / "t.csv")
    assert "SYNTHETIC: rows rest on made-up sources" in (tmp_path / "t.csv.README.txt").read_text()
    change("update meta.versions set is_synthetic = true")
    export_table(settings, "marts.policies", tmp_path / "p.csv")
    assert "SYNTHETIC" in (tmp_path / "p.csv.README.txt").read_text()


def test_a_file_that_is_there_stays_unless_forced(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("mine")
    with pytest.raises(ReadingError, match=r"there already.*\n  remedy: .*--force"):
        export_table(settings, "policy_timeline", path)
    assert path.read_text() == "mine"
    export_table(settings, "policy_timeline", path, force=True)
    assert path.read_text().startswith("spell_id")


@pytest.mark.parametrize(
    ("table", "name", "message"),
    [
        ("timeline", "t.csv", "No published table is called 'timeline'.\n  remedy: choose one of\n    marts."),
        ("policy_timeline", "t.xlsx", "says neither csv nor parquet"),
        ("policy_timeline", "none/t.csv", "does not exist"),
    ],
)
def test_a_wrong_table_ending_or_folder_is_told(
    settings: Settings, tmp_path: Path, table: str, name: str, message: str
) -> None:
    with pytest.raises(ReadingError) as refused:
        export_table(settings, table, tmp_path / name)
    assert message in str(refused.value)
    assert [file for file in tmp_path.iterdir() if file.is_file()] == []


def test_a_write_that_fails_leaves_neither_file_nor_draft(settings: Settings, tmp_path: Path) -> None:
    with published(settings) as connection, pytest.raises(Exception, match="nothing_there"):
        copy_to_file(connection, "marts.nothing_there", tmp_path / "t.csv", force=False, note="note")
    assert [file for file in tmp_path.iterdir() if file.is_file()] == []


def test_beside_a_real_confidential_source_only_public_tables_leave(settings: Settings, tmp_path: Path, change) -> None:
    export_table(settings, "county_exposures", tmp_path / "before.csv")
    change(REAL_CONFIDENTIAL)
    with pytest.raises(ReadingError, match=r"marts\.county_exposures is not exported: .*confidential"):
        export_table(settings, "county_exposures", tmp_path / "after.csv")
    assert not (tmp_path / "after.csv").exists()
    export_table(settings, "policy_timeline", tmp_path / "timeline.csv")
    assert (tmp_path / "timeline.csv").exists()


def test_a_version_that_does_not_tell_its_sources_counts_as_confidential(
    settings: Settings, tmp_path: Path, change
) -> None:
    change("drop table meta.sources")
    with pytest.raises(ReadingError, match="does not say that it holds none"):
        export_table(settings, "county_exposures", tmp_path / "after.csv")
    change("drop schema meta cascade")
    with pytest.raises(ReadingError, match="does not say that it holds none"):
        export_table(settings, "county_exposures", tmp_path / "after.csv")
