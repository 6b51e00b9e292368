"""Lists the few cells and rows spoilt on purpose, so that a test can ask what became of each of them.

Outcomes: `set aside` (staging refuses the row or the cell), `set aside later` (a later rule finds the row without its
match), `repaired`, and `kept` (the row counts, what is wrong with it is only counted in the sample flow).
"""

from __future__ import annotations

from pathlib import Path

from orchestration.twin import agency_survey_files, agreement_years, policy_table
from orchestration.twin.acs_files import BAD_CELL, BAD_CELL_RELEASE
from orchestration.twin.agreement_workbooks import RECENT_CAPTURES
from orchestration.twin.survey_files import survey_file_names
from orchestration.twin.survey_mess import (
    AREA,
    PERSON,
    SET_ASIDE,
    SET_ASIDE_LATER,
    SPOILT_CELLS,
    YEAR_WITHOUT_ONE_AREA_RECORD,
)

Mess = dict[str, object]
REPAIRED = "repaired"


def planted_mess(folder: Path) -> tuple[Mess, ...]:
    """Return source, file_name, column_name, reason, outcome and n_cells of what was spoilt in the files of a twin."""
    mess = [*_survey(), *_agreements(), *_tables(), *_agencies(), *_acs(folder)]
    # A source with a raw table for each layout has one folder, so the folder is not the entry's.
    written = {path.name for path in folder.glob("*/*")}
    return tuple(entry for entry in mess if entry["file_name"] in written)


def _entry(source: str, file_name: str, column: str, reason: str, outcome: str = SET_ASIDE) -> Mess:
    place = {"source": source, "file_name": file_name, "column_name": column}
    return {**place, "reason": reason, "outcome": outcome, "n_cells": 1}


def _survey() -> list[Mess]:
    cells = [
        _entry(cell.source, survey_file_names(cell.year)[cell.source], cell.column.lower(), cell.reason, cell.outcome)
        for cell in SPOILT_CELLS
    ]
    # An area record goes with its interview; an interview that loses its area record has no county.
    areas = [
        _entry(AREA, survey_file_names(cell.year)[AREA], "idper", "the interview is set aside", SET_ASIDE_LATER)
        for cell in SPOILT_CELLS
        if cell.source == PERSON
    ]
    person_file = survey_file_names(YEAR_WITHOUT_ONE_AREA_RECORD)[PERSON]
    return [*cells, *areas, _entry(PERSON, person_file, "idper", "an interview without area record", SET_ASIDE_LATER)]


def _agreements() -> list[Mess]:
    return [
        _entry("ice_287g_participating", name, "signed", reason, outcome)
        for _, name in RECENT_CAPTURES.values()
        for reason, outcome in (("a malformed date", REPAIRED), ("an impossible date", SET_ASIDE))
    ]


def _tables() -> list[Mess]:
    """Return the rows of hand-made tables that no reader can place or believe."""
    years = agreement_years.FILE_NAME
    rows_without_state = [_entry("ice_287g_curated", years, "state", "a row without its state")]
    return [
        _entry("ice_287g_curated", years, "state", "a heading in the middle of the rows"),
        *rows_without_state * agreement_years.N_ROWS_WITHOUT_STATE,
        _entry("dated_policies", policy_table.FILE_NAME, "start_latest", "the latest start before the earliest"),
    ]


def _agencies() -> list[Mess]:
    """Return the agency that no crosswalk knows, once a survey; no one column of it is wrong."""
    files = {
        "csllea_2008": agency_survey_files.CSLLEA_2008,
        "lear_2016": agency_survey_files.LEAR_2016,
        "csllea_2018": agency_survey_files.CSLLEA_2018,
    }
    reason = "an agency that no crosswalk knows"
    entries = [_entry(source, name, "", reason, SET_ASIDE_LATER) for source, name in files.items()]
    return [{**entry, "column_name": None} for entry in entries]


def _acs(folder: Path) -> list[Mess]:
    cell = f"{BAD_CELL}e"
    reason = "a word where a number belongs"
    summary_file = f"acsdt5y{BAD_CELL_RELEASE}-{BAD_CELL[:6]}.dat"
    header = BAD_CELL.upper() + "E"
    answers = sorted((folder / "acs5").glob(f"acs5_{BAD_CELL_RELEASE}_*.json"))
    spoilt = [path.name for path in answers if '"suppressed"' in path.read_text(encoding="utf-8")]
    if answers and not spoilt:
        raise AssertionError(f"no answer of {BAD_CELL_RELEASE} holds the spoilt cell {header}")
    return [_entry(f"acs5_{BAD_CELL[:6]}", name, cell, reason) for name in spoilt or [summary_file]]
