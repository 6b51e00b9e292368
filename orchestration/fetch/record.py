"""The record of what was fetched, `fetched.json` in the raw folder: address, checksum, bytes and moment."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

from orchestration.fetch.arrival import Arrival
from orchestration.fetch.census_calls import CensusCall
from orchestration.fetch.errors import FetchError
from orchestration.fetch.wanted_file import WantedFile
from orchestration.sources.recognition import FETCH_RECORD


def read_record(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what was fetched into a folder, by file name. Raises FetchError when the record is unreadable."""
    path = folder / FETCH_RECORD
    if not path.exists():
        return {}
    try:
        return dict(json.loads(path.read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FetchError(
            f"The record of fetched files cannot be read: {path}.\n  remedy: mend it, or move it away."
        ) from error


def remember(folder: Path, file: WantedFile, arrival: Arrival) -> None:
    """Add a file that has just been put in its place to the record, in one step.

    A file that came in an archive has the archive's checksum too, and the answer to a call what it answers, where the
    address does not say it. No address has the key.
    """
    entry = {
        "source": file.source_name,
        "url": file.url,
        "sha256": arrival.sha256,
        "bytes": file.destination.stat().st_size,
        "fetched_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    if arrival.archive is not None:
        archive = arrival.archive
        entry["unpacked_from"] = {"sha256": archive.sha256, "bytes": archive.n_bytes, "member": archive.member}
    if isinstance(file, CensusCall) and file.question != file.url:
        entry["question"] = file.question
    files = dict(sorted({**read_record(folder), file.name: entry}.items()))
    draft = folder / f".{FETCH_RECORD}.part"
    with draft.open("w", encoding="utf-8") as handle:
        handle.write(json.dumps({"files": files}, indent=2) + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(folder / FETCH_RECORD)
