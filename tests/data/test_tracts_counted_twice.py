"""Two files that count the same tracts for the same release stop a refresh, and say which they are."""

from __future__ import annotations

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
