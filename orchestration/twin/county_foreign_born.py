"""Invents the residents born abroad of 1990 in each sampled county, from those of its tracts twenty years later."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.twin.random_streams import random_stream
from orchestration.twin.text_files import write_rows

FILE_NAME = "county_foreign_born_1990.csv"
POPULATION_GROWTH, MEAN_LOG_GROWTH, LOG_GROWTH_SPREAD = 0.24, 0.75, 0.45
"""From 1990 to 2010 the nation grew by a quarter and its residents born abroad doubled; counties scatter around it."""


def write_county_foreign_born(path: Path, tracts: pd.DataFrame, seed: int) -> None:
    """Write residents and residents born abroad of each county that has tracts."""
    random = random_stream(seed, "foreign-born of 1990")
    born_abroad = tracts["population"] * tracts["share_foreign_born"]
    later = tracts.assign(born_abroad=born_abroad).groupby("county_fips")[["population", "born_abroad"]].sum()
    growth = np.exp(random.normal(MEAN_LOG_GROWTH, LOG_GROWTH_SPREAD, len(later)))
    population = np.rint(later["population"] / (1 + POPULATION_GROWTH)).astype(int)
    foreign_born = np.minimum(np.rint(later["born_abroad"] / growth).astype(int), population)
    rows = zip(later.index, population.astype(str), foreign_born.astype(str), strict=True)
    write_rows(path, ("county_fips", "population", "foreign_born"), rows)
