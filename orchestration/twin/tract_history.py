"""Invents what the twin's census tracts were in 2000, and writes it in the shape of the Longitudinal Tract Data Base.

In some counties two tracts of 2010 were one in 2000, in as many others one was two. Every other tract keeps its code
and its row, so that it is counted alike in both censuses. Where real weights exist nothing is invented: the twin's
codes are in no real file, and a tract that no file knows is its own namesake.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.twin.county_people import GROUPS
from orchestration.twin.text_files import write_text

FILE_NAME = "crosswalk_2000_2010.csv"
# Of the counties that could have one, every so many have a change.
COUNTIES_PER_CHANGE = 4
FEWEST_TRACTS_OF_A_CHANGED_COUNTY = 3
# Suffixes that no tract of 2010 bears: of the whole that was split, and of the two halves that were merged.
SUFFIX_OF_WHOLE, SUFFIXES_OF_HALVES = "40", ("50", "60")
SHARE_OF_FIRST_HALF = 0.6
# The halves differ, and weighted by their people come to the merged tract's score.
DISADVANTAGE_OF_HALVES = (0.2, -0.3)
UNCHANGED, MERGED, SPLIT = 1, 2, 3
COLUMNS_OF_PEOPLE = ("urbanity", "disadvantage", *(f"share_{group}" for group in GROUPS), "share_foreign_born")


@dataclass(frozen=True)
class TractHistory:
    """The tracts of 2000 (n rows, columns of the tracts of 2010) and how they became those of 2010.

    `codes_2000` (n tracts of 2010, 2) holds the tract of 2000 of a tract's first and of its other addresses. `weights`
    has trtid00, trtid10, weight and changetype; None where the real file is there.
    """

    tracts_2000: pd.DataFrame
    codes_2000: np.ndarray
    weights: pd.DataFrame | None

    def codes_of_addresses(self, tract: np.ndarray, address: np.ndarray) -> np.ndarray:
        """Return the tract of 2000 (n) of homes in the tracts of 2010 at the positions `tract` (n)."""
        is_in_other_half = address % 10 >= round(10 * SHARE_OF_FIRST_HALF)
        return self.codes_2000[tract, is_in_other_half.astype(int)]


def invent_tract_history(tracts: pd.DataFrame, *, are_weights_real: bool = False) -> TractHistory:
    """Return the history of tracts in order of their codes; with real weights, the tracts of 2000 are those of 2010."""
    codes = np.repeat(tracts["tract_geoid"].to_numpy()[:, None], 2, axis=1)
    if are_weights_real:
        return TractHistory(tracts, codes, None)
    earlier, weights = tracts.copy(), _unchanged_weights(tracts)
    for split, merged in _changed_counties(tracts):
        one, other, rest = split[:3]
        whole = _whole(tracts, one, other)
        halves = _halves(tracts, merged[0])
        # As many rows as before: the second half takes the row the second part leaves.
        for row, values in ((one, whole), (merged[0], halves[0]), (other, halves[1])):
            earlier.loc[row, list(values)] = list(values.values())
        codes[[one, other]] = whole["tract_geoid"]
        codes[merged[0]] = [half["tract_geoid"] for half in halves]
        weights = weights[~weights.index.isin([one, other, merged[0]])]
        weights = pd.concat(
            [weights, _split_weights(tracts, whole, one, other, rest), _merged_weights(tracts, merged[0])]
        )
    return TractHistory(earlier, codes, weights.sort_values(["trtid00", "trtid10"], ignore_index=True))


def _changed_counties(tracts: pd.DataFrame) -> list[tuple[list[int], list[int]]]:
    """Return the rows of pairs of counties: one where a tract was split and one where two were merged."""
    on_land = tracts[tracts["land_m2"] > 0]
    rows = [list(members) for members in on_land.groupby("county_fips").groups.values()]
    large = [members for members in rows if len(members) >= FEWEST_TRACTS_OF_A_CHANGED_COUNTY]
    chosen = large[::COUNTIES_PER_CHANGE]
    return list(zip(chosen[::2], chosen[1::2], strict=False))


def _unchanged_weights(tracts: pd.DataFrame) -> pd.DataFrame:
    geoid = tracts["tract_geoid"]
    return pd.DataFrame({"trtid00": geoid, "trtid10": geoid, "weight": 1.0, "changetype": UNCHANGED})


def _whole(tracts: pd.DataFrame, one: int, other: int) -> dict[str, object]:
    """Return what two tracts were together: their people and land summed, shares weighted by people."""
    parts = tracts.loc[[one, other]]
    people = parts["population"].to_numpy()
    means = {name: float(np.average(parts[name], weights=people)) for name in COLUMNS_OF_PEOPLE}
    sums = {name: int(parts[name].sum()) for name in ("land_m2", "water_m2", "population")}
    return {"tract_geoid": tracts.at[one, "tract_geoid"][:-2] + SUFFIX_OF_WHOLE, **sums, **means}


def _halves(tracts: pd.DataFrame, row: int) -> tuple[dict[str, object], dict[str, object]]:
    """Return the two tracts that one was, with every column of theirs."""
    merged = tracts.loc[row].to_dict()
    sizes = {name: int(merged[name]) for name in ("land_m2", "water_m2", "population")}
    first = {name: round(SHARE_OF_FIRST_HALF * size) for name, size in sizes.items()}
    second = {name: size - first[name] for name, size in sizes.items()}
    halves = []
    for suffix, parts, difference in zip(SUFFIXES_OF_HALVES, (first, second), DISADVANTAGE_OF_HALVES, strict=True):
        code, score = merged["tract_geoid"][:-2] + suffix, merged["disadvantage"] + difference
        halves.append({**merged, **parts, "tract_geoid": code, "disadvantage": score})
    return halves[0], halves[1]


def _split_weights(tracts: pd.DataFrame, whole: dict[str, object], one: int, other: int, rest: int) -> pd.DataFrame:
    """Return the weights of a tract that was split, with a strip where nobody lives that went to a third tract."""
    share = tracts.at[one, "population"] / whole["population"]
    rows = [(one, share), (other, 1.0 - share), (rest, 0.0)]
    weights = [(whole["tract_geoid"], tracts.at[row, "tract_geoid"], weight, SPLIT) for row, weight in rows]
    return pd.DataFrame(weights, columns=["trtid00", "trtid10", "weight", "changetype"], index=[-1] * len(weights))


def _merged_weights(tracts: pd.DataFrame, row: int) -> pd.DataFrame:
    code = tracts.at[row, "tract_geoid"]
    weights = [(code[:-2] + suffix, code, 1.0, MERGED) for suffix in SUFFIXES_OF_HALVES]
    return pd.DataFrame(weights, columns=["trtid00", "trtid10", "weight", "changetype"], index=[-1] * len(weights))


def write_tract_weights(path: Path, weights: pd.DataFrame) -> None:
    """Write weights as the Longitudinal Tract Data Base gives them; its columns on places and areas say "none"."""
    lines = ['"trtid00","trtid10","weight","placefp10","cbsa10","metdiv10","ccflag10","changetype"']
    lines += [
        f'"{old}","{new}",{weight:.15g},99999,99999,99999,0,{kind}'
        for old, new, weight, kind in weights[["trtid00", "trtid10", "weight", "changetype"]].itertuples(index=False)
    ]
    write_text(path, "\n".join(lines) + "\n")
