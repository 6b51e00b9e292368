"""Invents a few census tracts in each sampled county, with people whose mix scatters around the county's.

Codes have the real form (county and six digits), with numbers that no real tract of 2000 or 2010 bears; what the
tracts were in 2000 is in tract_history. Two water-only tracts (99xxxx, no land, nobody) lie in coastal counties, as in
the real gazetteer. A county has far fewer tracts here than in reality, so county totals summed over tracts are small;
shares are not affected.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from orchestration.twin.composition import scattered_shares
from orchestration.twin.county_people import GROUPS
from orchestration.twin.random_streams import random_stream

MOST_TRACTS_IN_A_COUNTY = 24
PEOPLE_PER_SQUARED_TRACT = 15_000
N_WATER_TRACTS = 2
# Numbers from 3951 to 3974, and water tracts from 9990 on, are no tract's in the weights from 2000 to 2010.
FIRST_TRACT_NUMBER = 3951
WATER_TRACT_CODE = "999000"


def invent_tracts(counties: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return one row a tract with land_m2, water_m2, latitude, longitude, population and who lives there.

    Shares: share_latino, share_black, share_other, share_foreign_born; `disadvantage` is a standardised latent score
    that drives poverty, unemployment and victimization; `urbanity` is the county's plus scatter.
    """
    random = random_stream(seed, "tracts")
    n_tracts = np.clip(
        np.rint(np.sqrt(counties["population"] / PEOPLE_PER_SQUARED_TRACT)) + 1, 2, MOST_TRACTS_IN_A_COUNTY
    )
    tracts = counties.loc[counties.index.repeat(n_tracts.astype(int))].reset_index(drop=True)
    within = tracts.groupby("county_fips").cumcount().to_numpy()
    tracts["tract_geoid"] = tracts["county_fips"] + _tract_codes(within)
    tracts["n_tracts_in_county"] = tracts.groupby("county_fips")["tract_geoid"].transform("size")
    tracts = _with_people(tracts, random)
    tracts = _with_land(tracts, within, random)
    columns = [
        "tract_geoid", "county_fips", "state_fips", "usps", "land_m2", "water_m2", "latitude", "longitude",
        "population", "urbanity", "disadvantage", *(f"share_{group}" for group in GROUPS), "share_foreign_born",
    ]  # fmt: skip
    return pd.concat([tracts[columns], _water_tracts(tracts, columns)]).sort_values("tract_geoid", ignore_index=True)


def _tract_codes(within: np.ndarray) -> np.ndarray:
    # A third of real tracts carry a two-digit suffix from a split.
    suffix = np.where(within % 3 == 2, "01", "00")
    return np.array([f"{FIRST_TRACT_NUMBER + number:04d}" for number in within], dtype=object) + suffix


def _with_people(tracts: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    n = len(tracts)
    largest = tracts["population"] / tracts["n_tracts_in_county"]
    tracts["population"] = np.maximum(np.minimum(random.lognormal(8.3, 0.4, n), largest), 150).round().astype(int)
    tracts["urbanity"] = tracts["urbanity"] + random.normal(0.0, 0.3, n)
    county = pd.factorize(tracts["county_fips"])[0]
    for group in GROUPS:
        share = tracts[f"share_{group}"].to_numpy()
        scatter = random.normal(0.0, 0.8, n)
        tracts[f"share_{group}"] = scattered_shares(share, scatter, county, tracts["population"].to_numpy(dtype=float))
    total = np.maximum(tracts[[f"share_{group}" for group in GROUPS]].sum(axis=1) / 0.97, 1.0)
    for group in GROUPS:
        tracts[f"share_{group}"] /= total
    latent = 1.4 * tracts["share_black"] + 1.0 * tracts["share_latino"] + random.normal(0.0, 0.35, n)
    tracts["disadvantage"] = (latent - latent.mean()) / latent.std()
    tracts["share_foreign_born"] = np.clip(
        0.02 + 0.38 * tracts["share_latino"] + 0.35 * tracts["share_other"] + random.normal(0.0, 0.02, n), 0.002, 0.9
    )
    return tracts


def _with_land(tracts: pd.DataFrame, within: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
    """Spread tracts over the county: their land grows with their people and never exceeds nine tenths of it."""
    county_people = tracts.groupby("county_fips")["population"].transform("sum")
    share = tracts["population"] / county_people * random.lognormal(0.0, 0.5, len(tracts))
    share = share / share.groupby(tracts["county_fips"]).transform("sum")
    covered = np.minimum(0.9, tracts["n_tracts_in_county"] * 0.04)
    tracts["land_m2"] = (tracts["land_m2"] * covered * share).round().astype("int64")
    tracts["water_m2"] = (tracts["land_m2"] * 0.02).astype("int64")
    angle = 2 * np.pi * within / tracts["n_tracts_in_county"]
    tracts["latitude"] = tracts["latitude"] + 0.05 * np.sin(angle)
    tracts["longitude"] = tracts["longitude"] + 0.05 * np.cos(angle)
    return tracts


def _water_tracts(tracts: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    coastal = tracts[tracts["usps"].isin(["FL", "CA", "MI", "NY"])].drop_duplicates("usps").head(N_WATER_TRACTS)
    water = coastal[columns].copy()
    water["tract_geoid"] = water["county_fips"] + WATER_TRACT_CODE
    water["land_m2"], water["water_m2"], water["population"] = 0, 84_000_000, 0
    return water
