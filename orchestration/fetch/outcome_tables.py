"""How the files of a run ended, for people: a table of files and of kinds of calls, and what to do about failures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from orchestration.fetch.census_calls import CensusCall
from orchestration.fetch.run import NO_KEY, Outcome
from orchestration.fetch.wanted_file import WantedFile
from orchestration.settings import CENSUS_KEY_VARIABLE, FETCH_BASE_VARIABLE, Settings

KEY_SIGNUP = "https://api.census.gov/data/key_signup.html"
MOST_FILES_NAMED_A_REASON = 20


def outcome_rows(files: Sequence[WantedFile], outcomes: Sequence[Outcome]) -> list[dict[str, str]]:
    """Return a row a file at a fixed address, and a row a dataset of the Census API for its calls together.

    `outcomes` stand in the order of `files`.
    """
    paired = list(zip(files, outcomes, strict=True))
    rows = [_row(outcome) for file, outcome in paired if not isinstance(file, CensusCall)]
    datasets: dict[str, list[Outcome]] = {}
    for file, outcome in paired:
        if isinstance(file, CensusCall):
            datasets.setdefault(file.dataset, []).append(outcome)
    return rows + [_row_of_calls(dataset, ended) for dataset, ended in datasets.items()]


def _row(outcome: Outcome) -> dict[str, str]:
    return {"file": outcome.name, "result": outcome.result, "details": outcome.details}


def _row_of_calls(dataset: str, ended: list[Outcome]) -> dict[str, str]:
    if len(ended) == 1:
        return _row(ended[0])
    results = Counter(outcome.result for outcome in ended)
    first_failure = next((outcome.details for outcome in ended if outcome.is_failure), "")
    counts = ", ".join(f"{count:,} {result}" for result, count in results.items())
    return {"file": f"{len(ended):,} calls to {dataset}", "result": counts, "details": first_failure}


def message_of_failures(failed: Sequence[Outcome], n_files: int, settings: Settings, group: str) -> str:
    """Return which files failed and why, those with one reason together where they are many, and what to do."""
    by_reason: dict[str, list[Outcome]] = {}
    for outcome in failed:
        by_reason.setdefault(outcome.details, []).append(outcome)
    lines = [f"{len(failed):,} of {n_files:,} files could not be fetched."]
    for reason, outcomes in by_reason.items():
        if len(outcomes) > MOST_FILES_NAMED_A_REASON:
            lines.append(f"  {len(outcomes):,} files, {outcomes[0].name} to {outcomes[-1].name}: {reason}")
        else:
            lines += [f"  file {outcome.name}: {reason}" for outcome in outcomes]
    # Both ways in which a run words it begin so.
    network = (
        "see to the network, or name a proxy with HTTPS_PROXY; " if "no connection to" in "".join(by_reason) else ""
    )
    lines.append(
        f"  remedy: {network}run `fedlocal fetch {group}` again, which goes on where it stopped; "
        f"set {FETCH_BASE_VARIABLE} to a mirror that holds the files by name; "
        f"or copy the files into {settings.fetch_directory} by hand."
    )
    return "\n".join(lines)


def message_without_key(outcomes: Sequence[Outcome], group: str) -> str:
    """Return how many calls were not made for want of a key, what came without, and where to get a key."""
    n_calls = sum(outcome.result == NO_KEY for outcome in outcomes)
    n_there = sum(outcome.result in ("fetched", "already there") for outcome in outcomes)
    return (
        f"{n_calls:,} calls of the Census API were not made: they need a key, and none is set.\n"
        f"  files that need none and are there: {n_there:,}.\n"
        f"  remedy: ask for a key, which is free, at {KEY_SIGNUP}, put it into the environment as "
        f"{CENSUS_KEY_VARIABLE} and run `fedlocal fetch {group}` again."
    )
