"""A run over the files of a group: each comes, is there, or fails, and no failure stops the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import requests

from orchestration.fetch.arrival import Arrival
from orchestration.fetch.ask import ask
from orchestration.fetch.census_calls import CensusCall
from orchestration.fetch.display import Display
from orchestration.fetch.download import download
from orchestration.fetch.errors import FileFailure, HostUnreachable, NoTracts
from orchestration.fetch.patience import Patience
from orchestration.fetch.presence import Presence, answers_the_question, find_present
from orchestration.fetch.record import read_record, remember
from orchestration.fetch.stops import Stops
from orchestration.fetch.transfer import new_session
from orchestration.fetch.wanted_file import WantedFile

NO_KEY = "no key"


@dataclass(frozen=True)
class Outcome:
    """How one file ended: `fetched`, `already there`, `no data`, `no address`, `no key` or `failed`, with details."""

    name: str
    result: str
    details: str

    @property
    def is_failure(self) -> bool:
        """Say whether the file was to be had and is not there."""
        return self.result == "failed"


@dataclass
class _Run:
    """What every file of a run shares."""

    session: requests.Session
    patience: Patience
    display: Display
    key: str | None = field(repr=False)
    record: dict[str, dict[str, Any]]
    stops: Stops
    has_called: bool = False


def fetch_files(
    files: Iterable[WantedFile], patience: Patience, display: Display, key: str | None = None
) -> list[Outcome]:
    """Fetch what is not there yet, one file after the other, and return how each ended.

    `key` is that of the Census API; without it no call is made. Raises FetchError when the record is unreadable.
    """
    wanted = list(files)
    with new_session() as session:
        folder = wanted[0].destination.parent if wanted else None
        run = _Run(session, patience, display, key, read_record(folder) if folder else {}, Stops())
        outcomes = _outcomes(run, [file for file in wanted if not isinstance(file, CensusCall)])
        calls = [file for file in wanted if isinstance(file, CensusCall)]
        with display.counting(len(calls)):
            return outcomes + _outcomes(run, calls)


def _outcomes(run: _Run, files: list[WantedFile]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for file in files:
        if outcomes and outcomes[-1].result == "fetched" and not isinstance(file, CensusCall):
            run.patience.sleep(run.patience.between_files)
        outcomes.append(_outcome(run, file))
        run.display.one_done()
    return outcomes


def _outcome(run: _Run, file: WantedFile) -> Outcome:
    try:
        return _standing(run, file) or _fetched(run, file)
    except NoTracts:
        return Outcome(file.name, "no data", "the Census API has nothing for this state")
    except FileFailure as failure:
        run.stops.note(file, failure)
        reason = f"{failure}: {file.host}" if isinstance(failure, HostUnreachable) else str(failure)
        return Outcome(file.name, "failed", reason)
    except OSError as error:
        return Outcome(file.name, "failed", f"cannot be written: {error.strerror or error}")


def _standing(run: _Run, file: WantedFile) -> Outcome | None:
    """Return how a file ends that need not or cannot be asked for, or None when it is to be fetched."""
    recorded = run.record.get(file.name, {})
    presence = find_present(file, recorded.get("sha256"))
    if presence.is_right and answers_the_question(file, presence, recorded):
        checked = "checksum right" if file.capture.sha256 else "the catalog knows no checksum"
        return Outcome(file.name, "already there", f"{presence.path.relative_to(file.destination.parent)}, {checked}")
    if presence.path is not None and not _is_ours_to_replace(file, presence, recorded):
        raise FileFailure(_another_file(file, presence, recorded))
    if file.url is None:
        return Outcome(file.name, "no address", "no public address is known; copy it by hand if you have it")
    if isinstance(file, CensusCall) and file.needs_key and run.key is None:
        return Outcome(file.name, NO_KEY, "the Census API answers nobody without a key")
    return None


def _is_ours_to_replace(file: WantedFile, presence: Presence, recorded: dict[str, Any]) -> bool:
    """Say whether what stands is the very answer an earlier run put there, to a question asked otherwise since."""
    return presence.path == file.destination and presence.sha256 == recorded.get("sha256") and presence.is_right


def _another_file(file: WantedFile, presence: Presence, recorded: dict[str, Any]) -> str:
    if presence.is_right:
        return "another answer stands under this name, with other variables; it was left alone, move it away to fetch"
    return (
        f"another file stands under this name: expected SHA-256 {file.capture.sha256 or recorded['sha256']}, "
        f"found {presence.sha256}; it was left alone, move it away to fetch"
    )


def _fetched(run: _Run, file: WantedFile) -> Outcome:
    if reason := run.stops.reason_not_to_ask(file):
        raise FileFailure(reason)
    with run.display.showing(file.name) as listener:
        arrival: Arrival
        if isinstance(file, CensusCall):
            _leave_a_moment(run)
            arrival = ask(run.session, file, run.key, run.patience, listener)
        else:
            arrival = download(run.session, file, run.patience, listener)
    run.stops.note_success()
    remember(file.destination.parent, file, arrival)
    checked = "checksum right" if file.capture.sha256 else f"no checksum to compare with; SHA-256 {arrival.sha256}"
    return Outcome(file.name, "fetched", f"{file.destination.stat().st_size:,} bytes, {checked}")


def _leave_a_moment(run: _Run) -> None:
    """Wait between two calls, however the earlier one ended."""
    if run.has_called:
        run.patience.sleep(run.patience.between_files)
    run.has_called = True
