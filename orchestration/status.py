"""What `fedlocal status` tells: where each source stands, how old it is, and how the last refresh ended."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from orchestration import ledger
from orchestration.console import print_table
from orchestration.errors import PublishedVersionMissingError
from orchestration.publication import current_version
from orchestration.settings import Settings
from orchestration.warehouse import query_published

SOURCE_STATES = """
select
    source,
    status,
    min(period) as first_period,
    max(period) as last_period,
    count(file_name) as n_files,
    cast(sum(n_rows) as bigint) as n_rows
from meta.sources
where source is not null
group by all
order by source, status
"""
UNRECOGNISED = "select file_name from meta.sources where status = 'unrecognised' order by file_name"

RUN_COLUMNS = ("age", "status", "scale", "scenario", "n_checks", "n_failed_checks", "seconds")
CHECK_COLUMNS = ("layer", "table_name", "check_name", "kind", "severity", "observed")


def print_status(settings: Settings) -> None:
    """Print the published version, its sources, the last runs and what failed in the last one."""
    summary = published_summary(settings)
    if summary:
        label = ", rests on SYNTHETIC sources" if summary["is_synthetic"] else ""
        print(f"published version {summary['data_version']}{label}, code {summary['code_version']}\n")
        print_table(source_states(settings), "Sources")
        names = query_published(settings, UNRECOGNISED)["file_name"].tolist()
        print(f"\nFiles that fit no catalog entry: {', '.join(names) or 'none'}\n")
    else:
        print(f"Nothing is published in {settings.home} yet; `fedlocal run` makes the first version.\n")
    runs = last_runs(settings)
    if runs.empty:
        return
    print_table(runs[list(RUN_COLUMNS)], "Last runs")
    failed = failed_checks(settings)
    if failed.empty:
        print("\nNo check failed in the last run.")
    else:
        print()
        print_table(failed[list(CHECK_COLUMNS)], "Checks that failed in the last run")


def source_states(settings: Settings) -> pd.DataFrame:
    """Return a row per source and state of the published version.

    Raises PublishedVersionMissingError before the first publication.
    """
    return query_published(settings, SOURCE_STATES)


def last_runs(settings: Settings, n_runs: int = 5) -> pd.DataFrame:
    """Return the last runs of the ledger, newest first, failed ones too."""
    runs = ledger.history(settings, "runs").sort_values("finished_at", ascending=False).head(n_runs)
    return runs.assign(age=[age_of(moment) for moment in runs["finished_at"]])


def failed_checks(settings: Settings) -> pd.DataFrame:
    """Return the checks that failed in the last run."""
    runs = last_runs(settings, 1)
    results = ledger.history(settings, "check_results")
    if runs.empty:
        return results
    return results[(results["run_id"] == runs["run_id"].iloc[0]) & ~results["is_passed"]]


def age_of(moment: pd.Timestamp, now: dt.datetime | None = None) -> str:
    """Return how long ago a moment was, in the largest whole unit."""
    seconds = ((now or dt.datetime.now(dt.UTC)) - moment.to_pydatetime()).total_seconds()
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            n_units = int(seconds // size)
            return f"{n_units} {unit}{'s' if n_units > 1 else ''} ago"
    return "just now"


def published_summary(settings: Settings) -> dict[str, object]:
    """Return the published version's name and whether it rests on synthetic sources; empty before the first."""
    try:
        row = query_published(settings, "select data_version, code_version, is_synthetic from meta.versions").iloc[0]
    except PublishedVersionMissingError:
        return {}
    return {**row.to_dict(), "current": current_version(settings)}
