"""A run over the files of a group: each comes, is there, or fails, and no failure stops the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import requests

from orchestration.fetch.display import Display
from orchestration.fetch.download import download
from orchestration.fetch.errors import FileFailure, HostUnreachable
from orchestration.fetch.groups import WantedFile
from orchestration.fetch.patience import Patience
from orchestration.fetch.presence import find_present
from orchestration.fetch.record import read_record, remember
from orchestration.fetch.transfer import new_session


@dataclass(frozen=True)
class Outcome:
    """How one file ended: `fetched`, `already there`, `no address` or `failed`, with details in words."""

    name: str
    result: str
    details: str

    @property
    def is_failure(self) -> bool:
        """Say whether the file was to be had and is not there."""
        return self.result == "failed"


def fetch_files(files: Iterable[WantedFile], patience: Patience, display: Display) -> list[Outcome]:
    """Fetch what is not there yet, one file after the other, and return how each ended."""
    unreachable: set[str] = set()
    outcomes: list[Outcome] = []
    with new_session() as session:
        for file in files:
            if outcomes and outcomes[-1].result == "fetched":
                patience.sleep(patience.between_files)
            outcomes.append(_outcome(session, file, patience, display, unreachable))
    return outcomes


def _outcome(
    session: requests.Session, file: WantedFile, patience: Patience, display: Display, unreachable: set[str]
) -> Outcome:
    try:
        return _standing(file) or _fetched(session, file, patience, display, unreachable)
    except FileFailure as failure:
        return Outcome(file.name, "failed", str(failure))
    except OSError as error:
        return Outcome(file.name, "failed", f"cannot be written: {error.strerror or error}")


def _standing(file: WantedFile) -> Outcome | None:
    """Return how a file ends that need not or cannot be asked for, or None when it is to be fetched."""
    recorded: dict[str, Any] = read_record(file.destination.parent).get(file.name, {})
    presence = find_present(file, recorded.get("sha256"))
    if presence.is_right:
        checked = "checksum right" if file.capture.sha256 else "the catalog knows no checksum"
        return Outcome(file.name, "already there", f"{presence.path.relative_to(file.destination.parent)}, {checked}")
    if presence.path is not None:
        raise FileFailure(
            f"another file stands under this name: expected SHA-256 {file.capture.sha256 or recorded['sha256']}, "
            f"found {presence.sha256}; it was left alone, move it away to fetch"
        )
    if file.url is None:
        return Outcome(file.name, "no address", "no public address is known; copy it by hand if you have it")
    return None


def _fetched(
    session: requests.Session, file: WantedFile, patience: Patience, display: Display, unreachable: set[str]
) -> Outcome:
    if file.host in unreachable:
        raise FileFailure(f"no connection to {file.host} (not tried again)")
    try:
        with display.showing(file.name) as listener:
            checksum = download(session, file, patience, listener)
    except HostUnreachable as failure:
        unreachable.add(file.host)
        raise FileFailure(f"{failure}: {file.host}") from failure
    remember(file.destination.parent, file, checksum)
    checked = "checksum right" if file.capture.sha256 else f"no checksum to compare with; SHA-256 {checksum}"
    return Outcome(file.name, "fetched", f"{file.destination.stat().st_size:,} bytes, {checked}")
