"""The published rates the twin is calibrated to are the published ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from orchestration.twin.households import GROUPS
from orchestration.twin.published_rates import MILLIONS_AGED_12_AND_OVER, PUBLISHED_RATES, RATES_PER_1000, YEARS

COLUMNS = [
    "year", "population", "outcome", "measure", "estimate", "std_error", "n_records", "persons_millions", "citation",
]  # fmt: skip
POPULATION_OF = {"Hispanic": "latino", "White": "white", "Black": "black", "Other": "other"}


@pytest.fixture(scope="module")
def seed() -> pd.DataFrame:
    return pd.read_csv(PUBLISHED_RATES, dtype=str, keep_default_na=False)


def test_every_year_and_group_has_one_complete_row(seed: pd.DataFrame) -> None:
    assert list(seed.columns) == COLUMNS
    assert not (seed == "").any(axis=None)
    cells = list(zip(seed["year"].astype(int), seed["population"], strict=True))
    assert sorted(cells) == sorted((year, group) for year in YEARS for group in GROUPS)


def test_arrays_hold_years_by_groups_in_order(seed: pd.DataFrame) -> None:
    rate = seed.assign(year=seed["year"].astype(int), rate=seed["estimate"].astype(float))
    by_cell = rate.pivot(index="year", columns="population", values="rate")
    assert np.array_equal(RATES_PER_1000, by_cell.loc[list(YEARS), list(GROUPS)].to_numpy())
    assert RATES_PER_1000.shape == MILLIONS_AGED_12_AND_OVER.shape == (10, 4)


@pytest.mark.real
def test_every_cell_is_that_of_the_published_file(seed: pd.DataFrame, shared_directory: Path) -> None:
    published = pd.read_csv(shared_directory / "data/ncvs/bjs_ndash_violent_by_race_2005_2016.csv", dtype=str)
    published["population"] = published["victim_race"].map(POPULATION_OF)
    published = published[published["year"].astype(int) <= max(YEARS)].set_index(["year", "population"])
    ours = seed.set_index(["year", "population"])
    assert set(ours.index) == set(published.index) and len(ours) == len(published)
    published = published.loc[ours.index]
    assert set(published["crimeType"]) == {"Violent victimization"}
    for name, theirs in (("estimate", "rate"), ("std_error", "rateSE"), ("n_records", "sampleSizeUnwt")):
        assert ours[name].tolist() == published[theirs].tolist(), name
    persons = published["count"].astype(float) / published["rate"].astype(float) / 1000
    assert ours["persons_millions"].tolist() == persons.map("{:.1f}".format).tolist()
