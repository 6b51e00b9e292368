"""Two files that count the same tracts for the same release stop a refresh, and say which they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.errors import SourceError
from orchestration.settings import Settings
from orchestration.sources.inventory import take_inventory
from orchestration.sources.loading import load_raw
from orchestration.warehouse import start_build
from tests.data.hand_made_places import TRACTS, write_census


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path, raw_directory=tmp_path / "mine")
    settings.create_directories()
    settings.raw_directory.mkdir()
    write_census(settings.raw_directory, releases=(2012, 2014))
    return settings


def _load(settings: Settings) -> None:
    start_build(settings)
    load_raw(settings, take_inventory(settings, with_twin=False))


def test_answers_that_share_a_release_and_not_a_cell_are_loaded(settings: Settings) -> None:
    _load(settings)


def test_a_summary_file_beside_the_answers_for_the_same_tracts_stops(settings: Settings) -> None:
    rows = [f"1400000US{tract}|{number}|9" for number, tract in enumerate(TRACTS)]
    path = settings.raw_directory / "acsdt5y2014-b01003.dat"
    path.write_text("\n".join(["GEO_ID|B01003_E001|B01003_M001", *rows]) + "\n")
    with pytest.raises(SourceError, match=r"60 tracts of release 2014 stand in two files") as caught:
        _load(settings)
    assert "acsdt5y2014-b01003.dat" in str(caught.value) and "acs5_2014_all_" in str(caught.value)
    assert "B01003_001E" in str(caught.value) and "remedy" in str(caught.value)


def test_a_tract_twice_in_one_answer_stops(settings: Settings) -> None:
    path = settings.raw_directory / "acs5_2012_all_0.json"
    rows = json.loads(path.read_text())
    # As a spreadsheet leaves the codes of the first tract: numbers.
    path.write_text(json.dumps([*rows, [*rows[1][:-3], *map(int, rows[1][-3:])]]))
    with pytest.raises(SourceError, match=r"1 tracts of release 2012 stand twice in one file") as caught:
        _load(settings)
    assert "acs5_2012_all_0.json, row 61, column B01001_001E" in str(caught.value)


def test_files_that_share_any_cell_of_a_tract_stop(settings: Settings) -> None:
    rows = [f"1400000US{TRACTS[0]}|7"]
    (settings.raw_directory / "acsdt5y2014-b01001.dat").write_text("\n".join(["GEO_ID|B01001_M034", *rows]) + "\n")
    with pytest.raises(SourceError, match=r"column B01001_034M"):
        _load(settings)


def test_answers_of_census_2000_that_share_a_cell_stop(settings: Settings) -> None:
    text = f"P001001,state,county,tract\n5,{int(TRACTS[0][:2])},{TRACTS[0][2:5]},{TRACTS[0][5:]}\n"
    (settings.raw_directory / "census_2000_sf1_more.csv").write_text(text)
    with pytest.raises(SourceError, match=r"1 tracts stand in two files") as caught:
        _load(settings)
    assert "column P001001" in str(caught.value) and "census_2000_sf1_all_1.json" in str(caught.value)
