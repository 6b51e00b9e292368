"""Readers: a file becomes its cells as text, or a message that says where it is wrong and what to do."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from orchestration.errors import SourceError
from orchestration.sources import readers
from orchestration.sources.catalog import load_catalog

CATALOG = load_catalog()
AREA_HEADER = "YEARQ\tIDPER\tSTATE_FIPS\tCOUNTY_FIPS\tTRACT_GEOID\tTRACT_VINTAGE"
AREA_ROW = "2009.3\t%s\t06\t06037\t06037000100\t2000" % ("1" * 27)


def _write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_delimited_cells_stay_text_and_unknown_columns_are_named(tmp_path: Path) -> None:
    path = _write(tmp_path / "ncvs_2009_area.tsv", AREA_HEADER + "\tV9999", AREA_ROW + "\t7")
    raw = readers.read(path, CATALOG["ncvs_area"])
    assert raw.table.column("county_fips").to_pylist() == ["06037"]
    assert raw.table.column("yearq").to_pylist() == ["2009.3"]
    assert raw.columns_not_loaded == ("V9999",)
    assert raw.n_rows == 1


def test_delimited_row_with_a_missing_cell_is_set_aside_with_its_number(tmp_path: Path) -> None:
    path = _write(tmp_path / "ncvs_2009_area.tsv", AREA_HEADER, AREA_ROW, "2009.3\tshort", "", AREA_ROW)
    raw = readers.read(path, CATALOG["ncvs_area"])
    assert [(row.row_number, row.reason) for row in raw.malformed_rows] == [(2, "2 cells where the header has 6")]
    assert raw.table.column("source_row_number").to_pylist() == [1, 4]
    assert raw.n_rows == 3


def test_gzip_is_read_as_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "ncvs_2009_area.tsv.gz"
    path.write_bytes(gzip.compress(f"{AREA_HEADER}\n{AREA_ROW}\n".encode()))
    assert readers.read(path, CATALOG["ncvs_area"]).n_rows == 1


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ((), "The file is empty"),
        ((AREA_HEADER,), "a header and no rows"),
        (("YEARQ\tIDPER", "2009.3\t1"), "fits no known layout"),
    ],
)
def test_delimited_errors_name_file_and_remedy(tmp_path: Path, lines: tuple[str, ...], says: str) -> None:
    path = tmp_path / "ncvs_2009_area.tsv"
    path.write_text("".join(f"{line}\n" for line in lines))
    with pytest.raises(SourceError, match=says) as caught:
        readers.read(path, CATALOG["ncvs_area"])
    assert str(path) in str(caught.value)
    assert "remedy:" in str(caught.value)


def test_wrong_layout_names_the_missing_columns_and_both_headers(tmp_path: Path) -> None:
    path = _write(tmp_path / "ncvs_2009_area.tsv", "YEARQ\tIDPER\tFIPS", "2009.3\t1\t2")
    with pytest.raises(SourceError) as caught:
        readers.read(path, CATALOG["ncvs_area"])
    assert "found:  YEARQ, IDPER, 1 other names, not shown" in str(caught.value)
    assert "STATE_FIPS" in str(caught.value)
    assert "row 1" in str(caught.value)


def test_truncated_gzip_is_an_error_not_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "ncvs_2009_area.tsv.gz"
    path.write_bytes(gzip.compress(f"{AREA_HEADER}\n{AREA_ROW}\n".encode())[:-12])
    with pytest.raises(SourceError, match="cannot be read"):
        readers.read(path, CATALOG["ncvs_area"])


def _workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


HEADER_2021 = ("STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE", "SIGNED", "MOA")


def test_workbook_dates_become_iso_and_blank_rows_do_not_count(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path / "ParticipatingEntities-20210113002027.xlsx",
        HEADER_2021,
        ("TEXAS", "Some County Sheriff’s Office ", "Jail Enforcement Model", dt.datetime(2020, 6, 9), "link"),
        (None, " ", None, None, None),
        ("UTAh", "Other", "Warrant Service Officer", "2019-02-30", "#N/A"),
    )
    raw = readers.read(path, CATALOG["ice_287g_participating"])
    assert raw.table.column("signed").to_pylist() == ["2020-06-09", "2019-02-30"]
    assert raw.table.column("source_row_number").to_pylist() == [2, 4]
    assert raw.layout == "text_dates"


@pytest.mark.parametrize(
    ("extra", "layout"),
    [
        ((), "text_dates"),
        (("TYPE",), "with_type"),
        (("TYPE", "COUNTY"), "with_county"),
        (("TYPE", "COUNTY", "ADDENDUM", None, None), "with_addendum"),
    ],
)
def test_each_workbook_layout_is_told_by_its_header(tmp_path: Path, extra: tuple, layout: str) -> None:
    header = (*HEADER_2021, *extra)
    path = _workbook(tmp_path / "x.xlsx", header, tuple("a" if name else None for name in header))
    assert readers.read(path, CATALOG["ice_287g_participating"]).layout == layout


def test_unreadable_workbook_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ParticipatingEntities-20210113002027.xlsx"
    path.write_bytes(b"not a workbook")
    with pytest.raises(SourceError, match="cannot be opened") as caught:
        readers.read(path, CATALOG["ice_287g_participating"])
    assert path.name in str(caught.value)


def test_stata_numbers_are_written_without_decimal_point(tmp_path: Path) -> None:
    path = tmp_path / "activation_dates.dta"
    frame = pd.DataFrame(
        {
            "countyname": ["AUTAUGA", "ANGOON"],
            "countyfips": [1001, 2031],
            "state": ["AL", "AK"],
            "statefips": [1, 2],
            "activation_month": [4.0, float("nan")],
            "activation_year": [2011.0, float("nan")],
        }
    )
    frame.to_stata(path, write_index=False)
    table = readers.read(path, CATALOG["secure_communities"]).table
    assert table.column("activation_year").to_pylist() == ["2011", None]
    assert table.column("countyfips").to_pylist() == ["1001", "2031"]


def test_broken_stata_file_is_an_error_with_remedy(tmp_path: Path) -> None:
    path = tmp_path / "activation_dates.dta"
    path.write_bytes(b"\x00" * 40)
    with pytest.raises(SourceError, match="remedy"):
        readers.read(path, CATALOG["secure_communities"])


API_HEADER = ["NAME", "B01003_001E", "B01003_001M", "state", "county", "tract"]


def test_both_shapes_of_a_census_table_give_the_same_columns(tmp_path: Path) -> None:
    api = tmp_path / "acs5_2012_06_1.json"
    api.write_text(json.dumps([API_HEADER, ["Tract 1", "1262", "9", "06", "001", "000101"]]))
    summary = _write(
        tmp_path / "acsdt5y2012-b01003.dat", "GEO_ID|B01003_E001|B01003_M001", "1400000US06001000101|1262|9"
    )
    source = CATALOG["acs5"]
    from_api, from_summary = readers.read(api, source), readers.read(summary, source)
    assert from_api.table.column("b01003_001e").to_pylist() == ["1262"]
    assert from_summary.table.column("b01003_001e").to_pylist() == ["1262"]
    assert from_summary.table.column("geo_id").to_pylist() == ["1400000US06001000101"]
    assert (
        from_api.table.column("b01003_001m").to_pylist()
        == from_summary.table.column("b01003_001m").to_pylist()
        == ["9"]
    )


def test_an_answer_with_cells_of_several_tables_gives_a_table_for_each(tmp_path: Path) -> None:
    path = tmp_path / "acs5_2012_06_1.json"
    header = ["B01003_001E", "B19013_001E", "B17001_001E", "B17001_002E", "state", "county", "tract"]
    rows = [["10", "900", "9", "3", "06", "001", "000101"], ["short"], ["20", "800", "19", "4", "06", "001", "000102"]]
    path.write_text(json.dumps([header, *rows]))
    population, poverty = readers.read_tables(path, CATALOG["acs5"])
    assert (population.layout, poverty.layout) == ("b01003", "b17001")
    assert population.table.column("b01003_001e").to_pylist() == ["10", "20"]
    assert poverty.table.column("b17001_002e").to_pylist() == ["3", "4"]
    assert poverty.table.column("source_row_number").to_pylist() == [1, 3]
    assert (population.columns_not_loaded, poverty.columns_not_loaded) == (("B19013_001E",), ())
    # A row that cannot be split is told once, though it is missing from both.
    assert (len(population.malformed_rows), len(poverty.malformed_rows)) == (1, 0)


@pytest.mark.parametrize("text", ["", "{}", "[[1]]", "error: you included a key with this request"])
def test_an_answer_that_is_no_table_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "acs5_2012_06_1.json"
    path.write_text(text)
    with pytest.raises(SourceError, match="remedy"):
        readers.read(path, CATALOG["acs5"])


def test_short_row_of_an_api_answer_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "acs5_2012_06_1.json"
    path.write_text(json.dumps([API_HEADER, ["a", "1", "2", "06", "001", "000101"], ["b", "1"]]))
    raw = readers.read(path, CATALOG["acs5"])
    assert [row.row_number for row in raw.malformed_rows] == [2]
    assert raw.n_rows == 2


def test_a_confidential_file_without_a_header_shows_no_cell_of_its_first_row(tmp_path: Path) -> None:
    path = _write(tmp_path / "ncvs_2009_area.tsv", AREA_ROW, AREA_ROW)
    with pytest.raises(SourceError) as caught:
        readers.read(path, CATALOG["ncvs_area"])
    assert "1" * 27 not in str(caught.value)
    assert "06037" not in str(caught.value)


def test_a_stray_quote_in_an_unquoted_source_is_only_a_character(tmp_path: Path) -> None:
    stray = AREA_ROW.removesuffix("2000") + '"2000'
    path = _write(tmp_path / "ncvs_2009_area.tsv", AREA_HEADER, stray, *[AREA_ROW] * 40)
    raw = readers.read(path, CATALOG["ncvs_area"])
    assert raw.table.num_rows == 41
    assert raw.table.column("tract_vintage").to_pylist()[0] == '"2000'


def test_an_unclosed_quote_in_a_quoted_source_stops_with_its_row(tmp_path: Path) -> None:
    header = "Jurisdiction (AOR),Date Enacted,Policy,Criteria for Honoring Detainer"
    rows = ["A,May 2014,p,c", 'B,May 2014,p,"open', *["C,May 2014,p,c"] * 20]
    path = _write(tmp_path / "section_iii.csv", header, *rows)
    with pytest.raises(SourceError, match="quote") as caught:
        readers.read(path, CATALOG["detainer_section_iii"])
    assert "row 2" in str(caught.value)


def test_an_unclosed_quote_that_makes_a_row_malformed_stops_too(tmp_path: Path) -> None:
    header = "Jurisdiction (AOR),Date Enacted,Policy,Criteria for Honoring Detainer"
    rows = ["A,May 2014,p,c", '"B,May 2014,p,open', *["C,May 2014,p,c"] * 20, 'D,May 2014,p,"c"']
    path = _write(tmp_path / "section_iii.csv", header, *rows)
    with pytest.raises(SourceError, match="a quote is not closed") as caught:
        readers.read(path, CATALOG["detainer_section_iii"])
    assert "row 2" in str(caught.value)


def test_a_file_of_which_no_row_can_be_kept_stops(tmp_path: Path) -> None:
    path = _write(tmp_path / "ncvs_2009_area.tsv", AREA_HEADER, AREA_ROW + "\t", AREA_ROW + "\t")
    with pytest.raises(SourceError, match="No row can be kept: 7 cells where the header has 6"):
        readers.read(path, CATALOG["ncvs_area"])


def test_a_column_that_stands_twice_stops(tmp_path: Path) -> None:
    path = _write(tmp_path / "ncvs_2009_area.tsv", AREA_HEADER + "\tIDPER", AREA_ROW + "\t2")
    with pytest.raises(SourceError, match="twice in the header") as caught:
        readers.read(path, CATALOG["ncvs_area"])
    assert "IDPER" in str(caught.value)


def test_a_summary_file_without_tracts_stops(tmp_path: Path) -> None:
    path = _write(tmp_path / "acsdt5y2014-b01003.dat", "GEO_ID|B01003_E001", "0400000US06|1", "0500000US06001|1")
    with pytest.raises(SourceError, match="no census tract"):
        readers.read(path, CATALOG["acs5"])


def test_a_formula_without_a_value_is_not_silently_empty(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "x.xlsx", HEADER_2021, ("TEXAS", "A", "Jail", "=DATE(2020,1,1)", "link"))
    with pytest.raises(SourceError, match="formula") as caught:
        readers.read(path, CATALOG["ice_287g_participating"])
    assert "row 2" in str(caught.value)
    assert "SIGNED" in str(caught.value)


def test_a_far_blank_does_not_widen_a_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADER_2021)
    book.active.append(("TEXAS", "A", "Jail", "2020-01-01", "link"))
    book.active["XFD2"] = " "
    book.save(tmp_path / "x.xlsx")
    assert readers.read(tmp_path / "x.xlsx", CATALOG["ice_287g_participating"]).n_rows == 1


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0 old", b"PK\x03\x04 broken zip", b"<html></html>"])
def test_no_damaged_workbook_is_a_traceback(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="remedy"):
        readers.read(path, CATALOG["ice_287g_participating"])


def test_census_2000_is_read_as_an_answer_of_the_api_or_as_an_extract(tmp_path: Path) -> None:
    source = CATALOG["census_2000_sf3"]
    answer = tmp_path / "census_2000_sf3_06_1.json"
    answer.write_text(
        json.dumps([["P087001", "P087002", "state", "county", "tract"], ["90", "9", "06", "001", "000101"]])
    )
    extract = _write(tmp_path / "census_2000_sf3_extract.csv", "State,County,Tract,p087001,P087002", "6,1,101,90,9")
    for path in (answer, extract):
        table = readers.read(path, source).table
        assert (table["p087001"].to_pylist(), table["p087002"].to_pylist()) == (["90"], ["9"])
        assert [int(table[name].to_pylist()[0]) for name in ("state", "county", "tract")] == [6, 1, 101]


def _answer(tmp_path: Path, *rows: list[object], header: tuple[str, ...] = ()) -> Path:
    path = tmp_path / "acs5_2014_all_1.json"
    names = ["B01003_001E", "B01003_001M", "state", "county", "tract", *header]
    path.write_text(json.dumps([names, *rows]))
    return path


def test_an_answer_for_block_groups_stops(tmp_path: Path) -> None:
    path = _answer(tmp_path, ["1", "2", "06", "037", "000100", "1"], header=("block group",))
    with pytest.raises(SourceError, match=r"parts of tracts.*\n.*row 1, column block group"):
        readers.read(path, CATALOG["acs5"])


@pytest.mark.parametrize("tract", [None, "", "000100.01", "all", 100.0])
def test_a_row_of_an_answer_without_a_tracts_code_is_set_aside(tmp_path: Path, tract: object) -> None:
    path = _answer(tmp_path, ["1", "2", "06", "037", "000100"], ["1", "2", "06", "037", tract])
    raw = readers.read(path, CATALOG["acs5"])
    assert [(row.row_number, row.reason) for row in raw.malformed_rows] == [
        (2, "tract without a code of up to 6 digits")
    ]
    assert raw.table.num_rows == 1


def test_a_row_of_a_summary_file_without_a_tracts_code_is_set_aside(tmp_path: Path) -> None:
    ids = ("1400000US06037000100", "1400000US6037000200", "1400000US06037000300.00", "0500000US06037")
    rows = [f"{geo_id}|5|1" for geo_id in ids]
    path = _write(tmp_path / "acsdt5y2022-b01003.dat", "GEO_ID|B01003_E001|B01003_M001", *rows)
    raw = readers.read(path, CATALOG["acs5"])
    assert raw.table.column("geo_id").to_pylist() == [ids[0]]
    assert [row.row_number for row in raw.malformed_rows] == [2, 3]


def test_a_gzipped_answer_is_read_and_a_truncated_one_stops(tmp_path: Path) -> None:
    path = tmp_path / "census_2000_sf1_ca.json.gz"
    content = gzip.compress(
        json.dumps([["P001001", "state", "county", "tract"], ["5", "06", "037", "000100"]]).encode()
    )
    path.write_bytes(content)
    assert readers.read(path, CATALOG["census_2000_sf1"]).table.column("p001001").to_pylist() == ["5"]
    path.write_bytes(content[:-9])
    with pytest.raises(SourceError, match=r"cannot be read.*\n.*census_2000_sf1_ca"):
        readers.read(path, CATALOG["census_2000_sf1"])


UCR_LINE = "9006140001 1  1   50000   50000  3  3100.0000   117   120   1   2    3    4     5     6     7   8"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_moves_no_column_of_fixed_width(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "ucr_county_2006.txt"
    path.write_text(f"{UCR_LINE}\n{UCR_LINE}\n", encoding=encoding)
    assert readers.read(path, CATALOG["ucr_county"]).table.column("cpopcrim").to_pylist() == ["50000", "50000"]


def test_a_fixed_width_line_with_a_tab_is_set_aside(tmp_path: Path) -> None:
    path = _write(tmp_path / "ucr_county_2006.txt", UCR_LINE, UCR_LINE.replace(" 50000 ", "\t50000 ", 1))
    raw = readers.read(path, CATALOG["ucr_county"])
    assert [(row.row_number, row.reason[:5]) for row in raw.malformed_rows] == [(2, "a tab")]
    assert raw.table.num_rows == 1
