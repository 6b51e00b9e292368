"""Workbooks: the header is found wherever it stands, and what is no row of the table is set aside with its reason."""

from __future__ import annotations

import time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.errors import SourceError
from orchestration.sources import readers
from orchestration.sources.catalog import load_catalog
from orchestration.sources.readers.headers import catalog_names, find_header, normal_form
from orchestration.sources.readers.table import MalformedRow, RawTable, RepairedCell, UnreadSheet
from tests.unit.sources.hand_made_workbooks import HEADER, PENDING_HEADER, agreement, fill, pending, save, write

CATALOG = load_catalog()
PARTICIPATING, PENDING = CATALOG["ice_287g_participating"], CATALOG["ice_287g_pending"]
ONE_CELL = "not a row of the table: only one cell is filled"
ROWS_LISTED = {
    "ParticipatingEntities-20210113002027.xlsx": 150,
    "ParticipatingEntities-20221203123907.xlsx": 140,
    "ParticipatingEntities-20240102122914.xlsx": 137,
    "participatingAgencies-20250301180751.xlsx": 239,
    "participatingAgencies-20250401123225.xlsx": 427,
    "participatingAgencies08012025am.xlsx": 873,
    "participatingAgencies12012025am.xlsx": 1187,
    "pendingAgencies-20250401123225.xlsx": 27,
    "pendingAgencies12012025am.xlsx": 14,
}


def _read(path: Path) -> RawTable:
    return readers.read(path, PARTICIPATING)


def _column(raw: RawTable, name: str) -> list[str | None]:
    return raw.table.column(name).to_pylist()


def _rows(raw: RawTable) -> list[int]:
    return raw.table.column("source_row_number").to_pylist()


@pytest.mark.parametrize(
    "typed",
    ["state", " STATE ", "\u00a0State\u00a0", "STATE*", "State :", "state.", "ST\u200bATE", "STATE\n"],
)
def test_a_header_is_known_however_it_is_typed(tmp_path: Path, typed: str) -> None:
    header = (typed, "Law\nEnforcement   Agency", "Type", "County", "Support\u00a0Type *", "Signed", "MOA", "Addendum")
    raw = _read(write(tmp_path / "x.xlsx", header, agreement(1)))
    assert raw.layout == "with_addendum"
    assert _column(raw, "state") == ["TEXAS"]
    assert _column(raw, "support_type") == ["Task Force Model"]
    assert raw.columns_not_loaded == ()


@given(st.text(max_size=30))
def test_the_normal_form_of_a_header_is_its_own_normal_form(typed: str) -> None:
    once = normal_form(typed)
    assert normal_form(once) == once
    assert normal_form(f"  {once.lower()} \n*") == normal_form(once.lower())


@given(st.permutations(HEADER), st.integers(0, 9), st.sampled_from(["", " ", "*", "\u00a0:"]))
def test_columns_may_stand_in_any_order_and_below_any_title(header: list[str], n_above: int, mark: str) -> None:
    above = [("Participating agencies",)] * n_above
    row, names, layout = find_header(PARTICIPATING, [*above, [name.title() + mark for name in header]])
    assert (row, names, layout.name) == (n_above + 1, header, "with_addendum")


def test_another_word_for_a_header_is_known_only_from_the_catalog() -> None:
    known = ["STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE", "SIGNED"]
    assert catalog_names(PARTICIPATING, ["State", "Agency", "Support type", "Date signed"]) == known
    assert catalog_names(PARTICIPATING, ["State", "Department"]) == ["STATE", "Department"]
    assert catalog_names(PENDING, ["Date signed"]) == ["Date signed"]


def test_one_column_under_two_names_stops(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", ("As of today",), (*HEADER, "Date Signed"), (*agreement(1), "2025-01-01"))
    with pytest.raises(SourceError, match="twice in the header") as caught:
        _read(path)
    assert "row 2" in str(caught.value)
    assert "SIGNED" in str(caught.value)


def test_shuffled_columns_come_out_under_their_own_names(tmp_path: Path) -> None:
    order = [5, 1, 0, 4, 3, 2, 7, 6]
    rows = [[*(row[i] for i in order), None, "note", "x"] for row in (HEADER, agreement(1))]
    rows[0][-3:] = [None, "Remarks", None]
    raw = _read(write(tmp_path / "x.xlsx", *rows))
    assert _column(raw, "law_enforcement_agency") == ["Agency 1"]
    assert _column(raw, "signed") == ["2025-03-17"]
    assert raw.columns_not_loaded == ("Remarks",)


def test_titles_blanks_and_footnotes_are_no_agreements(tmp_path: Path) -> None:
    raw = _read(
        write(
            tmp_path / "x.xlsx",
            ("287(g) participating agencies",),
            (),
            ("As of", "December 1, 2025"),
            HEADER,
            agreement(1),
            (),
            (None, " ", "\u00a0"),
            agreement(2),
            (None,) * 9 + ("a remark", "and another"),
            HEADER,
            (),
            ("* as of 12/1/2025",),
            (None, None, None, None, "Total: 150"),
        )
    )
    assert _rows(raw) == [5, 8]
    assert raw.malformed_rows == (
        MalformedRow(1, ONE_CELL),
        MalformedRow(3, "not a row of the table: it stands above the header"),
        MalformedRow(9, "not a row of the table: no column of the list is filled"),
        MalformedRow(10, "not a row of the table: the header again"),
        MalformedRow(12, ONE_CELL),
        MalformedRow(13, ONE_CELL),
    )
    assert raw.n_rows == 8


def test_a_header_too_far_down_is_not_found(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", *[("Title",)] * 10, HEADER, agreement(1))
    with pytest.raises(SourceError, match="fits no known layout"):
        _read(path)


def test_a_wrong_header_is_shown_with_its_row(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", ("Title",), ("State", "Law Enforcement Agency", "Model"), ("TEXAS", "A", "Jail"))
    with pytest.raises(SourceError, match="fits no known layout") as caught:
        _read(path)
    assert "found:  STATE, LAW ENFORCEMENT AGENCY, Model" in str(caught.value)
    assert "row 2" in str(caught.value)
    assert "SUPPORT TYPE" in str(caught.value)


def test_cells_merged_over_rows_are_filled_and_each_is_recorded(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    lower = agreement(3, **{"STATE": None, "LAW ENFORCEMENT AGENCY": None})
    rows = [agreement(1), agreement(2, STATE=None), lower, agreement(4, STATE="UTAH"), agreement(5)]
    fill(book.active, [HEADER, *rows])
    book.active.merge_cells("A2:A4")
    book.active.merge_cells("B3:B4")
    raw = _read(save(book, tmp_path / "x.xlsx"))
    assert _column(raw, "state") == ["TEXAS", "TEXAS", "TEXAS", "UTAH", "TEXAS"]
    assert _column(raw, "law_enforcement_agency") == ["Agency 1", "Agency 2", "Agency 2", "Agency 4", "Agency 5"]
    rule = "merged cell filled from the top cell"
    assert raw.repaired_cells == (
        RepairedCell(3, "state", rule),
        RepairedCell(4, "law_enforcement_agency", rule),
        RepairedCell(4, "state", rule),
    )


def test_a_row_merged_in_every_column_is_one_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    fill(book.active, [HEADER, agreement(1), (), agreement(2)])
    for column in "ABCDEFGH":
        book.active.merge_cells(f"{column}2:{column}3")
    raw = _read(save(book, tmp_path / "x.xlsx"))
    assert _rows(raw) == [2, 4]
    assert raw.repaired_cells == ()


def test_a_cell_merged_over_columns_belongs_to_the_first(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    fill(book.active, [("A title over the whole width",), HEADER, agreement(1), ("A footnote over the whole width",)])
    for cells in ("A1:H1", "C3:D3", "A4:H4"):
        book.active.merge_cells(cells)
    raw = _read(save(book, tmp_path / "x.xlsx"))
    assert (_column(raw, "type"), _column(raw, "county")) == (["County"], [None])
    assert raw.repaired_cells == (RepairedCell(3, "type", "merged cell across columns read as its first column"),)
    assert [row.row_number for row in raw.malformed_rows] == [1, 4]


def test_a_header_merged_over_two_rows_fills_no_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    fill(book.active, [HEADER, (), agreement(1)])
    for column in "ABCDEFGH":
        book.active.merge_cells(f"{column}1:{column}2")
    raw = _read(save(book, tmp_path / "x.xlsx"))
    assert (_rows(raw), raw.malformed_rows, raw.repaired_cells) == ([3], (), ())


def test_error_values_are_empty_and_recorded_and_not_applicable_stays(tmp_path: Path) -> None:
    raw = _read(write(tmp_path / "x.xlsx", HEADER, agreement(1, COUNTY="#REF!", ADDENDUM="#N/A"), ("#REF!", "#NAME?")))
    assert _column(raw, "county") == [None]
    assert _column(raw, "addendum") == ["#N/A"]
    assert raw.repaired_cells == (RepairedCell(2, "county", "error value read as empty"),)
    assert raw.malformed_rows == (MalformedRow(3, "not a row of the table: only error values"),)


@pytest.mark.parametrize("column", ["SIGNED", "STATE"])
def test_a_formula_stops_with_its_place(tmp_path: Path, column: str) -> None:
    path = write(tmp_path / "x.xlsx", HEADER, agreement(1), agreement(2, **{column: "=A2"}))
    with pytest.raises(SourceError, match="formula") as caught:
        _read(path)
    assert f"row 3, column {column}" in str(caught.value)


def test_dates_stay_as_they_stand(tmp_path: Path) -> None:
    typed = ["3/17//2025", "03/17/25", 46000, 46000.0, "2025-02-30", None]
    raw = _read(write(tmp_path / "x.xlsx", HEADER, *[agreement(i, SIGNED=day) for i, day in enumerate(typed)]))
    assert _column(raw, "signed") == ["3/17//2025", "03/17/25", "46000", "46000", "2025-02-30", None]
    assert raw.repaired_cells == ()


def _two_sheets(path: Path, second: str, state: str, *rows: tuple) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "List"
    fill(book.active, [HEADER, agreement(1)])
    sheet = book.create_sheet(second, 0)
    sheet.sheet_state = state
    fill(sheet, rows)
    return save(book, path)


@pytest.mark.parametrize(
    ("state", "rows", "reason"),
    [
        ("visible", (), "sheet set aside: empty"),
        ("visible", (("Total", 1),), "sheet set aside: its header fits no layout"),
        ("hidden", (("Total", 1),), "sheet set aside: hidden"),
        ("veryHidden", (HEADER, agreement(9)), "sheet set aside: hidden, though its header fits a layout"),
    ],
)
def test_a_sheet_that_is_not_read_is_named_with_its_reason(
    tmp_path: Path, state: str, rows: tuple, reason: str
) -> None:
    raw = _read(_two_sheets(tmp_path / "x.xlsx", "Other", state, *rows))
    assert raw.sheet_name == "List"
    assert _column(raw, "law_enforcement_agency") == ["Agency 1"]
    assert raw.unread_sheets == (UnreadSheet("Other", reason),)


def test_two_sheets_that_fit_stop_with_both_names(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Several sheets fit a layout: March, List"):
        _read(_two_sheets(tmp_path / "x.xlsx", "March", "visible", HEADER, agreement(2)))


def test_one_stray_blank_in_the_last_row_of_excel_costs_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    fill(book.active, [HEADER, agreement(1)])
    book.active["H1048576"] = " "
    path = save(book, tmp_path / "x.xlsx")
    begun = time.perf_counter()
    assert _read(path).n_rows == 1
    assert time.perf_counter() - begun < 1.5


def test_the_address_a_cell_links_to_is_read_beside_its_word(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    fill(book.active, [("Title",), HEADER, agreement(1), (), agreement(2)])
    book.active["G5"].hyperlink = "https://www.ice.gov/doclib/287gMOA/two.pdf"
    book.active["G5"].value = "link"
    raw = _read(save(book, tmp_path / "x.xlsx"))
    assert _column(raw, "moa") == ["link", "link"]
    assert _column(raw, "moa_url") == [None, "https://www.ice.gov/doclib/287gMOA/two.pdf"]
    assert _column(raw, "addendum_url") == [None, None]


def test_a_pending_list_is_read_below_its_title(tmp_path: Path) -> None:
    raw = readers.read(write(tmp_path / "x.xlsx", ("Pending",), PENDING_HEADER, pending(1), pending(2)), PENDING)
    assert _rows(raw) == [3, 4]


@pytest.mark.real
@pytest.mark.parametrize(("name", "n_rows"), ROWS_LISTED.items())
def test_every_real_workbook_has_as_many_rows_as_it_lists(shared_directory: Path, name: str, n_rows: int) -> None:
    source = PENDING if name.startswith("pending") else PARTICIPATING
    folder = shared_directory / "data/policy/ice_287g" / source.name.removeprefix("ice_287g_")
    begun = time.perf_counter()
    raw = readers.read(folder / name, source)
    assert time.perf_counter() - begun < 1.5
    assert (raw.table.num_rows, raw.malformed_rows, raw.repaired_cells, raw.unread_sheets) == (n_rows, (), (), ())
