"""Draws the sampled counties in two stages, as the survey does: large counties for certain, the rest in clusters.

Self-representing counties stand for themselves; the others are drawn as primary sampling units of one to three
touching counties of a state, with probability proportional to people. Pseudo-strata and half-samples follow from
that, drawn anew for the sample in force from 2006.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from orchestration.twin.random_streams import random_stream
from orchestration.twin.settings import TwinSize
from orchestration.twin.states import PUERTO_RICO

SHARE_SELF_REPRESENTING = 0.25
COUNTIES_PER_SELF_REPRESENTING_STRATUM = 3
MOST_COUNTIES_IN_A_UNIT = 3


def draw_counties(people: pd.DataFrame, adjacency: pd.DataFrame, size: TwinSize, seed: int) -> pd.DataFrame:
    """Return the sampled counties with psu, is_self_representing, sample_share, pseudo-stratum and half-sample.

    `sample_share` is the county's share of sampled addresses and sums to 1. `stratum_2005` and `stratum_2006` are the
    pseudo-strata of the samples before and from 2006; `half_sample` is 0 where the segments of a county are split.
    """
    random = random_stream(seed, "sample design")
    frame = _sampled_states(people, size.n_states)
    largest = frame.nlargest(round(size.n_counties * SHARE_SELF_REPRESENTING), "population")
    sampled = largest.assign(psu=np.arange(len(largest)), is_self_representing=True)
    rest = frame.drop(largest.index)
    clusters = _draw_clusters(rest, adjacency, size.n_counties - len(largest), random)
    clusters["psu"] += len(largest)
    sampled = pd.concat([sampled, clusters], ignore_index=True)
    sampled["sample_share"] = _sample_shares(sampled, frame)
    sampled = _with_strata(sampled, random)
    return sampled.sort_values("county_fips", ignore_index=True)


def _sampled_states(people: pd.DataFrame, n_states: int) -> pd.DataFrame:
    frame = people[people["state_fips"] != PUERTO_RICO]
    by_size = frame.groupby("state_fips")["population"].sum().sort_values(ascending=False)
    return frame[frame["state_fips"].isin(by_size.index[:n_states])]


def _draw_clusters(
    rest: pd.DataFrame, adjacency: pd.DataFrame, n_counties: int, random: np.random.Generator
) -> pd.DataFrame:
    available = dict.fromkeys(rest["county_fips"])
    neighbours = adjacency.groupby("county_fips")["neighbor_fips"].agg(list).to_dict()
    chance = np.sqrt(rest["population"].to_numpy(dtype=float))
    order = rest["county_fips"].to_numpy()[np.argsort(random.exponential(size=len(rest)) / chance)]
    units: list[tuple[str, int]] = []
    psu = 0
    for seed_county in order:
        if seed_county not in available or len(units) >= n_counties:
            continue
        same_state = [
            c for c in neighbours[seed_county] if c in available and c[:2] == seed_county[:2] and c != seed_county
        ]
        wanted = min(int(random.integers(1, MOST_COUNTIES_IN_A_UNIT + 1)), n_counties - len(units))
        for county in [seed_county, *same_state][:wanted]:
            units.append((county, psu))
            del available[county]
        psu += 1
    drawn = pd.DataFrame(units, columns=["county_fips", "psu"]).assign(is_self_representing=False)
    return rest.merge(drawn, on="county_fips", validate="one_to_one")


def _sample_shares(sampled: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    """Give certainty counties their share of people, and every other unit the same share of the rest."""
    total = float(frame["population"].sum())
    is_certain = sampled["is_self_representing"].to_numpy()
    population = sampled["population"].to_numpy(dtype=float)
    rest_share = 1.0 - population[is_certain].sum() / total
    in_unit = sampled["population"] / sampled.groupby("psu")["population"].transform("sum")
    n_units = sampled.loc[~is_certain, "psu"].nunique()
    return np.where(is_certain, population / total, rest_share / max(n_units, 1) * in_unit)


def _with_strata(sampled: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    units = sampled.drop_duplicates("psu").sort_values(["is_self_representing", "region", "state_fips", "county_fips"])
    is_certain = units["is_self_representing"].to_numpy()
    n_drawn = int((~is_certain).sum())
    # Units not drawn for certain pair up within a region; an odd last one makes a third half-sample.
    pair = np.minimum(np.arange(n_drawn) // 2, max(n_drawn // 2 - 1, 0))
    half = np.arange(n_drawn) - 2 * pair + 1
    certain = (pair[-1] + 1 if n_drawn else 0) + np.arange(is_certain.sum()) // COUNTIES_PER_SELF_REPRESENTING_STRATUM
    stratum = np.concatenate([pair, certain])
    order_2005, order_2006 = random.permutation(stratum.max() + 1), random.permutation(stratum.max() + 1)
    units = units.assign(
        stratum_2005=order_2005[stratum] + 1,
        stratum_2006=order_2006[stratum] + 1,
        half_sample=np.concatenate([half, np.zeros(is_certain.sum(), int)]),
    )
    return sampled.merge(
        units[["psu", "stratum_2005", "stratum_2006", "half_sample"]], on="psu", validate="many_to_one"
    )
