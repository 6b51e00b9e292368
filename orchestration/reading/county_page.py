"""The command `fedlocal county`: a county's history on the terminal, as rows, or in a file."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from orchestration.console import print_table
from orchestration.query import require_format
from orchestration.reading.conflicts import conflict_lines
from orchestration.reading.county import (
    CountyHistory,
    legal_event_lines,
    numbered_sources,
    read_county,
    spell_lines,
    unknown_lines,
)
from orchestration.reading.output import as_records, print_csv, write_rows
from orchestration.reading.picture import (
    MONTHS_OF_A_HALF_YEAR,
    MONTHS_OF_A_QUARTER,
    legend,
    marks_for,
    picture_lines,
)
from orchestration.settings import Settings
from orchestration.warehouse import published


def show_county(
    settings: Settings, place: str, output_format: str = "table", output: Path | None = None, force: bool = False
) -> None:
    """Print a county's history, or write its spells to a file.

    csv holds the spells; json is one object of county, spells, unknown months, conflicts and legal events.
    Raises ReadingError when no county, or several, are meant, QueryError for an unknown format.
    """
    require_format(output_format)
    with published(settings) as connection:
        history = read_county(connection, place)
        if output is not None:
            title = f"Policy spells that reach {_heading(history)}"
            write_rows(connection, history.spells, output, force, title)
            return
    if output_format == "csv":
        print_csv(history.spells)
    elif output_format == "json":
        print(json.dumps(_record(history), indent=2))
    else:
        _print_page(history)


def _heading(history: CountyHistory) -> str:
    return f"{history.county.county_name}, {history.state_name} ({history.county.county_fips})"


def _record(history: CountyHistory) -> dict[str, object]:
    return {
        "county_fips": history.county.county_fips,
        "county_name": history.county.county_name,
        "state_name": history.state_name,
        "note": history.county.note,
        "synthetic_parts": history.synthetic_parts,
        "population": as_records(history.population),
        "spells": as_records(history.spells),
        "unknown_months": as_records(history.unknown),
        "conflicts": as_records(history.conflicts),
        "legal_events": as_records(history.legal_events),
    }


def _print_page(history: CountyHistory) -> None:
    _print_heading(history)
    print_table(spell_lines(history.spells), f"{len(history.spells)} spells reach the county")
    print("\nSources")
    for number, source in enumerate(numbered_sources(history.spells), start=1):
        print(f"  {number}  {source}")
    if history.n_unlinked_agencies:
        print(
            f"Agencies of {history.state_name} that could not be placed in a county, and may be missing here: "
            f"{history.n_unlinked_agencies}; quality.rejected_rows lists them."
        )
    if not history.legal_events.empty:
        title = "Dated legal events of the county: milestones beside the spells, which rest on the sources alone"
        _print_section(legal_event_lines(history.legal_events), title, "")
    unknown = unknown_lines(history.unknown, history.policy_names, history.n_months)
    _print_section(unknown, "Months in which nothing is known: no source, not no policy", "Every month is known.")
    _print_section(conflict_lines(history.conflicts), "Where sources differ about these agencies", "No source differs.")
    _print_picture(history)


def _print_heading(history: CountyHistory) -> None:
    print(_heading(history))
    if not history.population.empty:
        row = history.population.iloc[0]
        made_up = ", SYNTHETIC" if row["is_synthetic"] else ""
        print(f"population {int(row['population']):,} (census of {int(row['census_year'])}{made_up})")
    if history.county.note:
        print(history.county.note)
    if history.synthetic_parts:
        print(f"SYNTHETIC, since made-up sources are behind them: {', '.join(history.synthetic_parts)}")
    print()


def _print_section(rows, title: str, otherwise: str) -> None:
    print()
    if rows.empty:
        print(otherwise)
    else:
        print_table(rows, title)


def _print_picture(history: CountyHistory) -> None:
    if history.months.empty:
        return
    drawn = set(history.months.loc[history.months["is_active_possible"].notna(), "policy"])
    names = {policy: name for policy, name in history.policy_names.items() if policy in drawn}
    left_out = [name for policy, name in history.policy_names.items() if policy not in drawn]
    marks = marks_for(sys.stdout.encoding)
    lines = picture_lines(history.months, names, MONTHS_OF_A_QUARTER, marks)
    stretch = MONTHS_OF_A_QUARTER
    if sys.stdout.isatty() and max(map(len, lines), default=0) > shutil.get_terminal_size().columns:
        stretch = MONTHS_OF_A_HALF_YEAR
        lines = picture_lines(history.months, names, stretch, marks)
    print()
    print("\n".join([*lines, legend(stretch, marks), "Statewide 287(g) agreements are not drawn."]))
    if left_out:
        print(f"Not drawn, since nothing is known of them in any month: {', '.join(left_out)}")
