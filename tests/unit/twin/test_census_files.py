"""The American Community Survey: consistent cells, the Census Bureau's two shapes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from orchestration.sources.catalog import load_catalog
from orchestration.sources.readers import read
from orchestration.twin.acs_files import write_acs
from orchestration.twin.counties import Counties
from orchestration.twin.tract_tables import LABOUR_CELLS, RELEASES, WOMEN_OFFSET, apportion, tract_cells
from tests.unit.twin.tiny import SEED, WrittenTwin


def test_apportioned_parts_sum_to_their_totals() -> None:
    totals = np.array([0, 1, 7, 1_000_003])
    parts = apportion(totals, np.tile([0.2, 0.5, 0.3], (4, 1)))
    assert parts.sum(axis=1).tolist() == totals.tolist()
    assert (parts >= 0).all()


@pytest.mark.parametrize("release", RELEASES)
def test_tables_agree_with_each_other(tracts: pd.DataFrame, release: int) -> None:
    cells = tract_cells(tracts, release, SEED)
    by_group = sum(cells[f"b03002_{cell:03d}"] for cell in (3, 4, 5, 6, 7, 8, 9, 12))
    assert (by_group == cells["b03002_001"]).all()
    assert (cells["b01001_001"] == cells["b01003_001"]).all()
    assert (sum(cells[f"b25038_{cell:03d}"] for cell in range(3, 9)) == cells["b25003_002"]).all()
    renters = cells["b25003_001"] - cells["b25003_002"]
    assert (sum(cells[f"b25038_{cell:03d}"] for cell in range(10, 16)) == renters).all()
    assert (cells["b25002_001"] - cells["b25002_003"] == cells["b25003_001"]).all()
    for position, total in ((0, "b23025_003"), (1, "b23025_005")):
        numbers = [pair[position] + offset for pair in LABOUR_CELLS for offset in (0, WOMEN_OFFSET)]
        assert (sum(cells[f"b23001_{number:03d}"] for number in numbers) == cells[total]).all()
    for part, total in (("b17001_002", "b17001_001"), ("b05002_013", "b05002_001"), ("b11003_016", "b11003_001")):
        assert (cells[part] <= cells[total]).all()
    assert all((count >= 0).all() for count in cells.values())


def test_moving_years_change_bins_with_the_release(tracts: pd.DataFrame) -> None:
    earlier, later = tract_cells(tracts, 2011, SEED), tract_cells(tracts, 2012, SEED)
    # "2005 or later" of 2011 becomes "2010 or later" in 2012: far fewer people.
    assert later["b25038_003"].sum() < 0.3 * earlier["b25038_003"].sum()


def test_catalog_cells_are_all_there_and_b23025_starts_in_2011(tiny_twin: WrittenTwin) -> None:
    wanted = {column for column in load_catalog()["acs5"].raw_columns if column.startswith("b")}
    for release in RELEASES:
        found: set[str] = set()
        for path in (tiny_twin.directory / "acs5").glob(f"acs5_{release}_*.json"):
            header = json.loads(path.read_text(encoding="utf-8"))[0]
            assert len(header) <= 50 + 3
            assert header[-3:] == ["state", "county", "tract"]
            cells = [name.lower() for name in header if name.startswith("B")]
            # An estimate and its margin of error are asked for together.
            assert {cell[:-1] for cell in cells if cell.endswith("e")} == {c[:-1] for c in cells if c.endswith("m")}
            found |= set(cells)
        absent = {cell for cell in wanted if cell.startswith("b23025")} if release < 2011 else set()
        assert found == wanted - absent


def test_summary_file_keeps_other_levels_apart(tracts: pd.DataFrame, counties: Counties, tmp_path: Path) -> None:
    write_acs(tmp_path, tracts, counties.table, "summary_file", SEED)
    path = tmp_path / "acsdt5y2012-b03002.dat"
    rows = pd.read_csv(path, sep="|", dtype=str)
    assert rows.columns[:3].tolist() == ["GEO_ID", "B03002_E001", "B03002_M001"]
    is_tract = rows["GEO_ID"].str.startswith("1400000US")
    assert rows.loc[is_tract, "GEO_ID"].str[9:].tolist() == tracts["tract_geoid"].tolist()
    assert rows.loc[~is_tract, "GEO_ID"].str[:9].isin(["0400000US", "0500000US"]).all()
    assert read(path, load_catalog()["acs5"]).n_rows == is_tract.sum()


def test_census_2000_counts_the_same_people_in_both_summary_files(tiny_twin: WrittenTwin) -> None:
    for path in (tiny_twin.directory / "census_2000_sf1").glob("*.json"):
        everybody = _answer(path)
        sample = _answer(tiny_twin.directory / "census_2000_sf3" / path.name.replace("sf1", "sf3"))
        assert everybody.index.equals(sample.index)
        assert (everybody["P001001"] == sample["P021001"]).all()
        origins = [f"P008{cell:03d}" for cell in (3, 4, 5, 6, 7, 8, 9, 10)]
        assert (everybody[origins].sum(axis=1) == everybody["P008001"]).all()
        assert (sample["P021015"] <= sample["P021013"]).all() and (sample["P087002"] <= sample["P087001"]).all()
        assert (sample["H038002"] <= sample["H038001"]).all()


def _answer(path: Path) -> pd.DataFrame:
    header, *rows = json.loads(path.read_text(encoding="utf-8"))
    return pd.DataFrame(rows, columns=header).set_index(["state", "county", "tract"]).astype(int)
