"""The twin as a whole: the same bytes every time, files the catalog knows, a folder replaced in one step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.sources.readers import read
from orchestration.sources.recognition import find_files
from orchestration.twin import RealInputs, TwinError, TwinSettings, write_twin
from orchestration.twin.settings import TwinSize
from tests.unit.twin.tiny import SEED, WrittenTwin


def test_same_settings_give_the_same_bytes(tiny_twin: WrittenTwin, tiny_size: TwinSize, tmp_path: Path) -> None:
    again = write_twin(tmp_path / "again", TwinSettings("small", "null", SEED), RealInputs(), size=tiny_size)
    assert [(entry["path"], entry["sha256"]) for entry in again.files] == [
        (entry["path"], entry["sha256"]) for entry in tiny_twin.manifest.files
    ]
    assert (tmp_path / "again/manifest.json").read_bytes() == (tiny_twin.directory / "manifest.json").read_bytes()


def test_another_seed_gives_another_survey(tiny_twin: WrittenTwin, tiny_size: TwinSize, tmp_path: Path) -> None:
    other = write_twin(tmp_path / "other", TwinSettings("small", "null", SEED + 1), RealInputs(), size=tiny_size)
    checksums = {entry["path"]: entry["sha256"] for entry in tiny_twin.manifest.files}
    changed = {entry["source"] for entry in other.files if checksums.get(entry["path"]) != entry["sha256"]}
    assert {"ncvs_person", "ncvs_household", "ncvs_area", "acs5", "secure_communities"} <= changed


def test_a_twin_that_is_there_is_not_written_again(tiny_twin: WrittenTwin, tiny_size: TwinSize) -> None:
    path = tiny_twin.directory / "README.txt"
    before = path.stat().st_mtime_ns
    manifest = write_twin(tiny_twin.directory, TwinSettings("small", "null", SEED), RealInputs(), size=tiny_size)
    assert path.stat().st_mtime_ns == before
    assert manifest.files == tiny_twin.manifest.files


def test_a_folder_of_somebody_else_is_refused_and_left_alone(tmp_path: Path, tiny_size: TwinSize) -> None:
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(TwinError, match="holds files that no twin wrote"):
        write_twin(tmp_path, TwinSettings("small", "null", SEED), RealInputs(), size=tiny_size)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "keep"


def test_unknown_scale_and_scenario_are_refused() -> None:
    with pytest.raises(TwinError, match="Unknown scale 'large'"):
        TwinSettings("large", "null", 1)
    with pytest.raises(TwinError, match="Unknown scenario 'sudden'"):
        TwinSettings("small", "sudden", 1)


def test_every_file_is_recognised_and_readable(tiny_twin: WrittenTwin) -> None:
    found = find_files(tiny_twin.directory, excluded=tiny_twin.directory / "truth")
    files = [file for file in found if file.path.name not in ("manifest.json", "README.txt")]
    assert {file.path.parent.name for file in files} == {file.source.name for file in files if file.source}
    assert all(file.source is not None and file.source.name == file.path.parent.name for file in files)
    # One file a layout is read to the end; the others of a source differ in their rows only.
    first_of_kind = {(file.source.name, file.path.name[:8].lower()): file for file in files}
    for file in first_of_kind.values():
        assert read(file.path, file.source).n_rows > 0


def test_manifest_lists_every_file_and_says_synthetic(tiny_twin: WrittenTwin) -> None:
    written = json.loads((tiny_twin.directory / "manifest.json").read_text(encoding="utf-8"))
    on_disk = {
        path.relative_to(tiny_twin.directory).as_posix() for path in tiny_twin.directory.rglob("*") if path.is_file()
    }
    assert {entry["path"] for entry in written["files"]} == on_disk - {"manifest.json", "README.txt"}
    assert "SYNTHETIC" in written["notice"]
    assert "SYNTHETIC" in (tiny_twin.directory / "README.txt").read_text(encoding="utf-8")
    assert written["settings"]["seed"] == SEED
