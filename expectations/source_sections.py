"""State and age of every source, and the history of runs, as the quality page prints them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from analysis.report.formatting import (
    DASH,
    format_count,
    format_seconds,
    format_short_hash,
    format_text,
    format_time,
    is_missing,
)
from analysis.report.provenance import STATUS_MEANINGS, is_true

MOST_RUNS_SHOWN = 30
_DATED = re.compile(r"((?:19|20)\d{2})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True)
class SourceState:
    """One source in one state: what it covers and how old that is."""

    source: str
    title: str
    state: str
    meaning: str
    n_files: str
    covers: str
    age: str
    cadence: str


@dataclass(frozen=True)
class RunLine:
    run_id: str
    started_at: str
    status: str
    scale: str
    scenario: str
    n_checks: str
    n_failed_checks: str
    seconds: str
    data_version: str


def source_states(sources: pd.DataFrame, as_of: object) -> list[SourceState]:
    """Sources in the order given; a source that is partly synthetic has one line for each part."""
    states = sources["is_synthetic"].map(is_true).map({True: "synthetic"}).fillna(sources["status"])
    return [
        _source_state(str(source), str(state), files, as_of)
        for (source, state), files in sources.groupby([sources["source"], states], sort=False)
    ]


def _source_state(source: str, state: str, files: pd.DataFrame, as_of: object) -> SourceState:
    periods = [str(period) for period in files.get("period", pd.Series(dtype="object")).dropna().unique()]
    dates = sorted(match.group(0) for period in periods for match in _DATED.finditer(period))
    n_files = 0 if state == "no source" or "file_name" not in files else int(files["file_name"].notna().sum())
    return SourceState(
        source=source,
        title=format_text(files.iloc[0]["title"]),
        state=state,
        meaning=STATUS_MEANINGS.get(state, ""),
        n_files=str(n_files),
        covers=f"{dates[0]} to {dates[-1]}" if len(set(dates)) > 1 else (dates[0] if dates else DASH),
        age=age_words(dates[-1], as_of) if dates else DASH,
        cadence=format_text(files.iloc[0].get("cadence")),
    )


def age_words(last_date: str, as_of: object) -> str:
    """Time from the last date a source covers (a year counts to its end) to the run, in years or months."""
    if is_missing(as_of) or as_of == "":
        return DASH
    year, month, day = _DATED.match(last_date).groups()
    end = pd.Timestamp(int(year), int(month or 12), 1) + pd.offsets.MonthEnd(0)
    if day:
        end = pd.Timestamp(int(year), int(month), int(day))
    months = max(0, round((pd.Timestamp(str(as_of)).tz_localize(None) - end).days / 30.44))
    if months >= 24:
        return f"{months // 12} years"
    return f"{months} month" if months == 1 else f"{months} months"


def run_lines(runs: pd.DataFrame) -> list[RunLine]:
    """The history, newest first."""
    ordered = runs.sort_values("started_at", ascending=False, kind="stable").head(MOST_RUNS_SHOWN)
    return [
        RunLine(
            run_id=str(row["run_id"]),
            started_at=format_time(row["started_at"]),
            status=format_text(row["status"]),
            scale=format_text(row["scale"]),
            scenario=format_text(row["scenario"]),
            n_checks=format_count(row["n_checks"]),
            n_failed_checks=format_count(row["n_failed_checks"]),
            seconds=format_seconds(row["seconds"]),
            data_version=format_short_hash(row["data_version"]),
        )
        for _, row in ordered.iterrows()
    ]
