"""A run over several files: what is there stays, one failure stops no other, and what came is recorded."""

from __future__ import annotations

import datetime as dt
import json
import socket
from collections.abc import Callable

import pytest

from orchestration.fetch.run import Outcome
from orchestration.settings import FETCH_BASE_VARIABLE, Settings
from orchestration.sources.inventory import take_inventory
from tests.unit.fetch.conftest import CONTENT, NAME, sha256_of
from tests.unit.fetch.local_server import LocalServer

Fetch = Callable[[dict[str, str | None]], list[Outcome]]
RIGHT = {NAME: sha256_of(CONTENT)}
OTHER = "pendingAgencies12012025am.xlsx"


def _results(outcomes: list[Outcome]) -> dict[str, str]:
    return {outcome.name: outcome.result for outcome in outcomes}


@pytest.fixture
def closed_port(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> int:
    """Point the mirror at a port where nobody listens, as it is without a network."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    monkeypatch.setenv(FETCH_BASE_VARIABLE, f"http://127.0.0.1:{port}/mirror")
    return port


@pytest.mark.parametrize("folder", ["", "policy/pending"])
def test_a_right_file_is_left_alone_wherever_it_lies(fetch, server, settings: Settings, folder: str) -> None:
    place = settings.fetch_directory / folder / NAME
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(CONTENT)
    before = place.stat()
    [outcome] = fetch(RIGHT)
    assert outcome.result == "already there"
    assert (place.stat().st_ino, place.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert server.asked(NAME) == []


def test_another_file_under_the_name_is_never_overwritten(fetch: Fetch, server: LocalServer, settings) -> None:
    server.serve(NAME, CONTENT)
    (settings.fetch_directory / NAME).write_bytes(b"my own")
    [outcome] = fetch(RIGHT)
    assert outcome.result == "failed"
    assert sha256_of(b"my own") in outcome.details
    assert (settings.fetch_directory / NAME).read_bytes() == b"my own"
    assert server.asked(NAME) == []


def test_a_file_of_the_twin_does_not_count_as_there(fetch: Fetch, server: LocalServer, settings: Settings) -> None:
    server.serve(NAME, CONTENT)
    settings.twin_directory.mkdir(parents=True)
    (settings.twin_directory / NAME).write_bytes(CONTENT)
    [outcome] = fetch(RIGHT)
    assert outcome.result == "fetched"


def test_one_failing_file_does_not_stop_the_others(fetch: Fetch, server: LocalServer, waits: list[float]) -> None:
    server.serve(OTHER, CONTENT)
    assert _results(fetch({NAME: sha256_of(CONTENT), OTHER: sha256_of(CONTENT)})) == {
        NAME: "failed",
        OTHER: "fetched",
    }
    assert waits == []


def test_a_moment_passes_between_two_files(fetch: Fetch, server: LocalServer, waits: list[float]) -> None:
    server.serve(NAME, CONTENT)
    server.serve(OTHER, CONTENT)
    fetch({NAME: sha256_of(CONTENT), OTHER: sha256_of(CONTENT)})
    assert waits == [1.0]


def test_a_host_that_cannot_be_reached_is_not_tried_for_every_file(fetch: Fetch, closed_port: int, waits) -> None:
    first, second = fetch({NAME: None, OTHER: None})
    assert first.details == f"no connection to the server (after 3 tries): 127.0.0.1:{closed_port}"
    assert second.details == f"no connection to 127.0.0.1:{closed_port} (not tried again)"
    assert waits == [1.0, 3.0]


def test_a_file_without_any_address_is_told_and_is_no_failure(fetch: Fetch, monkeypatch, settings: Settings) -> None:
    monkeypatch.delenv(FETCH_BASE_VARIABLE)
    [outcome] = fetch(RIGHT)
    assert (outcome.result, outcome.is_failure) == ("no address", False)


def test_a_folder_that_cannot_be_written_is_told(fetch: Fetch, server: LocalServer, settings: Settings) -> None:
    server.serve(NAME, CONTENT)
    (settings.fetch_directory / f".{NAME}.part").mkdir()
    [outcome] = fetch(RIGHT)
    assert outcome.result == "failed"
    assert outcome.details.startswith("cannot be written: ")


def test_what_came_is_recorded_with_checksum_bytes_address_and_moment(fetch, server, settings: Settings) -> None:
    server.serve(NAME, CONTENT)
    server.serve(OTHER, b"other")
    fetch({NAME: sha256_of(CONTENT), OTHER: None})
    files = json.loads((settings.fetch_directory / "fetched.json").read_text())["files"]
    assert list(files) == [NAME, OTHER]
    entry = files[OTHER]
    assert entry["sha256"] == sha256_of(b"other")
    assert entry["bytes"] == len(b"other")
    assert entry["url"] == f"{server.base}/{OTHER}"
    assert entry["source"] == "ice_287g_pending"
    age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(entry["fetched_at"])
    assert dt.timedelta(0) <= age < dt.timedelta(minutes=1)


def test_a_checksum_nobody_knew_is_told_and_holds_from_then_on(fetch: Fetch, server: LocalServer, settings) -> None:
    server.serve(NAME, CONTENT)
    [outcome] = fetch({NAME: None})
    assert sha256_of(CONTENT) in outcome.details
    assert _results(fetch({NAME: None})) == {NAME: "already there"}
    (settings.fetch_directory / NAME).write_bytes(b"changed since")
    assert _results(fetch({NAME: None})) == {NAME: "failed"}


def test_the_record_and_the_drafts_are_no_unrecognised_sources(fetch: Fetch, server: LocalServer, settings) -> None:
    fetched = "notes of the fetch.txt"
    server.serve(NAME, CONTENT)
    fetch({NAME: sha256_of(CONTENT)})
    (settings.fetch_directory / NAME).unlink()
    (settings.fetch_directory / f".{NAME}.part").write_bytes(b"x")
    (settings.fetch_directory / fetched).write_text("a file of somebody's own is still listed")
    assert (settings.fetch_directory / "fetched.json").exists()
    assert [file.found.path.name for file in take_inventory(settings)] == [fetched]
