"""The command `fedlocal policies`: the policies in force on a day, as known on another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from orchestration.console import print_table
from orchestration.query import require_format
from orchestration.reading.conflicts import synthetic_label
from orchestration.reading.county import note_text, who_text, with_titles
from orchestration.reading.days import Days, parse_days
from orchestration.reading.errors import ReadingError
from orchestration.reading.in_force import ALL_SOURCES, counts_by_policy, read_in_force
from orchestration.reading.intervals import end_text, interval_text
from orchestration.reading.output import print_csv, print_json, write_rows
from orchestration.reading.places import state_of
from orchestration.reading.published_rows import (
    policy_names_of,
    require_policy,
    rows_of,
    source_titles_of,
    states_of,
)
from orchestration.settings import Settings
from orchestration.warehouse import published

LEVELS = ("county", "municipal", "state", "national", "tribal", "other")
HYBRID = "287g_hybrid"
PARTS_OF_A_HYBRID = ("287g_jail", "287g_task_force")
LINE_COLUMNS = ["policy", "in force", "state", "who", "from", "to", "known from", "confidence", "source", "note"]


@dataclass(frozen=True)
class Wanted:
    """What was asked, as typed."""

    as_of: str
    known: str | None = None
    policy: str | None = None
    state: str | None = None
    level: str | None = None


@dataclass(frozen=True)
class InForce:
    """The answer: the spells, and what is needed to say what their silence means."""

    as_of: Days
    known_on: dt.date
    rows: pd.DataFrame
    policy_names: dict[str, str]
    dated_policies: set[str]
    newest_source: dt.date
    n_hybrids: int
    usps: dict[str, str]


def show_policies(
    settings: Settings,
    wanted: Wanted,
    output_format: str = "table",
    output: Path | None = None,
    force: bool = False,
    limit: int = 50,
) -> None:
    """Print the policies in force, counts first, or write them to a file.

    Raises ReadingError for an impossible date or an unknown policy, state or level, QueryError for a format.
    """
    require_format(output_format)
    as_of = parse_days(wanted.as_of, "--as-of")
    known_on = parse_days(wanted.known, "--known").last if wanted.known else ALL_SOURCES
    with published(settings) as connection:
        found = _read(connection, wanted, as_of, known_on)
        if output is not None:
            write_rows(connection, found.rows, output, force, f"Policies in force: {_question(found)}")
            return
    if output_format == "csv":
        print_csv(found.rows)
    elif output_format == "json":
        print_json(found.rows)
    else:
        _print_page(found, wanted, limit)


def _read(connection: duckdb.DuckDBPyConnection, wanted: Wanted, as_of: Days, known_on: dt.date) -> InForce:
    names = policy_names_of(connection)
    require_policy(wanted.policy, names)
    if wanted.level is not None and wanted.level not in LEVELS:
        raise ReadingError(f"No policy is of the level {wanted.level!r}.", f"choose one of {', '.join(LEVELS)}.")
    states = states_of(connection)
    fips = dict(zip(states["state_usps"], states["state_fips"], strict=True))
    state_fips = fips[state_of(wanted.state, states)] if wanted.state else None
    rows = read_in_force(connection, as_of, known_on, wanted.policy, state_fips, wanted.level)
    dated = rows_of(connection, "select distinct policy from marts.policy_county_month")
    is_part = wanted.policy in PARTS_OF_A_HYBRID
    hybrids = read_in_force(connection, as_of, known_on, HYBRID, state_fips, wanted.level) if is_part else rows.head(0)
    newest = rows_of(connection, "select max(known_from) as newest from marts.policy_timeline_history")
    return InForce(
        as_of=as_of,
        known_on=known_on,
        rows=with_titles(rows, source_titles_of(connection)),
        policy_names={code: name for code, name in names.items() if wanted.policy in (None, code)},
        dated_policies=set(dated["policy"]),
        newest_source=newest["newest"].iloc[0].date(),
        n_hybrids=len(hybrids),
        usps={code: usps for usps, code in fips.items()},
    )


def _question(found: InForce) -> str:
    known = "by every source" if found.known_on == ALL_SOURCES else f"as known on {found.known_on}"
    return f"{found.as_of}, {known}"


def _print_page(found: InForce, wanted: Wanted, limit: int) -> None:
    counts = counts_by_policy(found.rows, found.policy_names)
    print(f"In force on {_question(found)}{synthetic_label(found.rows)}\n")
    if counts.empty:
        print("No policy that fits was in force.")
    else:
        print_table(counts, "Spells by policy")
    _print_silence(found)
    if not found.rows.empty and limit:
        print()
        print_table(in_force_lines(found.rows.head(limit), found.usps))
    left = len(found.rows) - limit
    if left > 0:
        print(f"and {left:,} more: narrow with --policy, --state, --level, show more with --limit, or use --format csv")


def _print_silence(found: InForce) -> None:
    """Say what the policies without a row mean, and what a spell without an end rests on."""
    if found.n_hybrids:
        print(f"Besides, {found.n_hybrids} hybrids act as both models: --policy {HYBRID} lists them.")
    print("\nNo row is not yet no policy: marts.policy_coverage says where the sources are silent.")
    undated = [code for code in found.policy_names if code not in found.dated_policies]
    if undated:
        print(f"No source dates: {', '.join(undated)}.")
    last_source = min(found.known_on, found.newest_source)
    if found.as_of.last > last_source:
        print(f"The newest source is of {last_source}: a spell without an end is carried on to the day asked about.")


def in_force_lines(rows: pd.DataFrame, usps: dict[str, str]) -> pd.DataFrame:
    """Return spells in force as people read them."""
    lines = [
        {
            "policy": spell.policy,
            "in force": spell.in_force,
            "state": usps.get(spell.state_fips, ""),
            "who": who_text(spell.agency_name, spell.jurisdiction_name, spell.coverage_level),
            "from": interval_text(spell.start_earliest, spell.start_latest),
            "to": end_text(spell.end_earliest, spell.end_latest, spell.end_status),
            "known from": spell.known_from,
            "confidence": spell.confidence,
            "source": spell.source_title,
            "note": note_text(None, bool(spell.is_counted), spell.is_statewide_agreement, spell.is_synthetic),
        }
        for spell in rows.itertuples()
    ]
    return pd.DataFrame(lines, columns=LINE_COLUMNS)
