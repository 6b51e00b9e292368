"""Invents how many people live in each county and who they are.

A documented gravity, no copied counts: density falls with the distance to metropolitan centres and is scaled to the
state's rounded population; the Latino share rises with urbanity and towards the border with Mexico; each group's
state share holds on average. Puerto Rico has people but is never sampled.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from orchestration.twin.composition import scattered_shares
from orchestration.twin.metropolitan_areas import BORDER_WITH_MEXICO, distances_km, metropolitan_centres
from orchestration.twin.random_streams import random_stream
from orchestration.twin.states import state_table

GROUPS = ("latino", "black", "other")
RURAL_DENSITY_PER_KM2 = 4.0
SMALLEST_POPULATION = 600


def invent_people(counties: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return the counties with population, urbanity (standardised log density), border_km, region and group shares."""
    random = random_stream(seed, "county people")
    people = counties.merge(
        state_table()[["state_fips", "region", "population", *GROUPS]].rename(
            columns={"population": "state_population"}
        ),
        on="state_fips",
        how="left",
        validate="many_to_one",
    )
    latitude, longitude = people["latitude"].to_numpy(), people["longitude"].to_numpy()
    people["population"] = _populations(people, latitude, longitude, random)
    log_density = np.log(people["population"] / (people["land_m2"] / 1e6))
    people["urbanity"] = (log_density - log_density.mean()) / log_density.std()
    people["border_km"] = distances_km(latitude, longitude, BORDER_WITH_MEXICO).min(axis=1)
    shares = {group: _shares(people, group, random) for group in GROUPS}
    total = np.maximum(sum(shares.values()) / 0.97, 1.0)
    for group in GROUPS:
        people[f"share_{group}"] = shares[group] / total
    return people.drop(columns=[*GROUPS, "state_population"])


def _populations(
    people: pd.DataFrame, latitude: np.ndarray, longitude: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    centres = metropolitan_centres()
    land_km2 = people["land_m2"].to_numpy() / 1e6
    radius_km = np.sqrt(land_km2 / np.pi)
    away_km = np.maximum(distances_km(latitude, longitude, centres) - 0.6 * radius_km[:, None], 0.0)
    reach_km = 9.0 + 6.0 * np.sqrt(centres[:, 2])
    pull = (900.0 * centres[:, 2] ** 0.6 * np.exp(-away_km / reach_km)).sum(axis=1)
    # A large county is mostly empty even when its city is dense.
    density = (RURAL_DENSITY_PER_KM2 + pull / (1.0 + land_km2 / 4_000.0)) * random.lognormal(0.0, 0.5, len(people))
    raw = pd.Series(density * np.minimum(land_km2, 6_000.0))
    scaled = raw / raw.groupby(people["state_fips"]).transform("sum") * people["state_population"]
    return np.maximum(np.rint(scaled), SMALLEST_POPULATION).astype("int64").to_numpy()


def _shares(people: pd.DataFrame, group: str, random: np.random.Generator) -> np.ndarray:
    """Return county shares whose population-weighted mean is the state's."""
    urbanity, state_share = people["urbanity"].to_numpy(), people[group].to_numpy()
    tilt = {"latino": 0.35, "black": 0.35, "other": 0.25}[group] * urbanity
    if group == "latino":
        tilt = tilt + 1.6 * np.exp(-people["border_km"].to_numpy() / 150.0)
    tilt = tilt + random.normal(0.0, 0.55, len(people))
    area = pd.factorize(people["state_fips"])[0]
    return scattered_shares(state_share, tilt, area, people["population"].to_numpy(dtype=float))
