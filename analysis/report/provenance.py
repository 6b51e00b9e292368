"""Which sources are synthetic, which are real, which policies have no source: the facts behind the banner."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report.formatting import format_text, is_missing
from analysis.report.labels import POLICY_SOURCES

STATUS_MEANINGS = {
    "real": "read from a file the user brought",
    "synthetic": "written by the synthetic twin",
    "national only": "real, without persons or without areas: for national rates, never for the panel",
    "partly national only": "real; some of its years have no areas and serve national rates alone",
    "incomplete set": "real, but without households or incidents beside it, so it was not used",
    "duplicate": "the same bytes as another file, read once",
    "repeats records": "the records of another file once more, so it was not used",
    "companion": "says what the cells or places of other files are, and is read with them",
    "not needed": "whole, but without a table or a census tract that is kept, so it was not loaded",
    "unrecognised": "the file fits no known layout and was not read",
    "no source": "no file: what it would say is unknown, which is not the same as nothing happened",
}


def is_true(value: object) -> bool:
    """A flag that may be missing: missing is not true."""
    return not is_missing(value) and bool(value)


@dataclass(frozen=True)
class Banner:
    """Sources named in the SYNTHETIC banner; the banner is shown when `is_synthetic`."""

    synthetic: tuple[str, ...]
    real: tuple[str, ...]
    without_source: tuple[str, ...]

    @property
    def is_synthetic(self) -> bool:
        return bool(self.synthetic)


def make_banner(sources: pd.DataFrame) -> Banner:
    """Titles of sources by state; a source with a synthetic file anywhere counts as synthetic."""
    named: dict[str, set[str]] = {}
    for row in sources.itertuples():
        title = format_text(row.title) if format_text(row.title) != "–" else str(row.source)
        states = named.setdefault(title, set())
        states.add("synthetic" if is_true(row.is_synthetic) else str(row.status))
    synthetic = tuple(
        f"{title} (in part)" if "real" in states else title for title, states in named.items() if "synthetic" in states
    )
    real = tuple(title for title, states in named.items() if "real" in states and "synthetic" not in states)
    without = tuple(title for title, states in named.items() if states == {"no source"})
    return Banner(synthetic, real, without)


def policies_without_source(sources: pd.DataFrame) -> set[str]:
    """Policies whose every source is listed as `no source`; a source that is not listed proves nothing."""
    states: dict[str, set[str]] = {}
    for row in sources.itertuples():
        states.setdefault(str(row.source), set()).add(str(row.status))
    return {
        policy
        for policy, needed in POLICY_SOURCES.items()
        if all(states.get(source) == {"no source"} for source in needed)
    }


@dataclass(frozen=True)
class SourceLine:
    """One line of the sources table: a source in one state, its files counted."""

    title: str
    state: str
    meaning: str
    n_files: int
    licence: str
    citation: str


def source_lines(sources: pd.DataFrame) -> list[SourceLine]:
    """Sources in the order given, files of one source and state folded into one line."""
    lines = []
    states = sources["is_synthetic"].map(is_true).map({True: "synthetic"}).fillna(sources["status"])
    for (_, state), files in sources.groupby([sources["source"], states], sort=False):
        first = files.iloc[0]
        n_files = int(files["file_name"].notna().sum()) if "file_name" in files else len(files)
        lines.append(
            SourceLine(
                title=format_text(first["title"]),
                state=str(state),
                meaning=STATUS_MEANINGS.get(str(state), ""),
                n_files=0 if state == "no source" else n_files,
                licence=format_text(first["licence"]),
                citation=format_text(first["citation"]),
            )
        )
    return lines
