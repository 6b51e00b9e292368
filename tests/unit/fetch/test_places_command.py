"""The command `fedlocal fetch places`: files and calls in one run, and what is said without a key or a network."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration import cli
from orchestration.fetch import census_calls, command, groups
from orchestration.fetch.patience import Patience
from orchestration.settings import (
    CENSUS_KEY_VARIABLE,
    FETCH_BASE_VARIABLE,
    OTHER_CENSUS_KEY_VARIABLE,
    settings_from_environment,
)
from orchestration.sources.captures import Capture
from orchestration.sources.catalog import load_catalog
from tests.unit.fetch.census_server import KEY, CensusServer, census_server
from tests.unit.fetch.conftest import CONTENT
from tests.unit.fetch.local_server import LocalServer
from tests.unit.fetch.test_unpack import NAME, ZIP, zipped

Fedlocal = Callable[..., int]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[CensusServer]:
    with census_server() as running:
        monkeypatch.setattr(census_calls, "API_BASE", running.base)
        yield running


@pytest.fixture
def fedlocal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: LocalServer) -> Fedlocal:
    """Return the command `fedlocal fetch places` with one file at a fixed address; it gives back the exit status."""
    gazetteer = load_catalog()["gazetteer_county"]
    captures = (Capture(NAME, f"{server.base}/{ZIP}", None),)
    catalog = {**load_catalog(), gazetteer.name: replace(gazetteer, captures=captures)}
    others = set(groups.GROUPS["places"]) - {gazetteer.name}
    kept = {name: source for name, source in catalog.items() if name not in others}
    monkeypatch.setattr(groups, "load_catalog", lambda: kept)
    monkeypatch.setattr(command, "Patience", lambda: Patience(sleep=lambda seconds: None))
    for variable in (CENSUS_KEY_VARIABLE, OTHER_CENSUS_KEY_VARIABLE, FETCH_BASE_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    server.serve(ZIP, zipped(CONTENT))

    def run(*arguments: str) -> int:
        options = ["--states", "DC", "--releases", "2012", "--home", str(tmp_path), *arguments]
        monkeypatch.setattr(sys, "argv", ["fedlocal", "fetch", "places", *options])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code

    return run


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.mark.parametrize("variable", [CENSUS_KEY_VARIABLE, OTHER_CENSUS_KEY_VARIABLE])
def test_files_and_answers_come_in_one_run(fedlocal, api, tmp_path, monkeypatch, capsys, variable: str) -> None:
    monkeypatch.setenv(variable, f" {KEY}\n")
    assert fedlocal() == 0
    names = {path.name for path in (tmp_path / "raw").iterdir()}
    assert {NAME, "acs5_2012_11_1.json", "census_2000_sf1_11_1.json", "census_2000_sf3_11_1.json"} <= names
    assert len(names) == 1 + len(api.asked) + len(["fetched.json"])
    shown = capsys.readouterr()
    assert "5 calls to 2012/acs/acs5" in shown.out
    assert KEY not in shown.out + shown.err
    assert fedlocal() == 0
    assert "5 already there" in capsys.readouterr().out


def test_without_a_key_the_files_come_and_the_message_says_where_to_get_one(fedlocal, api, tmp_path, capsys) -> None:
    assert fedlocal() == 1
    message = capsys.readouterr().err
    assert "error: 7 calls of the Census API were not made: they need a key, and none is set." in message
    assert "files that need none and are there: 1." in message
    assert "https://api.census.gov/data/key_signup.html" in message
    assert CENSUS_KEY_VARIABLE in message
    assert (tmp_path / "raw" / NAME).read_bytes() == CONTENT
    assert api.asked == []


def test_without_a_network_one_message_names_the_hosts(
    fedlocal: Fedlocal, server: LocalServer, monkeypatch: pytest.MonkeyPatch, capsys, closed_port: int
) -> None:
    server.server_close()
    monkeypatch.setattr(census_calls, "API_BASE", f"http://127.0.0.1:{closed_port}/data")
    monkeypatch.setenv(CENSUS_KEY_VARIABLE, KEY)
    assert fedlocal("--releases", "2009-2014", "--states", "DC,WY") == 1
    message = capsys.readouterr().err
    assert f"file {NAME}: no connection to the server (after 3 tries): 127.0.0.1:{server.server_port}" in message
    assert f"json: no connection to 127.0.0.1:{closed_port} (not tried again)" in message
    assert message.count("trying again") == 2 * 2
    assert "remedy: see to the network, or name a proxy with HTTPS_PROXY; run `fedlocal fetch places` again" in message
    assert len(message.splitlines()) < 80
    assert "Traceback" not in message
    assert KEY not in message


def test_many_files_with_one_reason_are_told_in_one_line(fedlocal, api, monkeypatch, capsys) -> None:
    monkeypatch.setenv(CENSUS_KEY_VARIABLE, "wrong")
    assert fedlocal("--releases", "2009-2014") == 1
    message = capsys.readouterr().err
    assert (
        "31 files, acs5_2009_11_2.json to census_2000_sf3_11_1.json: "
        "the Census API does not take the key (not asked again)" in message
    )
    assert "wrong:" not in message


def test_the_list_names_the_calls_and_asks_nobody(fedlocal, api, monkeypatch, capsys) -> None:
    monkeypatch.setenv(CENSUS_KEY_VARIABLE, KEY)
    assert fedlocal("--list", "--only", "census_2000*") == 0
    listed = capsys.readouterr().out
    assert "census_2000_sf3_11_1.json" in listed
    assert f"{api.base}/2000/dec/sf3?get=NAME,P015001" in listed
    assert "acs5" not in listed
    assert KEY not in listed
    assert api.asked == []


def test_releases_that_cannot_be_read_end_with_a_message(fedlocal: Fedlocal, capsys) -> None:
    assert fedlocal("--releases", "2008") == 1
    assert "write years from 2009 on" in capsys.readouterr().err


def test_the_first_name_of_the_key_wins_and_an_empty_one_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    settings = settings_from_environment(home=tmp_path)
    monkeypatch.setenv(CENSUS_KEY_VARIABLE, "mine")
    monkeypatch.setenv(OTHER_CENSUS_KEY_VARIABLE, "other")
    assert settings.census_key == "mine"
    monkeypatch.setenv(CENSUS_KEY_VARIABLE, " ")
    assert settings.census_key == "other"
    monkeypatch.delenv(OTHER_CENSUS_KEY_VARIABLE)
    assert settings.census_key is None
    assert "mine" not in repr(settings)
