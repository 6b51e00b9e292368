"""A tiny twin, written once a test run: a few counties, persons in the hundreds a year, every source."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from orchestration.twin import RealInputs, TwinSettings, write_twin
from orchestration.twin.counties import Counties, read_counties
from orchestration.twin.county_people import invent_people
from orchestration.twin.sample_design import draw_counties
from orchestration.twin.settings import TwinSize
from orchestration.twin.tracts import invent_tracts
from tests.unit.twin.tiny import SEED, TINY, WrittenTwin


@pytest.fixture(scope="session")
def tiny_size() -> TwinSize:
    return TINY


@pytest.fixture(scope="session")
def tiny_twin(tmp_path_factory: pytest.TempPathFactory) -> WrittenTwin:
    """Return a tiny twin of the scenario `null`."""
    directory = tmp_path_factory.mktemp("twin") / "null"
    manifest = write_twin(directory, TwinSettings("small", "null", SEED), RealInputs(), size=TINY)
    return WrittenTwin(directory, manifest)


@pytest.fixture(scope="session")
def counties() -> Counties:
    return read_counties(None)


@pytest.fixture(scope="session")
def people(counties: Counties) -> pd.DataFrame:
    return invent_people(counties.table, SEED)


@pytest.fixture(scope="session")
def sampled(counties: Counties, people: pd.DataFrame) -> pd.DataFrame:
    return draw_counties(people, counties.adjacency, TINY, SEED)


@pytest.fixture(scope="session")
def tracts(sampled: pd.DataFrame) -> pd.DataFrame:
    return invent_tracts(sampled, SEED)


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(SEED)
