"""Calls of the Census API: what is kept, what is asked again, what is refused; the key shows nowhere."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from rich.console import Console

from orchestration.fetch import census_calls as module
from orchestration.fetch.census_calls import CensusCall, census_calls
from orchestration.fetch.choice import Choice
from orchestration.fetch.display import Display
from orchestration.fetch.patience import Patience
from orchestration.fetch.run import Outcome, fetch_files
from orchestration.settings import Settings
from orchestration.sources.catalog import load_catalog
from orchestration.sources.readers.census import read_api_answer
from tests.unit.fetch.census_server import (
    INVALID_KEY_PAGE,
    KEY,
    TRACTS,
    CensusServer,
    Mishap,
    answer,
    census_server,
    dropped,
    instead,
    status,
    truncated,
)
from tests.unit.fetch.conftest import sha256_of

Ask = Callable[..., list[Outcome]]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[CensusServer]:
    with census_server() as running:
        monkeypatch.setattr(module, "API_BASE", running.base)
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    settings = Settings(home=tmp_path / "home", raw_directory=tmp_path / "home" / "raw")
    settings.create_directories()
    return settings.fetch_directory


@pytest.fixture
def seen() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def ask(api: CensusServer, folder: Path, seen: io.StringIO, patience: Patience) -> Ask:
    """Return a run over the calls of one release that gives back how each ended."""

    def run(states: tuple[str, ...] = ("11",), key: str | None = KEY, release: int = 2012) -> list[Outcome]:
        calls = _survey_calls(folder, states, release)
        return fetch_files(calls, patience, Display(Console(file=seen, highlight=False, width=200)), key)

    return run


def _survey_calls(folder: Path, states: tuple[str, ...] = ("11",), release: int = 2012) -> list[CensusCall]:
    calls = census_calls(folder, None, Choice(releases=(release,), states=states))
    return [call for call in calls if call.source_name == "acs5"]


def _results(outcomes: list[Outcome]) -> list[str]:
    return [outcome.result for outcome in outcomes]


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_answer_is_kept_and_read_by_the_refresh(ask: Ask, api: CensusServer, folder: Path, waits) -> None:
    outcomes = ask(("11", "56"))
    assert _results(outcomes) == ["fetched"] * len(api.asked)
    calls = _survey_calls(folder, ("11", "56"))
    assert _names(folder) == sorted(["fetched.json", *(call.name for call in calls)])
    assert waits == [1.0] * (len(calls) - 1)
    for call in calls:
        for raw in read_api_answer(call.destination, load_catalog()["acs5"]):
            assert raw.table.num_rows == len(TRACTS[call.state])
            assert not raw.malformed_rows
    assert [agent.startswith("fedlocal") for agent in api.agents] == [True]


def test_a_call_is_recorded_with_its_question_and_checksum_and_not_made_again(ask: Ask, api, folder: Path) -> None:
    ask()
    n_asked = len(api.asked)
    recorded = json.loads((folder / "fetched.json").read_text())["files"]
    for call in _survey_calls(folder):
        entry = recorded[call.name]
        assert (entry["url"], entry["source"]) == (call.question, "acs5")
        assert entry["sha256"] == sha256_of(call.destination.read_bytes())
    assert _results(ask()) == ["already there"] * n_asked
    assert len(api.asked) == n_asked


@pytest.mark.parametrize(
    "mishap",
    [
        truncated,
        dropped,
        instead(b""),
        instead(b"<html><title>Maintenance</title></html>"),
        instead(b'{"error": "later"}'),
        instead(answer(["NAME"], "11")[:-1]),
        status(500),
        status(503, Retry_After="1"),
    ],
    ids=["truncated", "dropped", "empty", "page", "object", "no end", "500", "503"],
)
def test_an_answer_that_is_none_is_asked_for_again(ask: Ask, api: CensusServer, folder, waits, mishap: Mishap) -> None:
    api.mishaps = [mishap]
    first, *others = ask()
    assert (first.result, set(_results(others))) == ("fetched", {"fetched"})
    assert api.asked[0] == api.asked[1]
    assert len(json.loads((folder / first.name).read_bytes())) == 1 + len(TRACTS["11"])
    assert not [name for name in _names(folder) if name.startswith(".")]


def test_the_wait_the_api_asks_for_is_kept(ask: Ask, api: CensusServer, waits: list[float], seen) -> None:
    api.mishaps = [status(429, Retry_After="7")]
    assert set(_results(ask())) == {"fetched"}
    assert waits[0] == 7.0
    assert "429 Too Many Requests; trying again in 7 s" in seen.getvalue()


def test_an_api_that_asks_for_too_long_a_wait_is_left_alone(ask: Ask, api: CensusServer, waits: list[float]) -> None:
    api.mishaps = [status(429, Retry_After="3600")]
    first, *others = ask()
    assert "asks to wait 3600 s" in first.details
    assert {outcome.details for outcome in others} == {f"{api.base[7:-5]} answers no calls now (not asked again)"}
    assert (len(api.asked), waits) == (1, [])


def test_an_api_that_fails_call_after_call_is_left_alone(ask: Ask, api: CensusServer) -> None:
    api.mishaps = [status(503)] * 100
    outcomes = ask()
    assert set(_results(outcomes)) == {"failed"}
    assert len(api.asked) == 3 * 5
    assert "not asked again" in outcomes[3].details


def test_no_data_is_an_outcome_and_no_failure(ask: Ask, api: CensusServer, folder: Path) -> None:
    outcomes = ask(("60",))
    assert set(_results(outcomes)) == {"no data"}
    assert not any(outcome.is_failure for outcome in outcomes)
    assert _names(folder) == []


def test_an_unknown_variable_is_named_with_its_release_and_asked_of_one_state_only(ask: Ask, api, folder) -> None:
    asked = _survey_calls(folder)[0].variables[3]
    api.unknown_variables = {("2012/acs/acs5", asked)}
    outcomes = {outcome.name: outcome for outcome in ask(("11", "56"))}
    reason = f"the API knows no variable {asked} in 2012/acs/acs5"
    assert outcomes["acs5_2012_11_1.json"].details == reason
    assert outcomes["acs5_2012_56_1.json"].details == f"{reason} (not asked again)"
    assert outcomes["acs5_2012_56_2.json"].result == "fetched"
    assert len([path for path in api.asked if asked in path]) == 1


def test_a_dataset_that_is_not_there_is_named(ask: Ask, api: CensusServer) -> None:
    api.mishaps = [status(404, b"<html>404</html>")]
    assert ask()[0].details == "the API has no dataset 2012/acs/acs5"


@pytest.mark.parametrize(
    "mishap",
    [
        None,
        status(302, Location="https://api.census.gov/data/invalid_key.html"),
        status(302, X_DataWebAPI_KeyError="1"),
        instead(INVALID_KEY_PAGE),
    ],
    ids=["wrong key", "redirect", "header", "page"],
)
def test_a_refused_key_is_told_once_and_not_tried_on(ask: Ask, api: CensusServer, folder: Path, mishap) -> None:
    api.mishaps = [mishap]
    first, *others = ask(key=KEY if mishap else "wrong")
    assert first.details.startswith("the Census API does not take the key")
    assert {outcome.details for outcome in others} == {"the Census API does not take the key (not asked again)"}
    assert len(api.asked) == 1
    assert _names(folder) == []


def test_without_a_key_no_call_is_made(ask: Ask, api: CensusServer) -> None:
    assert set(_results(ask(key=None))) == {"no key"}
    assert api.asked == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (answer(["NAME", "B01003_001E"], "11"), "the answer has not the header asked for: it lacks B01001_001E"),
        (answer([], "56"), "the answer has not the header asked for: it lacks NAME"),
    ],
)
def test_an_answer_with_another_header_is_refused(ask: Ask, api, folder: Path, body: bytes, reason: str) -> None:
    api.mishaps = [instead(body)]
    first, *_ = ask()
    assert (first.result, first.details.startswith(reason)) == ("failed", True)
    assert not (folder / first.name).exists()


def test_an_answer_of_another_state_is_refused(ask: Ask, api: CensusServer, folder: Path) -> None:
    api.mishaps = [instead(answer(list(_survey_calls(folder)[0].variables), "56"))]
    assert ask()[0].details == "the answer holds state 56 where state 11 was asked for"


def test_an_answer_with_fewer_tracts_than_the_first_of_its_state_is_asked_for_again(ask: Ask, api, folder) -> None:
    variables = list(_survey_calls(folder)[1].variables)
    short = json.dumps(json.loads(answer(variables, "11"))[:-1]).encode()
    api.mishaps = [None, instead(short)]
    outcomes = ask()
    assert set(_results(outcomes)) == {"fetched"}
    assert api.asked[1] == api.asked[2]


def test_a_first_answer_that_differs_for_good_ends_its_state_only(ask: Ask, api: CensusServer, folder: Path) -> None:
    first = _survey_calls(folder)[0]
    short = json.dumps(json.loads(answer(list(first.variables), "11"))[:-1]).encode()
    api.mishaps = [instead(short)]
    outcomes = ask(("11", "56"))
    assert [o.result for o in outcomes if "_11_" in o.name] == ["fetched"] + ["failed"] * 4
    assert {o.result for o in outcomes if "_56_" in o.name} == {"fetched"}
    assert f"not the 2 of {first.name}; if it stays so, move that file away" in outcomes[1].details


def test_a_run_broken_off_goes_on_with_the_calls_that_are_missing(ask: Ask, api, folder: Path) -> None:
    def interrupt(seconds: float) -> None:
        if len(api.asked) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_files(_survey_calls(folder), Patience(sleep=interrupt), Display(), KEY)
    there = ["acs5_2012_11_1.json", "acs5_2012_11_2.json"]
    assert _names(folder) == [*there, "fetched.json"]
    (folder / ".acs5_2012_11_3.json.part").write_text("[[half")
    api.asked.clear()
    outcomes = ask()
    assert _results(outcomes) == ["already there"] * 2 + ["fetched"] * (len(outcomes) - 2)
    assert len(api.asked) == len(outcomes) - 2
    assert not [name for name in _names(folder) if name.startswith(".")]


def test_an_answer_changed_by_hand_is_left_alone_and_told(ask: Ask, api: CensusServer, folder: Path) -> None:
    first, *_ = ask()
    (folder / first.name).write_text("[]")
    again, *_ = ask()
    assert again.details.startswith("another file stands under this name")
    assert (folder / first.name).read_text() == "[]"


def test_an_answer_to_an_older_question_is_replaced_if_a_run_put_it_there(ask: Ask, api, folder: Path) -> None:
    first, *_ = ask()
    path = folder / "fetched.json"
    record = json.loads(path.read_text())
    record["files"][first.name]["url"] = "of an older catalog"
    path.write_text(json.dumps(record))
    assert _results(ask())[:2] == ["fetched", "already there"]


def test_an_answer_copied_by_hand_counts_if_it_answers_the_call(ask: Ask, api: CensusServer, folder: Path) -> None:
    right, wrong = _survey_calls(folder)[:2]
    right.destination.write_bytes(answer(list(right.variables), "11"))
    wrong.destination.write_bytes(answer(["NAME", "B01003_001E"], "11"))
    first, second, *_ = ask()
    assert first.result == "already there"
    assert second.details.startswith("another answer stands under this name, with other variables")


def test_a_mirror_gives_the_answers_by_name_and_never_sees_the_key(server, folder: Path, patience: Patience) -> None:
    calls = census_calls(folder, server.base, Choice(releases=(2012,), states=("11",)))
    for call in calls:
        server.serve(call.name, answer(list(call.variables), "11"))
    server.serve(calls[0].name, answer(["NAME"], "11"))
    outcomes = fetch_files(calls, patience, Display(), KEY)
    assert _results(outcomes) == ["failed"] + ["fetched"] * (len(calls) - 1)
    assert "lacks B01001_001E" in outcomes[0].details
    assert not [path for path in server.ranges if "key" in path]
    entry = json.loads((folder / "fetched.json").read_text())["files"][calls[1].name]
    assert (entry["url"], entry["question"]) == (f"{server.base}/{calls[1].name}", calls[1].question)
    assert _results(fetch_files(calls[1:], patience, Display(), KEY)) == ["already there"] * (len(calls) - 1)


def test_the_key_shows_nowhere(ask: Ask, api: CensusServer, folder: Path, seen, capfd, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    api.mishaps = [
        status(400, f"error: no such thing as {KEY}".encode()),
        instead(INVALID_KEY_PAGE.replace(b"Invalid Key", KEY.encode())),
        dropped,
        status(302, Location=f"https://elsewhere.example.org/?key={KEY}"),
    ]
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        outcomes = ask(("11", "56"))
    assert [path for path in api.asked if f"key={KEY}" in path] == api.asked
    assert "fetched" in _results(outcomes)
    told = [seen.getvalue(), *capfd.readouterr(), caplog.text, repr(outcomes), repr(warned)]
    written = [path.read_text() for path in folder.parent.rglob("*") if path.is_file()]
    assert KEY not in "".join([*told, *written, *map(str, folder.parent.rglob("*"))])
    assert "(key)" in repr(outcomes)
    assert "urllib3" in caplog.text


def test_an_error_of_the_library_shows_no_address(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: requests.Session, url: str, **options: object) -> None:
        raise requests.exceptions.InvalidURL(f"cannot parse {url}&key={options['params']['key']}")

    monkeypatch.setattr(requests.Session, "get", fail)
    assert {outcome.details for outcome in ask()} == {"the request failed: InvalidURL"}


def test_a_log_tells_how_many_calls_there_are(ask: Ask, seen: io.StringIO) -> None:
    outcomes = ask()
    first, second, *_ = seen.getvalue().splitlines()
    assert first == f"fetching acs5_2012_11_1.json (1 of {len(outcomes)})"
    assert second == f"fetching acs5_2012_11_2.json (2 of {len(outcomes)})"


def test_a_terminal_shows_the_calls_done_and_the_time_left(api: CensusServer, folder: Path, patience: Patience) -> None:
    seen = io.StringIO()
    console = Console(file=seen, force_terminal=True, width=160)
    calls = _survey_calls(folder)
    fetch_files(calls, patience, Display(console), KEY)
    assert f"{len(calls)}/{len(calls)}" in seen.getvalue()
    assert "0:00:00" in seen.getvalue()
