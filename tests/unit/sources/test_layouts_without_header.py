"""Fixed-width text and delimited text without a header: the layout gives the columns."""

from __future__ import annotations

import dataclasses
import gzip
from pathlib import Path

import pytest

from orchestration.errors import SourceError
from orchestration.sources import readers
from orchestration.sources.catalog import load_catalog
from orchestration.sources.layout import Layout
from orchestration.sources.source import Source

FIXED = Layout(
    "agencies_12",
    required={"ID": "id", "NAME": "name"},
    optional={},
    positions={"ID": (1, 3), "NAME": (5, 12)},
    line_width=12,
)
HEADERLESS = Layout(
    "three_columns", required={"STATE": "state", "SHARE": "share"}, optional={}, headerless=("STATE", "TRACT", "SHARE")
)


def _source(layout: Layout, file_format: str) -> Source:
    return dataclasses.replace(load_catalog()["police_agencies"], layouts=(layout,), format=file_format)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("is_gzipped", [False, True])
def test_spans_of_a_line_are_columns(tmp_path: Path, ending: str, is_gzipped: bool) -> None:
    text = ending.join(["001 Adams PD", "  2 Baker   ", "", "003 Cha"]).encode()
    path = tmp_path / ("agencies.txt.gz" if is_gzipped else "agencies.txt")
    path.write_bytes(gzip.compress(text) if is_gzipped else text)
    raw = readers.read(path, _source(FIXED, "fixed_width"))
    assert raw.table.to_pydict() == {"source_row_number": [1, 2], "id": ["001", "2"], "name": ["Adams PD", "Baker"]}
    assert [(row.row_number, row.reason) for row in raw.malformed_rows] == [
        (4, "7 characters where the last column ends at 12")
    ]


def test_lines_of_another_width_stop_with_the_known_one(tmp_path: Path) -> None:
    path = tmp_path / "agencies.txt"
    path.write_text("001 Adams Police\n")
    with pytest.raises(SourceError, match=r"at most 16 characters(.|\n)*agencies_12: 12"):
        readers.read(path, _source(FIXED, "fixed_width"))


def test_text_without_a_header_begins_with_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "tracts.txt"
    path.write_text("01,000100,0.5\n01,000200\n02,000100,1\n")
    raw = readers.read(path, _source(HEADERLESS, "delimited"))
    assert raw.table.to_pydict() == {"source_row_number": [1, 3], "state": ["01", "02"], "share": ["0.5", "1"]}
    assert raw.malformed_rows[0].row_number == 2


def test_a_row_of_another_length_is_no_such_file(tmp_path: Path) -> None:
    path = tmp_path / "tracts.txt"
    path.write_text("01,000100\n")
    with pytest.raises(SourceError, match="fits no known layout"):
        readers.read(path, _source(HEADERLESS, "delimited"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "latin-1"])
@pytest.mark.parametrize("delimiter", ["\t", "|"])
def test_the_first_line_tells_the_delimiter_and_the_bytes_the_encoding(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    path = tmp_path / "2025_Gaz_counties_national.txt"
    lines = (["USPS", "GEOID", "NAME", "ALAND", "AWATER", "INTPTLAT", "INTPTLONG   "], ["NM", "35013", "Doña Ana"])
    path.write_bytes("\n".join(delimiter.join(cells) for cells in (lines[0], lines[1] + ["1"] * 4)).encode(encoding))
    raw = readers.read(path, load_catalog()["gazetteer_county"])
    assert raw.table.column("usps").to_pylist() == ["NM"]
    assert raw.table.column("name").to_pylist() == ["Doña Ana"]


def test_the_relationship_file_of_2000_and_2010_has_thirty_columns(tmp_path: Path) -> None:
    # A line as the Census Bureau gives it.
    path = tmp_path / "us2010trf.txt"
    path.write_text(
        "01,001,020100,01001020100,1913,753,P,9846943,9810183,01,001,020100,01001020100,1912,752,P,9846256,9809944,"
        "9845776,9809944,99.99,100.00,100.00,100.00,1912,99.95,100.00,752,99.87,100.00\r\n"
    )
    raw = readers.read(path, load_catalog()["tract_relationship_2000_2010"]).table.to_pylist()
    assert raw == [
        {
            "source_row_number": 1,
            "geoid00": "01001020100",
            "geoid10": "01001020100",
            "areapt": "9845776",
            "arealandpt": "9809944",
            "poppct00": "99.95",
        }
    ]
