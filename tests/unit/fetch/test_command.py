"""The command `fedlocal fetch`: its list, its choice of files, its table, its message and its exit status."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from orchestration import cli
from orchestration.fetch import command
from orchestration.fetch.choice import Choice
from orchestration.fetch.errors import FetchError
from orchestration.fetch.groups import GROUPS, wanted_files
from orchestration.fetch.patience import Patience
from orchestration.settings import FETCH_BASE_VARIABLE, Settings
from orchestration.sources.catalog import load_catalog
from tests.command_line import run_fedlocal
from tests.unit.fetch.conftest import CONTENT, sha256_of
from tests.unit.fetch.local_server import LocalServer

NAMES = {capture.file_name for source in GROUPS["policies"] for capture in load_catalog()[source].captures}


@pytest.mark.real
def test_the_command_fetches_real_files_by_checksum(server, settings: Settings, shared_directory: Path) -> None:
    files = {path.name: path for path in (shared_directory / "data" / "policy").rglob("*") if path.name in NAMES}
    assert set(files) == NAMES
    pending = {name for name in NAMES if name.startswith("pending")}
    for name in pending:
        server.serve(name, files[name].read_bytes())
    finished = run_fedlocal("fetch", "policies", "--only", "PENDING*", home=settings.home)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.count("checksum right") == len(pending)
    for name in pending:
        assert (settings.fetch_directory / name).read_bytes() == files[name].read_bytes()
    again = run_fedlocal("fetch", "policies", "--only", "pending*", home=settings.home)
    assert again.returncode == 0
    assert again.stdout.count("already there") == len(pending)


def test_the_command_ends_with_status_1_and_no_traceback(settings: Settings, server: LocalServer) -> None:
    server.serve("activation_dates.dta", CONTENT)
    finished = run_fedlocal("fetch", "policies", home=settings.home)
    assert finished.returncode == 1
    assert f"error: {len(NAMES)} of {len(NAMES)} files could not be fetched." in finished.stderr
    assert "Traceback" not in finished.stderr
    assert sha256_of(CONTENT) in finished.stderr
    assert finished.stdout.count("404 Not Found") == len(NAMES) - 1
    assert list(settings.fetch_directory.iterdir()) == []


def test_without_a_network_the_message_says_which_files_and_what_to_do(
    settings: Settings, server: LocalServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.server_close()
    monkeypatch.setattr(command, "Patience", lambda: Patience(sleep=lambda seconds: None))
    monkeypatch.setattr(sys, "argv", ["fedlocal", "fetch", "policies", "--home", str(settings.home)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    message = capsys.readouterr().err
    for name in NAMES:
        assert f"file {name}: no connection to" in message
    assert f"or copy the files into {settings.fetch_directory} by hand" in message
    assert "Traceback" not in message


def test_the_list_asks_nobody_and_shows_what_is_not_verified(
    settings: Settings, server: LocalServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(FETCH_BASE_VARIABLE)
    there = settings.fetch_directory / "activation_dates.dta"
    there.write_bytes(CONTENT)
    command.list_group(settings, "policies")
    rows = [[cell.strip() for cell in line.split("│")] for line in capsys.readouterr().out.splitlines() if "│" in line]
    listed = {name: cells for name, *cells in rows}
    captures = {c.file_name: c for source in GROUPS["policies"] for c in load_catalog()[source].captures}
    assert set(listed) == NAMES
    for name, capture in captures.items():
        verified = ("verified" if capture.is_verified else "not verified") if capture.url else ""
        is_there = "another content" if name == there.name else "no"
        assert listed[name] == [is_there, capture.url or "none known", verified, capture.sha256]
    assert server.ranges == {}


def test_the_list_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command.list_group(Settings(home=tmp_path / "none", raw_directory=tmp_path / "none" / "raw"), "policies")
    assert "activation_dates.dta" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()


def test_a_mirror_takes_the_place_of_every_address(settings: Settings, server: LocalServer) -> None:
    files = wanted_files("policies", settings)
    assert {file.url for file in files} == {f"{server.base}/{file.name}" for file in files}


@pytest.mark.parametrize("base", ["mirror.example.org/files", "file:///srv/files", "http://"])
def test_a_mirror_that_is_no_web_address_is_refused(settings: Settings, monkeypatch, base: str) -> None:
    monkeypatch.setenv(FETCH_BASE_VARIABLE, base)
    with pytest.raises(FetchError, match="no web address"):
        wanted_files("policies", settings)


def test_an_unknown_group_and_a_glob_that_fits_nothing_are_told(settings: Settings) -> None:
    with pytest.raises(FetchError, match="choose one of policies, places"):
        wanted_files("weather", settings)
    with pytest.raises(FetchError, match=r"No file of policies fits 'nothing\*'"):
        wanted_files("policies", settings, Choice(only="nothing*"))


def test_a_record_that_cannot_be_read_is_told(settings: Settings, server: LocalServer) -> None:
    (settings.fetch_directory / "fetched.json").write_text("[]")
    with pytest.raises(FetchError, match=r"fetched\.json"):
        command.list_group(settings, "policies")


def test_every_group_names_sources_of_the_catalog() -> None:
    assert {source for sources in GROUPS.values() for source in sources} <= set(load_catalog())
