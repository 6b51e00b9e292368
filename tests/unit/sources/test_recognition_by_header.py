"""A workbook under any name: its header says what it is, and something in it says when it was captured."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import openpyxl
import pytest

from orchestration.errors import SourceError
from orchestration.settings import Settings
from orchestration.sources.inventoried_file import InventoriedFile
from orchestration.sources.inventory import take_inventory
from orchestration.sources.loading import load_raw
from orchestration.sources.recognition import find_files
from orchestration.warehouse import build
from tests.unit.sources.hand_made_workbooks import (
    HEADER,
    PENDING_HEADER,
    agreement,
    fill,
    pending,
    save,
    set_property,
    write,
)

SAVED = dt.datetime(2025, 12, 1, 18, 26)
RENAMED = {
    "a.xlsx": "participating/ParticipatingEntities-20210113002027.xlsx",
    "b 2024-01-02.XLSX": "participating/ParticipatingEntities-20240102122914.xlsx",
    "c Mar-01-2025.xlsx": "participating/participatingAgencies-20250301180751.xlsx",
    "d.xlsx": "participating/participatingAgencies-20250401123225.xlsx",
    "e.xlsx": "participating/participatingAgencies12012025am.xlsx",
    "f 04.01.2025.xlsx": "pending/pendingAgencies-20250401123225.xlsx",
    "g.xlsx": "pending/pendingAgencies12012025am.xlsx",
}


def _only(settings: Settings) -> InventoriedFile:
    [file] = take_inventory(settings)
    return file


@pytest.mark.parametrize(
    ("name", "rows", "source"),
    [
        ("list 2025-12-01.xlsx", (HEADER, agreement(1)), "ice_287g_participating"),
        ("287g agencies Dec-01-2025.xlsx", (HEADER[:2] + HEADER[4:6], agreement(1)), "ice_287g_participating"),
        ("pending 12.01.2025.xlsx", (("Title",), PENDING_HEADER, pending(1)), "ice_287g_pending"),
        ("neu 12012025pm.XLSX", (tuple(reversed(PENDING_HEADER)), pending(1)), "ice_287g_pending"),
    ],
)
def test_a_list_is_known_by_its_header_whatever_its_name(
    settings: Settings, name: str, rows: tuple, source: str
) -> None:
    write(settings.raw_directory / name, *rows)
    file = _only(settings)
    assert (file.source_name, file.is_loaded, file.period) == (source, True, "2025-12-01")
    assert file.found.captured_on_basis == "file_name"


def test_a_name_of_the_catalog_goes_before_the_header(settings: Settings) -> None:
    write(settings.raw_directory / "pendingAgencies-20251201.xlsx", HEADER, agreement(1))
    assert _only(settings).source_name == "ice_287g_pending"


@pytest.mark.parametrize(
    ("title", "above", "day"),
    [
        ("Sheet1", (("Participating agencies as of December 1, 2025",),), dt.date(2025, 12, 1)),
        ("Sheet1", (("As of", dt.datetime(2025, 12, 1)), ()), dt.date(2025, 12, 1)),
        ("Dec 1 2025", (), dt.date(2025, 12, 1)),
        ("12.1.2025", (("Updated 12/1/25",),), dt.date(2025, 12, 1)),
    ],
)
def test_a_title_or_sheet_name_dates_what_the_file_name_does_not(
    settings: Settings, title: str, above: tuple, day: dt.date
) -> None:
    write(
        settings.raw_directory / "list.xlsx", *above, HEADER, agreement(1), title=title, saved=dt.datetime(2026, 1, 5)
    )
    file = _only(settings)
    assert (file.found.captured_on, file.found.captured_on_basis) == (day, "sheet")


def test_the_file_name_goes_before_title_and_properties(settings: Settings) -> None:
    write(settings.raw_directory / "list 20251202.xlsx", ("As of 12/1/2025",), HEADER, agreement(1), saved=SAVED)
    file = _only(settings)
    assert (str(file.found.captured_on), file.found.captured_on_basis) == ("2025-12-02", "file_name")


def test_properties_date_what_nothing_else_does(settings: Settings) -> None:
    path = write(settings.raw_directory / "list.xlsx", HEADER, agreement(1), saved=SAVED)
    set_property(path, "created", dt.datetime(2025, 2, 15))
    file = _only(settings)
    assert (str(file.found.captured_on), file.found.captured_on_basis) == ("2025-12-01", "workbook_properties")
    set_property(path, "modified", None)
    with pytest.raises(SourceError, match="names 2025-03-17, but its workbook says it was last saved on 2025-02-15"):
        take_inventory(settings)


@pytest.mark.parametrize("signed", ["12/2//2025", "December 2, 2025", "2025-12-02", 45993, dt.datetime(2025, 12, 2)])
def test_a_list_signed_after_it_was_saved_stops_with_the_row(settings: Settings, signed: object) -> None:
    path = write(settings.raw_directory / "list.xlsx", HEADER, agreement(1), agreement(2, SIGNED=signed), saved=SAVED)
    with pytest.raises(SourceError, match="2025-12-02") as caught:
        take_inventory(settings)
    assert "row 3, column SIGNED" in str(caught.value)
    assert "YYYYMMDD" in str(caught.value)
    path.rename(path.with_name("list 20251201.xlsx"))
    assert _only(settings).is_loaded, "a named day is not doubted: the cell is set aside by the models"


def test_a_list_that_nothing_dates_stops_with_the_remedy(settings: Settings) -> None:
    path = write(settings.raw_directory / "list.xlsx", HEADER, agreement(1))
    for name in ("modified", "created"):
        set_property(path, name, None)
    with pytest.raises(SourceError, match="Nothing tells the day") as caught:
        take_inventory(settings)
    assert "list.xlsx" in str(caught.value)
    assert "YYYYMMDD" in str(caught.value)


def test_two_days_in_the_titles_stop(settings: Settings) -> None:
    write(
        settings.raw_directory / "list.xlsx", ("Since 1/25/2025, as of 12/1/2025",), HEADER, agreement(1), saved=SAVED
    )
    with pytest.raises(SourceError, match="More than one date in the sheet's title: 2025-01-25, 2025-12-01"):
        take_inventory(settings)


def test_a_list_of_unknown_layout_stops_with_both_headers(settings: Settings) -> None:
    write(settings.raw_directory / "new.xlsx", ("Title",), ("STATE", "Law Enforcement Agency*", "PROGRAM"), ("TEXAS",))
    with pytest.raises(SourceError, match="looks like ice_287g_participating or ice_287g_pending") as caught:
        take_inventory(settings)
    assert "found:  STATE, Law Enforcement Agency*, PROGRAM" in str(caught.value)
    assert "text_dates: STATE, LAW ENFORCEMENT AGENCY, SUPPORT TYPE, SIGNED" in str(caught.value)
    assert "row 2" in str(caught.value)


def test_lists_of_two_sources_in_one_workbook_stop(settings: Settings) -> None:
    book = openpyxl.Workbook()
    fill(book.active, [HEADER, agreement(1)])
    fill(book.create_sheet("Pending"), [PENDING_HEADER, pending(1)])
    save(book, settings.raw_directory / "both 20251201.xlsx")
    with pytest.raises(SourceError, match=r"Sheet \(ice_287g_participating\), Pending \(ice_287g_pending\)"):
        take_inventory(settings)


def test_a_foreign_workbook_is_listed_and_a_damaged_one_says_why(settings: Settings) -> None:
    write(settings.raw_directory / "budget.xlsx", ("YEAR", "DOLLARS"), (2025, 1))
    (settings.raw_directory / "damaged.xlsx").write_bytes(b"PK\x03\x04 broken zip")
    (settings.raw_directory / "protected.xlsx").write_bytes(b"\xd0\xcf\x11\xe0 old")
    files = take_inventory(settings)
    assert {file.status for file in files} == {"unrecognised"}
    load_raw(settings, files)
    with build(settings) as connection:
        told = connection.execute("select file_name, row_number, reason from raw.malformed_rows order by 1").fetchall()
    assert [(name, row) for name, row, _ in told] == [("damaged.xlsx", None), ("protected.xlsx", None)]
    assert told[0][2].startswith("file set aside: The workbook cannot be opened")
    assert "password" in told[1][2]


def test_two_files_of_one_capture_stop_with_both_names(settings: Settings) -> None:
    write(settings.raw_directory / "participatingAgencies12012025am.xlsx", HEADER, agreement(1))
    write(settings.raw_directory / "list of 2025-12-01.xlsx", HEADER, agreement(2))
    with pytest.raises(SourceError, match="Two files hold ice_287g_participating for 2025-12-01") as caught:
        take_inventory(settings)
    assert "participatingAgencies12012025am.xlsx" in str(caught.value)
    assert "list of 2025-12-01.xlsx" in str(caught.value)


def test_an_undated_copy_is_no_capture_of_its_own(settings: Settings) -> None:
    path = write(settings.raw_directory / "z 20251203.xlsx", HEADER, agreement(1), saved=SAVED)
    shutil.copy(path, settings.raw_directory / "a copy.xlsx")
    files = {file.found.path.name: file.status for file in take_inventory(settings)}
    assert files == {"a copy.xlsx": "duplicate", "z 20251203.xlsx": "real"}


def test_the_raw_tables_name_sheet_basis_repairs_and_what_was_left(settings: Settings) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Agreements"
    fill(book.active, [("As of 12/1/2025",), HEADER, agreement(1), agreement(2, STATE=None, COUNTY="#REF!")])
    book.active.merge_cells("A3:A4")
    fill(book.create_sheet("Notes"), [("a", "b")])
    save(book, settings.raw_directory / "list.xlsx")
    read, kept_in_the_store = take_inventory(settings), take_inventory(settings)
    assert read == kept_in_the_store
    load_raw(settings, kept_in_the_store)
    with build(settings) as connection:
        loaded = connection.execute(
            "select sheet_name, captured_on_basis, cast(captured_on as varchar), n_rows, n_rows_malformed"
            " from raw.source_files"
        ).fetchall()
        repaired = connection.execute("select * from raw.repaired_cells order by row_number, column_name").fetchall()
        left = connection.execute("select sheet, row_number, reason from raw.malformed_rows order by 1").fetchall()
        basis = connection.execute("select captured_on_basis from raw.sources where file_name = 'list.xlsx'").fetchall()
    assert loaded == [("Agreements", "sheet", "2025-12-01", 3, 1)]
    place = ("ice_287g_participating", "list.xlsx", "Agreements", 4)
    assert repaired == [
        (*place, "county", "error value read as empty"),
        (*place, "state", "merged cell filled from the top cell"),
    ]
    assert left == [
        ("Agreements", 1, "not a row of the table: only one cell is filled"),
        ("Notes", None, "sheet set aside: its header fits no layout"),
    ]
    assert basis == [("sheet",)]


@pytest.mark.real
def test_real_captures_under_other_names_are_the_same_captures(settings: Settings, shared_directory: Path) -> None:
    for name, original in RENAMED.items():
        shutil.copy(shared_directory / "data/policy/ice_287g" / original, settings.raw_directory / name)
    found = {
        file.path.name: (file.source.name.removeprefix("ice_287g_"), str(file.captured_on), file.captured_on_basis)
        for file in find_files(settings.raw_directory)
    }
    # Properties say when a file was last saved: the first of these four years after its capture. That its day comes
    # from there is all that can be known of such a file, so the basis is part of its record.
    assert found == {
        "a.xlsx": ("participating", "2025-04-17", "workbook_properties"),
        "b 2024-01-02.XLSX": ("participating", "2024-01-02", "file_name"),
        "c Mar-01-2025.xlsx": ("participating", "2025-03-01", "file_name"),
        "d.xlsx": ("participating", "2025-03-31", "workbook_properties"),
        "e.xlsx": ("participating", "2025-12-01", "workbook_properties"),
        "f 04.01.2025.xlsx": ("pending", "2025-04-01", "file_name"),
        "g.xlsx": ("pending", "2025-12-01", "workbook_properties"),
    }
    assert all(file.is_loaded for file in take_inventory(settings))
