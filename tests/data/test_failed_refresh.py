"""Bad input stops a refresh with a message, and the published version stays as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.command_line import query, run_fedlocal
from tests.data.hand_made_survey import incident, write_records

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def spoilable_home(refreshed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of a refreshed home whose files a test may spoil."""
    home = tmp_path_factory.mktemp("spoilt") / "home"
    shutil.copytree(refreshed_home, home, symlinks=True)
    return home


def _version(home: Path) -> str:
    return query(home, "select data_version from meta.versions")["data_version"].iloc[0]


def _refuses(home: Path, *says: str) -> None:
    """Assert that a refresh fails with a message holding every phrase, and publishes nothing."""
    before = _version(home)
    told = run_fedlocal("run", home=home)
    assert told.returncode == 1, told.stdout + told.stderr
    for phrase in (*says, "remedy", "unchanged"):
        assert phrase in told.stderr, told.stderr
    assert "Traceback" not in told.stderr
    assert _version(home) == before


@pytest.fixture
def real_folder(spoilable_home: Path):
    folder = spoilable_home / "raw" / "mine"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def test_an_empty_file_stops_with_its_name(spoilable_home: Path, real_folder: Path) -> None:
    (real_folder / "ncvs_2021_person.tsv").write_text("")
    _refuses(spoilable_home, "ncvs_2021_person.tsv", "empty")


def test_a_wrong_layout_stops_with_the_missing_column(spoilable_home: Path, real_folder: Path) -> None:
    (real_folder / "ncvs_2021_person.tsv").write_text("YEARQ\tIDPER\n2021.1\t1\n")
    _refuses(spoilable_home, "ncvs_2021_person.tsv", "row 1", "V3011")


def test_an_unreadable_workbook_stops_with_its_name(spoilable_home: Path, real_folder: Path) -> None:
    (real_folder / "ParticipatingEntities-20210113002027.xlsx").write_bytes(b"PK broken")
    _refuses(spoilable_home, "ParticipatingEntities-20210113002027.xlsx", "cannot be opened")


def test_a_missing_folder_stops_with_its_name(spoilable_home: Path) -> None:
    before = _version(spoilable_home)
    told = run_fedlocal("run", "--raw", str(spoilable_home / "nowhere"), home=spoilable_home)
    assert told.returncode == 1
    assert "nowhere" in told.stderr
    assert "remedy" in told.stderr
    assert _version(spoilable_home) == before


def test_a_duplicated_key_stops_with_file_rows_and_columns(spoilable_home: Path, real_folder: Path) -> None:
    header = "YEARQ\tIDHH\tWGTHHCY\tV2117\tV2118\tV2015\tV2127B"
    row = f"2021.1\t{'1' * 25}\t1.0\t139\t1\t1\t3"
    (real_folder / "ncvs_2021_household.tsv").write_text(f"{header}\n{row}\n{row}\n")
    # Households serve nothing without incidents beside them, so without these the file would not be loaded.
    write_records(real_folder / "ncvs_2021_incident.tsv", [incident(1, YEARQ=2021.1)])
    _refuses(spoilable_home, "ncvs_2021_household.tsv", "row 1", "row 2", "YEARQ, IDHH")
    assert "1" * 25 not in run_fedlocal("run", home=spoilable_home).stderr, "an id of a confidential source"


def test_a_spoilt_twin_file_is_written_again(spoilable_home: Path) -> None:
    path = next((spoilable_home / "raw" / "SYNTHETIC").rglob("36142-0003-Data.tsv"))
    original = path.read_bytes()
    path.write_bytes(original + original.splitlines(keepends=True)[1])
    told = run_fedlocal("twin", home=spoilable_home)
    assert told.returncode == 0, told.stderr
    assert path.read_bytes() == original


def test_the_quality_page_of_a_failed_run_tells_of_it(spoilable_home: Path, real_folder: Path) -> None:
    (real_folder / "ncvs_2021_person.tsv").write_text("")
    told = run_fedlocal("run", home=spoilable_home)
    page = spoilable_home / "build" / "failed" / "quality.html"
    assert str(page) in told.stderr
    assert "This run stopped before any check." in page.read_text()
    assert "ncvs_2021_person.tsv" in page.read_text()
    status = run_fedlocal("status", home=spoilable_home)
    assert "failed" in status.stdout + status.stderr
