"""One file: whole, gone on with, begun anew, tried again, refused; a wrong checksum never takes the name."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import formatdate

import pytest

from orchestration.fetch import transfer
from orchestration.fetch.run import Outcome
from orchestration.settings import Settings
from tests.unit.fetch.conftest import CONTENT, NAME, sha256_of
from tests.unit.fetch.local_server import Cut, LocalServer, Refusal, Stall

Fetch = Callable[[dict[str, str | None]], list[Outcome]]
RIGHT = {NAME: sha256_of(CONTENT)}
FAILING_FOR_GOOD = [Refusal(503)] * 5


def _drafts(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.fetch_directory.iterdir() if path.name.startswith("."))


def _broken_off(fetch: Fetch, server: LocalServer, checksums: dict[str, str | None]) -> int:
    """Let a run end with a draft, forget what the server was asked, and return the bytes of the draft."""
    server.files[f"/mirror/{NAME}"].mishaps = [Cut(100_000), *FAILING_FOR_GOOD[1:]]
    [outcome] = fetch(checksums)
    assert outcome.result == "failed"
    _, *later = server.asked(NAME)
    server.ranges.clear()
    return int(later[-1].removeprefix("bytes=").removesuffix("-"))


def test_a_file_comes_whole(fetch: Fetch, server: LocalServer, settings: Settings, waits: list[float]) -> None:
    server.serve(NAME, CONTENT)
    [outcome] = fetch(RIGHT)
    assert (outcome.result, outcome.details) == ("fetched", "262,144 bytes, checksum right")
    assert (settings.fetch_directory / NAME).read_bytes() == CONTENT
    assert server.asked(NAME) == [None]
    assert (waits, _drafts(settings)) == ([], [])


def test_a_cut_connection_is_gone_on_with(fetch: Fetch, server: LocalServer, settings: Settings, waits) -> None:
    server.serve(NAME, CONTENT, mishaps=[Cut(100_000)])
    [outcome] = fetch(RIGHT)
    assert outcome.result == "fetched"
    assert (settings.fetch_directory / NAME).read_bytes() == CONTENT
    whole, rest = server.asked(NAME)
    assert whole is None
    assert 0 < int(rest.removeprefix("bytes=").removesuffix("-")) <= 100_000
    assert waits == [1.0]


def test_a_later_run_goes_on_with_the_draft_of_an_earlier_one(fetch: Fetch, server: LocalServer, settings) -> None:
    server.serve(NAME, CONTENT)
    n_bytes = _broken_off(fetch, server, RIGHT)
    assert _drafts(settings) == [f".{NAME}.part", f".{NAME}.part.json"]
    assert not (settings.fetch_directory / NAME).exists()
    [outcome] = fetch(RIGHT)
    assert outcome.result == "fetched"
    assert server.asked(NAME) == [f"bytes={n_bytes}-"]
    assert (settings.fetch_directory / NAME).read_bytes() == CONTENT
    assert _drafts(settings) == []


def test_a_server_without_ranges_sends_the_whole_again(fetch: Fetch, server: LocalServer, settings: Settings) -> None:
    server.serve(NAME, CONTENT, heeds_range=False, mishaps=[Cut(100_000)])
    [outcome] = fetch(RIGHT)
    assert outcome.result == "fetched"
    assert (settings.fetch_directory / NAME).read_bytes() == CONTENT


@pytest.mark.parametrize(
    "changed",
    [{"content": CONTENT[::-1], "etag": '"v2"'}, {"content": CONTENT + b"more"}],
    ids=["another ETag", "another length"],
)
def test_a_file_that_changed_is_begun_anew(fetch: Fetch, server: LocalServer, settings: Settings, changed) -> None:
    server.serve(NAME, CONTENT)
    _broken_off(fetch, server, {NAME: None})
    server.serve(NAME, **changed)
    [outcome] = fetch({NAME: None})
    assert outcome.result == "fetched"
    assert (settings.fetch_directory / NAME).read_bytes() == changed["content"]
    assert [asked is None for asked in server.asked(NAME)] == [False, True]


def test_without_version_and_checksum_nothing_is_glued_together(fetch: Fetch, server: LocalServer, settings) -> None:
    server.serve(NAME, CONTENT, etag=None, mishaps=[Cut(100_000)])
    [outcome] = fetch({NAME: None})
    assert outcome.result == "fetched"
    assert server.asked(NAME) == [None, None]
    assert (settings.fetch_directory / NAME).read_bytes() == CONTENT


def test_halves_that_do_not_fit_are_thrown_away_and_the_whole_is_fetched(fetch, server, settings) -> None:
    server.serve(NAME, b"x" * len(CONTENT), etag=None)
    _broken_off(fetch, server, RIGHT)
    server.serve(NAME, CONTENT, etag=None)
    [outcome] = fetch(RIGHT)
    assert outcome.result == "fetched"
    assert [asked is None for asked in server.asked(NAME)] == [False, True]
    assert (settings.fetch_directory / NAME).read_bytes() == CONTENT


def test_an_overloaded_server_is_asked_again_after_growing_waits(fetch: Fetch, server: LocalServer, waits) -> None:
    server.serve(NAME, CONTENT, mishaps=[Refusal(503), Refusal(500), Refusal(502)])
    [outcome] = fetch(RIGHT)
    assert outcome.result == "fetched"
    assert waits == [1.0, 3.0, 9.0]


def test_a_server_that_never_recovers_is_given_up(fetch: Fetch, server: LocalServer, settings: Settings, waits) -> None:
    server.serve(NAME, CONTENT, mishaps=list(FAILING_FOR_GOOD))
    [outcome] = fetch(RIGHT)
    assert outcome.result == "failed"
    assert outcome.details == "the server answered 503 Service Unavailable (after 5 tries)"
    assert waits == [1.0, 3.0, 9.0, 27.0]
    assert not (settings.fetch_directory / NAME).exists()


@pytest.mark.parametrize("seconds", [0.0, 0.2], ids=["hangs up", "keeps silent"])
def test_a_server_that_does_not_answer_is_asked_again(fetch, server: LocalServer, waits, monkeypatch, seconds) -> None:
    monkeypatch.setattr(transfer, "CONNECT_AND_READ_SECONDS", (1.0, 0.05))
    server.serve(NAME, CONTENT, mishaps=[Stall(seconds)])
    [outcome] = fetch(RIGHT)
    assert (outcome.result, waits) == ("fetched", [1.0])
    assert server.asked(NAME) == [None, None]


def test_the_wait_a_server_asks_for_is_kept(fetch: Fetch, server: LocalServer, waits: list[float]) -> None:
    server.serve(NAME, CONTENT, mishaps=[Refusal(429, {"Retry-After": "7"})])
    [outcome] = fetch(RIGHT)
    assert (outcome.result, waits) == ("fetched", [7.0])


def test_the_wait_may_be_given_as_a_date(fetch: Fetch, server: LocalServer, waits: list[float]) -> None:
    date = formatdate(time.time() + 60, usegmt=True)
    server.serve(NAME, CONTENT, mishaps=[Refusal(503, {"Retry-After": date})])
    [outcome] = fetch(RIGHT)
    assert outcome.result == "fetched"
    assert waits == [pytest.approx(60, abs=5)]


def test_a_server_that_asks_for_too_long_a_wait_is_not_waited_for(fetch: Fetch, server: LocalServer, waits) -> None:
    server.serve(NAME, CONTENT, mishaps=[Refusal(429, {"Retry-After": "3600"})])
    [outcome] = fetch(RIGHT)
    assert outcome.result == "failed"
    assert "asks to wait 3600 s" in outcome.details
    assert waits == []


def test_a_missing_file_is_not_asked_for_twice(fetch: Fetch, server: LocalServer, waits: list[float]) -> None:
    [outcome] = fetch(RIGHT)
    assert outcome.result == "failed"
    assert outcome.details.startswith("the server answered 404 Not Found")
    assert (server.asked(NAME), waits) == ([None], [])


def test_a_wrong_checksum_leaves_nothing_and_is_named(fetch: Fetch, server: LocalServer, settings: Settings) -> None:
    server.serve(NAME, CONTENT)
    [outcome] = fetch({NAME: sha256_of(b"expected")})
    assert outcome.result == "failed"
    assert sha256_of(b"expected") in outcome.details
    assert sha256_of(CONTENT) in outcome.details
    assert list(settings.fetch_directory.iterdir()) == []
    assert server.asked(NAME) == [None]


def test_a_draft_whose_memory_is_lost_is_begun_anew(fetch: Fetch, server: LocalServer, settings: Settings) -> None:
    server.serve(NAME, CONTENT)
    _broken_off(fetch, server, RIGHT)
    (settings.fetch_directory / f".{NAME}.part.json").write_text("{")
    [outcome] = fetch(RIGHT)
    assert (outcome.result, server.asked(NAME)) == ("fetched", [None])


def test_a_page_in_place_of_the_file_is_refused(fetch: Fetch, server: LocalServer, settings: Settings) -> None:
    server.serve(NAME, b"<html>please log in</html>", content_type="text/html; charset=utf-8")
    [outcome] = fetch({NAME: None})
    assert (outcome.result, outcome.details) == ("failed", "the server sent a page instead of the file")
    assert list(settings.fetch_directory.iterdir()) == []
