"""County crime of the twin: the real layouts, with thin coverage, silent counties and totals that are no sums."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from orchestration.sources import readers
from orchestration.sources.catalog import load_catalog
from orchestration.twin.county_crime import (
    CSV_COLUMNS,
    CSV_YEARS,
    FIXED_WIDTH_YEARS,
    FIXED_WIDTHS,
    PROPERTY,
    VIOLENT,
)  # fmt: skip
from tests.unit.twin.tiny import WrittenTwin


@pytest.fixture(scope="module")
def crime(tiny_twin: WrittenTwin) -> pd.DataFrame:
    """Return the csv of 2012."""
    return pd.read_csv(tiny_twin.directory / "ucr_county/ucr_county_2012.csv")


@pytest.mark.real
def test_the_header_is_that_of_the_real_file(shared_directory: Path) -> None:
    with (shared_directory / "data/crime/ucr_county_2012.csv").open(newline="") as lines:
        assert tuple(next(csv.reader(lines))) == CSV_COLUMNS


def test_the_catalog_reads_the_columns_where_the_twin_writes_them() -> None:
    [layout] = [layout for layout in load_catalog()["ucr_county"].layouts if layout.positions]
    ends = pd.Series(FIXED_WIDTHS).cumsum()
    written = {name: (int(ends[name] - width + 1), int(ends[name])) for name, width in FIXED_WIDTHS.items()}
    spelled = {name: written[name] for name in layout.required}
    read = {name: tuple(layout.positions[name]) for name in layout.required}
    assert read == spelled
    assert layout.line_width == ends.iloc[-1] == 97


def test_every_year_is_there_and_one_county_in_none(tiny_twin: WrittenTwin, people: pd.DataFrame) -> None:
    folder = tiny_twin.directory / "ucr_county"
    expected = {f"ucr_county_{year}.txt" for year in FIXED_WIDTH_YEARS} | {
        f"ucr_county_{year}.csv" for year in CSV_YEARS
    }
    assert {path.name for path in folder.iterdir()} == expected
    n_counties = int((people["state_fips"] != "72").sum())
    for name in sorted(expected):
        raw = readers.read(folder / name, load_catalog()["ucr_county"])
        assert (raw.table.num_rows, raw.malformed_rows) == (n_counties - 1, ()), name


def test_coverage_has_gaps_of_every_kind(crime: pd.DataFrame) -> None:
    assert 0.8 < (crime["COVIND"] == 100).mean() < 0.95
    assert 5 < (crime["COVIND"] < 50).sum() < 80
    assert 40 < (crime["CPOPCRIM"] == 0).sum() < 150
    assert (crime["population"] > 0).all()


def test_totals_are_rounded_apart_from_their_offences(crime: pd.DataFrame) -> None:
    for names, total in ((VIOLENT, "someINDEX"), (PROPERTY, "MODINDX")):
        difference = crime[list(names)].sum(axis=1) - crime[total]
        assert difference.abs().max() in (1, 2)
        assert (difference[crime["COVIND"] == 100] == 0).all()


def test_the_index_before_2009_counts_every_crime(tiny_twin: WrittenTwin) -> None:
    path = tiny_twin.directory / "ucr_county/ucr_county_2006.txt"
    raw = readers.read(path, load_catalog()["ucr_county"]).table.to_pandas()
    numbers = raw.drop(columns="source_row_number").apply(pd.to_numeric)
    full = numbers[numbers["covind"] == 100]
    offences = ["murder", "rape", "robbery", "agasslt", "burglry", "larceny", "mvtheft"]
    assert (full["printed_index"] == full[offences].sum(axis=1)).all()
    assert (full["modindx"] == full["printed_index"] + full["arson"]).all()
