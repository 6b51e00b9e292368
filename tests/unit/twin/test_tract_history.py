"""What the twin's tracts were in 2000: weights, people and codes."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from orchestration.twin.tract_history import TractHistory, invent_tract_history
from orchestration.twin.tract_tables import tract_cells
from tests.unit.twin.tiny import SEED, WrittenTwin


@pytest.fixture(scope="module")
def history(tracts: pd.DataFrame) -> TractHistory:
    return invent_tract_history(tracts)


def test_some_tracts_were_split_and_as_many_merged(history: TractHistory, tracts: pd.DataFrame) -> None:
    kinds = history.weights.loc[history.weights["weight"] > 0].groupby("changetype").size()
    assert kinds[2] == kinds[3] > 0
    assert kinds.sum() == len(tracts) + kinds[2] / 2
    assert len(history.tracts_2000) == len(tracts)
    assert history.tracts_2000["tract_geoid"].is_unique


def test_weights_carry_the_people_of_2000_to_2010(history: TractHistory, tracts: pd.DataFrame) -> None:
    weights = history.weights
    assert weights.groupby("trtid00")["weight"].sum().to_numpy() == pytest.approx(1.0, abs=1e-12)
    assert set(weights["trtid00"]) == set(history.tracts_2000["tract_geoid"])
    assert set(weights["trtid10"]) == set(tracts["tract_geoid"])
    people = history.tracts_2000.set_index("tract_geoid")["population"]
    carried = (weights["weight"] * weights["trtid00"].map(people)).groupby(weights["trtid10"]).sum()
    assert carried[tracts["tract_geoid"]].to_numpy() == pytest.approx(tracts["population"].to_numpy())


def test_unchanged_tracts_are_counted_alike_in_both(history: TractHistory, tracts: pd.DataFrame) -> None:
    is_unchanged = (history.tracts_2000["tract_geoid"] == tracts["tract_geoid"]).to_numpy()
    assert 0.7 < is_unchanged.mean() < 1
    then, now = tract_cells(history.tracts_2000, 2009, SEED), tract_cells(tracts, 2009, SEED)
    for cell in ("b01003_001", "b17001_002", "b25002_003"):
        assert (then[cell] == now[cell])[is_unchanged].all()


def test_interviews_before_2011_lie_in_tracts_of_2000(tiny_twin: WrittenTwin) -> None:
    weights = pd.read_csv(tiny_twin.directory / "tract_weights_2000_2010/crosswalk_2000_2010.csv", dtype=str)
    area = tiny_twin.survey("ncvs_area")
    for vintage, column in (("2000", "trtid00"), ("2010", "trtid10")):
        homes = set(area.loc[area["TRACT_VINTAGE"] == vintage, "TRACT_GEOID"])
        assert homes <= set(weights[column])
    changed = weights.loc[weights["changetype"] != "1"]
    assert set(changed["trtid00"]) & set(area["TRACT_GEOID"])


def test_the_release_of_2009_counts_tracts_of_2000(tiny_twin: WrittenTwin) -> None:
    weights = pd.read_csv(tiny_twin.directory / "tract_weights_2000_2010/crosswalk_2000_2010.csv", dtype=str)
    for release, column in ((2009, "trtid00"), (2010, "trtid10")):
        found: set[str] = set()
        for path in (tiny_twin.directory / "acs5").glob(f"acs5_{release}_*_1.json"):
            rows = pd.read_json(path, dtype=str)
            found |= set(rows.iloc[1:, -3:].agg("".join, axis=1))
        assert found == set(weights[column])


def test_homes_of_a_merged_tract_are_shared_between_its_halves(history: TractHistory, tracts: pd.DataFrame) -> None:
    merged = np.flatnonzero(history.codes_2000[:, 0] != history.codes_2000[:, 1])
    codes = history.codes_of_addresses(np.full(1000, merged[0]), np.arange(1000))
    assert pd.Series(codes).value_counts().tolist() == [600, 400]


def test_with_real_weights_nothing_is_invented(tracts: pd.DataFrame) -> None:
    history = invent_tract_history(tracts, are_weights_real=True)
    assert history.weights is None
    assert (history.codes_2000 == tracts["tract_geoid"].to_numpy()[:, None]).all()


@pytest.mark.real
def test_no_real_tract_bears_an_invented_code(tracts: pd.DataFrame, shared_directory: Path) -> None:
    with gzip.open(shared_directory / "data/geography/ltdb_weights_2000_2010.csv.gz", "rt") as text:
        real = {row[column][5:] for row in csv.DictReader(text) for column in ("trtid00", "trtid10")}
    history = invent_tract_history(tracts)
    invented = set(tracts["tract_geoid"].str[5:]) | set(history.tracts_2000["tract_geoid"].str[5:])
    assert not invented & real
