"""The surveys of police agencies in the exact layouts of their studies, with made-up agencies."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration.errors import SourceError
from orchestration.settings import Settings
from orchestration.sources import readers
from orchestration.sources.catalog import load_catalog
from orchestration.sources.inventory import take_inventory
from orchestration.sources.loading import load_raw

# First character of each span as the studies' setup files print it; the spans' ends stand in the catalog alone.
CSLLEA_2008_STARTS = {
    "csllea08_id": 1, "agcytype": 9, "tribal": 29, "q3": 347, "ftsworn": 362, "ptsworn": 372, "agcyname": 433,
    "state": 645, "county": 689, "fips": 714,
}  # fmt: skip
LEAIC_2012_STARTS = {"fips": 16, "ori9": 21, "ori7": 30, "name": 37, "partof": 224, "agcytype": 232, "csllea08_id": 625}
CENSUS_ROW = {
    "csllea08_id": "12345678", "agcytype": "0005", "tribal": "1", "q3": "1234567890123", "ftsworn": "54321",
    "ptsworn": "987", "agcyname": "N" * 72, "state": "TX", "county": "C" * 25, "fips": "00048001",
}  # fmt: skip
CROSSWALK_ROW = {
    "fips": "48001", "ori9": "TX0010000", "ori7": "TX00100", "name": "N" * 50, "partof": "00000000",
    "agcytype": "0997", "csllea08_id": "12345678",
}  # fmt: skip
ROSTER_HEADER = [
    "LEAR_ID", "NAME", "STREET_ADDRESS", "CITY", "STATE", "COUNTY", "FIPS", "ORI9", "CSLLEA08_ID", "LEAR_FULLTIME_SWORN"
]  # fmt: skip
CENSUS_2018_HEADER = ["AGENCYID", "ORI9", "ORI7", "COUNTY", "STATE", "OPBUDGET", "FTSWORN", "PTSWORN", "POPULATION"]


def _line(width: int, starts: dict[str, int], cells: dict[str, str]) -> str:
    """Return a line in which every character outside the cells is a full stop: a span too wide would show one."""
    line = ["."] * width
    for name, cell in cells.items():
        line[starts[name] - 1 : starts[name] - 1 + len(cell)] = cell
    return "".join(line)


@pytest.mark.parametrize(
    ("source", "name", "width", "starts", "row"),
    [
        ("csllea_2008", "27681-0001-Data.txt", 721, CSLLEA_2008_STARTS, CENSUS_ROW),
        ("leaic_2012", "35158-0001-Data.txt", 1355, LEAIC_2012_STARTS, CROSSWALK_ROW),
    ],
)
def test_every_span_stands_where_the_study_has_it(
    settings: Settings, source: str, name: str, width: int, starts: dict[str, int], row: dict[str, str]
) -> None:
    (settings.raw_directory / name).write_text(_line(width, starts, row) + "\n")
    [file] = take_inventory(settings)
    assert file.source_name == source and not file.stored.malformed_rows
    stored = pq.read_table(file.stored.parquet).to_pylist()
    assert [{column: cell for column, cell in stored[0].items() if column in starts}] == [row]


def test_blanks_and_minus_nine_come_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "27681-0001-Data.txt"
    blank = {"csllea08_id": "       1", "q3": " " * 11 + "-9", "ftsworn": "     ", "ptsworn": "  0", "fips": "    1001"}
    line = _line(721, CSLLEA_2008_STARTS, {**{name: " " * len(cell) for name, cell in CENSUS_ROW.items()}, **blank})
    path.write_text(line + "\n")
    [row] = readers.read(path, load_catalog()["csllea_2008"]).table.to_pylist()
    assert (row["csllea08_id"], row["q3"], row["ptsworn"], row["fips"]) == ("1", "-9", "0", "1001")
    assert row["ftsworn"] is None and row["agcyname"] is None


@pytest.mark.parametrize("width", [720, 722, 800])
def test_lines_of_another_width_are_no_file_of_the_census(settings: Settings, width: int) -> None:
    (settings.raw_directory / "27681-0001-Data.txt").write_text("1" * width + "\n")
    with pytest.raises(SourceError, match=rf"at most {width} characters a line(.|\n)*agency_census: 721") as caught:
        take_inventory(settings)
    assert "1" * 20 not in str(caught.value), "a restricted file's cells stand in no message"


def test_a_line_cut_short_is_set_aside_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "35158-0001-Data.txt"
    whole = _line(1355, LEAIC_2012_STARTS, CROSSWALK_ROW)
    path.write_text("\n".join([whole, whole[:600], whole]) + "\n")
    raw = readers.read(path, load_catalog()["leaic_2012"])
    assert raw.table["source_row_number"].to_pylist() == [1, 3]
    assert [(row.row_number, row.reason) for row in raw.malformed_rows] == [
        (2, "600 characters where the last column ends at 632")
    ]


def _write(path: Path, header: list[str], *rows: list[str]) -> None:
    path.write_text("".join("\t".join(cells) + "\n" for cells in [header, *rows]))


@pytest.mark.parametrize(
    ("name", "header", "source"),
    [
        ("36697-0001-Data.tsv", ROSTER_HEADER, "lear_2016"),
        ("38771-0001-Data.tsv", CENSUS_2018_HEADER, "csllea_2018"),
        ("27681-0001-Data.tsv", [name.upper() for name in CSLLEA_2008_STARTS], "csllea_2008"),
        ("35158-0001-Data.tsv", [*(name.upper() for name in LEAIC_2012_STARTS), "LEMAS_ID"], "leaic_2012"),
    ],
)
def test_a_study_named_like_those_of_the_survey_is_told_by_its_columns(
    settings: Settings, name: str, header: list[str], source: str
) -> None:
    _write(settings.raw_directory / name, [column.lower() for column in header], ["1"] * len(header))
    [file] = take_inventory(settings)
    assert file.source_name == source and file.period == "all"


def test_a_missing_column_is_named_and_others_are_not_shown(settings: Settings) -> None:
    header = ["SECRET" if column == "PTSWORN" else column for column in CENSUS_2018_HEADER]
    _write(settings.raw_directory / "38771-0001-Data.tsv", header, ["1"] * len(header))
    with pytest.raises(SourceError, match="PTSWORN") as caught:
        take_inventory(settings)
    assert "SECRET" not in str(caught.value)


def test_a_row_of_too_few_cells_is_set_aside(tmp_path: Path) -> None:
    _write(tmp_path / "38771-0001-Data.tsv", CENSUS_2018_HEADER, ["1"] * 9, ["2"] * 8, ["3"] * 9)
    raw = readers.read(tmp_path / "38771-0001-Data.tsv", load_catalog()["csllea_2018"])
    assert raw.table["agencyid"].to_pylist() == ["1", "3"]
    assert [row.row_number for row in raw.malformed_rows] == [2]


def test_an_agency_that_answers_twice_stops_without_its_identifier(settings: Settings) -> None:
    row = dict.fromkeys(CENSUS_2018_HEADER, "1") | {"AGENCYID": "777123"}
    _write(settings.raw_directory / "38771-0001-Data.tsv", CENSUS_2018_HEADER, [*row.values()], [*row.values()])
    with pytest.raises(SourceError, match=r"38771-0001-Data\.tsv") as caught:
        load_raw(settings, take_inventory(settings))
    assert "777123" not in str(caught.value)


@pytest.mark.parametrize("source", ["csllea_2008", "csllea_2018", "lear_2016", "leaic_2012"])
def test_what_may_not_be_handed_on_is_restricted_and_never_fetched(source: str) -> None:
    entry = load_catalog()[source]
    assert entry.confidentiality == "restricted" and not entry.is_public and not entry.captures
    assert "no redistribution" in entry.licence
    assert all(entry.match(name) is None for name in ("27680-0001-Data.txt", "36142-0003-Data.tsv"))
