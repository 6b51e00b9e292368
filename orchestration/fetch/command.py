"""The command `fedlocal fetch`: list a group's files, or fetch them and tell how each ended."""

from __future__ import annotations

import pandas as pd

from orchestration.console import print_table
from orchestration.fetch.display import Display
from orchestration.fetch.errors import FetchError
from orchestration.fetch.groups import WantedFile, wanted_files
from orchestration.fetch.patience import Patience
from orchestration.fetch.presence import find_present
from orchestration.fetch.record import read_record
from orchestration.fetch.run import Outcome, fetch_files
from orchestration.settings import FETCH_BASE_VARIABLE, Settings


def list_group(settings: Settings, group: str, only: str | None = None) -> None:
    """Print what would be fetched, from where, with which checksum, and what is there already."""
    record = read_record(settings.fetch_directory)
    files = wanted_files(group, settings, only=only)
    rows = [_listed(file, record.get(file.name, {}).get("sha256"), settings.fetch_base) for file in files]
    print_table(pd.DataFrame(rows))


def _listed(file: WantedFile, recorded_sha256: str | None, base: str | None) -> dict[str, str]:
    presence = find_present(file, recorded_sha256)
    there = "yes" if presence.is_right else "another content" if presence.path else "no"
    certainty = "verified" if file.capture.is_verified else "not verified"
    return {
        "file": file.name,
        "there": there,
        "address": file.url or "none known",
        "address_is": "of the mirror" if base else certainty if file.url else "",
        "sha256": file.capture.sha256 or "none known",
    }


def fetch_group(settings: Settings, group: str, only: str | None = None, patience: Patience | None = None) -> None:
    """Fetch a group's files into the home's raw folder and print how each ended.

    Raises FetchError, after the table, when any file failed.
    """
    files = wanted_files(group, settings, only=only)
    settings.create_directories()
    outcomes = fetch_files(files, patience or Patience(), Display())
    print_table(pd.DataFrame([{"file": o.name, "result": o.result, "details": o.details} for o in outcomes]))
    failed = [outcome for outcome in outcomes if outcome.is_failure]
    if failed:
        raise FetchError(_message(failed, len(outcomes), settings, group))


def _message(failed: list[Outcome], n_files: int, settings: Settings, group: str) -> str:
    lines = [f"{len(failed)} of {n_files} files could not be fetched."]
    lines += [f"  file {outcome.name}: {outcome.details}" for outcome in failed]
    lines.append(
        f"  remedy: run `fedlocal fetch {group}` again, which goes on where it stopped; "
        f"set {FETCH_BASE_VARIABLE} to a mirror that holds the files by name; "
        f"or copy the files into {settings.fetch_directory} by hand."
    )
    return "\n".join(lines)
