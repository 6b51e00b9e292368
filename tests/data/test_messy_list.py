"""The models on one hand-made list with every kind of bad row: what is kept, repaired, set aside, and counted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from orchestration.settings import Settings
from tests.data.partial_build import build_part, built_rows

pytestmark = pytest.mark.slow

NAME, SHEET = "list as of 2025-04-01.xlsx", "Agencies"
HEADER = ("State", "Law Enforcement Agency", "Type", "County", "Support Type", "Date Signed", "MOA")
JAIL, TASK_FORCE = "Jail Enforcement Model", "Task Force Model"
ROWS = (
    ("Participating agencies",),
    HEADER,
    ("TEXAS", "Bowie County Sheriff's Office", "County", "Bowie County", JAIL, dt.datetime(2025, 3, 17), "link"),
    ("TEXAS", "Cass County Sheriff's Office", "County", "Cass County", JAIL, "3/17//2025", "link"),
    ("TEXAS", "Camp County Sheriff's Office", "County", "Camp County", JAIL, "2/30/2025", "link"),
    ("TEXAS", "Rusk County Sheriff's Office", "County", "Rusk County", JAIL, 45733, "link"),
    ("TEXAS", "Hill County Sheriff's Office", "County", "Hill County", JAIL, dt.datetime(2025, 4, 2), "link"),
    ("TEXAS", "Bell County Sheriff's Office", "County", "Bell County", JAIL, "March 17, 2001", "link"),
    ("TEXAS", "Bowie County Sheriff’s Office ", "COUNTY", "Bowie County", JAIL, "03/17/2025", "link"),
    ("TEXAS", "Bowie County Sheriff's Office", "County", "Bowie County", JAIL, dt.datetime(2025, 3, 18), "link"),
    ("TEXSA", "Gregg County Sheriff's Office", "County", "Gregg County", JAIL, dt.datetime(2025, 3, 17), "link"),
    (
        "TEXAS",
        "Wood County Sheriff's Office",
        "County",
        "Wood County",
        "Jail Model II",
        dt.datetime(2025, 3, 17),
        "link",
    ),
    ("TEXAS", "#N/A", "County", "#N/A", TASK_FORCE, dt.datetime(2025, 3, 17), "link"),
    ("Total: 11",),
)
SELECTED = ["policies", "+rejected_rows", "+repaired_cells", "+row_accounting", "+int_287g_spells"]


@pytest.fixture(scope="module")
def messy_build(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a build whose only source file is the list."""
    return build_part(tmp_path_factory.mktemp("messy"), _write_list, SELECTED)


def _write_list(raw: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = SHEET
    for row in ROWS:
        book.active.append(row)
    book.save(raw / NAME)


def test_each_bad_row_or_cell_names_its_place_and_reason(messy_build: Settings) -> None:
    rejected = built_rows(
        messy_build,
        "select file_name, sheet, row_number, column_name, reason from quality.rejected_rows"
        " where reason not like '%no county found%' order by row_number, column_name",
    )
    assert {row[:2] for row in rejected} == {(NAME, SHEET)}
    assert [row[2:] for row in rejected] == [
        (1, None, "not a row of the table: only one cell is filled"),
        (5, "signed", "cell set aside: cannot be read as a date"),
        (7, "signed", "cell set aside: after the day of the capture"),
        (8, "signed", "cell set aside: below 2002-01-01"),
        (9, None, "row set aside: repeats row 3"),
        (11, "state", "not one of the states"),
        (12, "support_type", "not one of the support types"),
        (13, "law_enforcement_agency", "missing"),
        (14, None, "not a row of the table: only one cell is filled"),
    ]


def test_each_date_read_by_another_rule_is_listed(messy_build: Settings) -> None:
    repaired = built_rows(messy_build, "select * from quality.repaired_cells order by row_number")
    assert [row[3:] for row in repaired] == [
        (4, "signed", "date written month first"),
        (6, "signed", "date kept as the number Excel counts days by"),
        (9, "signed", "date written month first"),
    ]
    assert {row[:3] for row in repaired} == {("ice_287g_participating", NAME, SHEET)}


def test_rows_add_up_and_a_repeated_row_counts_once(messy_build: Settings) -> None:
    accounts = built_rows(messy_build, "select rows_read, rows_kept, rows_rejected from quality.row_accounting")
    assert accounts == [(13, 8, 5)]
    claims = built_rows(
        messy_build,
        "select agency_key, cast(signed_on as varchar), listing_number from intermediate.int_287g_claims order by all",
    )
    assert claims == [
        ("bell county sheriff", None, 1),
        ("bowie county sheriff", "2025-03-17", 1),
        ("bowie county sheriff", "2025-03-18", 2),
        ("camp county sheriff", None, 1),
        ("cass county sheriff", "2025-03-17", 1),
        ("hill county sheriff", None, 1),
        ("rusk county sheriff", "2025-03-17", 1),
    ]


def test_the_capture_is_dated_by_its_name(messy_build: Settings) -> None:
    files = pd.DataFrame(
        built_rows(
            messy_build, "select captured_on, captured_on_basis, sheet_name from staging.stg_catalog__source_files"
        )
    )
    assert files.astype(str).to_numpy().tolist() == [["2025-04-01", "file_name", SHEET]]
