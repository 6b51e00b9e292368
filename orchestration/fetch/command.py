"""The command `fedlocal fetch`: list a group's files, or fetch them and tell how each ended."""

from __future__ import annotations

import pandas as pd

from orchestration.console import print_table
from orchestration.fetch.choice import Choice
from orchestration.fetch.display import Display
from orchestration.fetch.errors import FetchError
from orchestration.fetch.groups import wanted_files
from orchestration.fetch.outcome_tables import message_of_failures, message_without_key, outcome_rows
from orchestration.fetch.patience import Patience
from orchestration.fetch.presence import find_present
from orchestration.fetch.record import read_record
from orchestration.fetch.run import NO_KEY, fetch_files
from orchestration.fetch.wanted_file import WantedFile
from orchestration.settings import Settings


def list_group(settings: Settings, group: str, choice: Choice | None = None) -> None:
    """Print what would be fetched, from where, with which checksum, and what is there already."""
    record = read_record(settings.fetch_directory)
    files = wanted_files(group, settings, choice)
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


def fetch_group(settings: Settings, group: str, choice: Choice | None = None, patience: Patience | None = None) -> None:
    """Fetch a group's files into the home's raw folder and print how each ended.

    Raises FetchError, after the table, when any file failed or a key was needed and is not set.
    """
    files = wanted_files(group, settings, choice)
    settings.create_directories()
    outcomes = fetch_files(files, patience or Patience(), Display(), settings.census_key)
    print_table(pd.DataFrame(outcome_rows(files, outcomes)))
    problems: list[str] = []
    if failed := [outcome for outcome in outcomes if outcome.is_failure]:
        problems.append(message_of_failures(failed, len(outcomes), settings, group))
    if any(outcome.result == NO_KEY for outcome in outcomes):
        problems.append(message_without_key(outcomes, group))
    if problems:
        raise FetchError("\n".join(problems))
