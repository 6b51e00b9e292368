"""Counts the people and dwellings of each tract in the cells of the American Community Survey, its releases and 2000.

Every table is consistent in itself and with the others: parts sum to totals, the labour force by age to the labour
force, owners and renters to occupied dwellings. Rates follow the tract's latent disadvantage and urbanity; people
grow slowly from release to release. B25038 keeps one distribution of moving years, cut at the bins of the release.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from orchestration.twin.random_streams import random_stream

RELEASES = tuple(range(2009, 2015))
CENSUS_YEAR = 2000
Cells = dict[str, np.ndarray]

# Shares of all residents, by sex, in the ages the catalog asks for: under 5, 5-9, 10-14, 15-17, 18-19, 20, 21, 22-24.
YOUTH_SHARES = np.array([0.033, 0.033, 0.033, 0.021, 0.014, 0.007, 0.007, 0.021])
# 16-19, 20-21, 22-24, 25-29, 30-34, 35-44, 45-54, 55-59, 60-61, 62-64, 65-69, 70-74, 75 and over
LABOUR_AGE_SHARES = np.array([0.07, 0.035, 0.05, 0.085, 0.082, 0.17, 0.185, 0.08, 0.028, 0.04, 0.052, 0.04, 0.083])
LABOUR_FORCE_RATES = np.array([0.38, 0.68, 0.78, 0.82, 0.83, 0.83, 0.81, 0.72, 0.6, 0.48, 0.28, 0.17, 0.06])
UNEMPLOYMENT_FACTORS = np.array([2.6, 1.9, 1.5, 1.2, 1.0, 0.85, 0.8, 0.75, 0.75, 0.75, 0.7, 0.7, 0.7])
# Positions of "civilian labour force" and "unemployed" by age, men; women follow 86 cells later. From 65 there is no
# armed-forces line, so the first of the pair is "in labour force".
LABOUR_CELLS = [(6 + 7 * band, 8 + 7 * band) for band in range(10)] + [(74, 76), (79, 81), (84, 86)]
WOMEN_OFFSET = 86
NATIONAL_UNEMPLOYMENT = {2000: 0.058, 2009: 0.072, 2010: 0.079, 2011: 0.087, 2012: 0.093, 2013: 0.097, 2014: 0.092}
MOVING_YEAR_BINS = {
    2000: (1999, 1995, 1990, 1980, 1970),
    2009: (2005, 2000, 1990, 1980, 1970),
    2012: (2010, 2000, 1990, 1980, 1970),
}
NONCITIZENS_PER_FOREIGN_BORN = 0.55


def apportion(totals: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Split whole totals (n,) by shares (n, k) into whole parts (n, k) that sum to the totals exactly."""
    cumulative = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    bounds = np.rint(cumulative * totals[:, None]).astype("int64")
    return np.diff(bounds, axis=1, prepend=0)


def tract_cells(tracts: pd.DataFrame, release: int, seed: int) -> Cells:
    """Return the cells of a release, or of Census 2000, by name (`b01003_001`): arrays in order of the tracts."""
    # The same draws in every release: a tract differs from its neighbour, not from itself a year later.
    random = random_stream(seed, "tract tables")
    growth = random.normal(0.004, 0.01, len(tracts))
    people = np.rint(tracts["population"] * (1.0 + growth) ** (release - 2010)).astype("int64").to_numpy()
    cells: Cells = {}
    builders: tuple[Callable[[Cells, pd.DataFrame, np.ndarray, int, np.random.Generator], None], ...] = (
        _people, _marriage, _poverty, _labour, _dwellings,
    )  # fmt: skip
    for build in builders:
        build(cells, tracts, people, release, random)
    return cells


def _rate(base: float, tracts: pd.DataFrame, slope: float, random: np.random.Generator) -> np.ndarray:
    logit = np.log(base / (1 - base)) + slope * tracts["disadvantage"].to_numpy() + random.normal(0, 0.15, len(tracts))
    return 1.0 / (1.0 + np.exp(-logit))


def _part(totals: np.ndarray, rate: np.ndarray) -> np.ndarray:
    return np.rint(np.asarray(totals) * np.asarray(rate)).astype("int64")


def _people(cells: Cells, tracts: pd.DataFrame, people: np.ndarray, release: int, random: np.random.Generator) -> None:
    for total in ("b01001_001", "b01003_001", "b03002_001", "b05002_001"):
        cells[total] = people
    youth = np.clip(1.0 + 0.15 * tracts["disadvantage"].to_numpy()[:, None], 0.5, 1.6) * YOUTH_SHARES
    both = np.concatenate([youth * 1.02, youth * 0.98, 1.0 - 2 * youth.sum(axis=1, keepdims=True)], axis=1)
    parts = apportion(people, both)
    for position in range(8):
        cells[f"b01001_{3 + position:03d}"] = parts[:, position]
        cells[f"b01001_{27 + position:03d}"] = parts[:, 8 + position]
    latino = np.clip(tracts["share_latino"] * (1.0 + 0.012 * (release - 2010)), 0, 0.99).to_numpy()
    black, other = tracts["share_black"].to_numpy(), tracts["share_other"].to_numpy()
    white = np.maximum(1.0 - latino - black - other, 0.005)
    split = [0.10, 0.62, 0.03, 0.05, 0.20]
    shares = np.column_stack([white, black, *(share * other for share in split), latino])
    for position, count in zip((3, 4, 5, 6, 7, 8, 9, 12), apportion(people, shares).T, strict=True):
        cells[f"b03002_{position:03d}"] = count
    cells["b05002_013"] = _part(people, tracts["share_foreign_born"].to_numpy())
    # Not a citizen: cell 015 in releases to 2014, 021 from 2015; the other one counts a continent of birth.
    noncitizens = _part(cells["b05002_013"], np.full(len(tracts), NONCITIZENS_PER_FOREIGN_BORN))
    cells["b05002_015"], cells["b05002_021"] = noncitizens, _part(noncitizens, np.full(len(tracts), 0.05))


def _marriage(
    cells: Cells, tracts: pd.DataFrame, people: np.ndarray, release: int, random: np.random.Generator
) -> None:
    from_15 = people - sum(cells[f"b01001_{p:03d}"] for p in (3, 4, 5, 27, 28, 29))
    divorced = _rate(0.125, tracts, 0.2, random)
    shares = divorced[:, None] * np.array([0.06, 0.36, 0.10, 0.48])
    rest = 1.0 - shares.sum(axis=1, keepdims=True)
    parts = apportion(from_15, np.concatenate([shares, rest], axis=1))
    cells["b12001_001"] = from_15
    for position, count in zip((7, 10, 16, 19), parts.T[:4], strict=True):
        cells[f"b12001_{position:03d}"] = count


def _poverty(cells: Cells, tracts: pd.DataFrame, people: np.ndarray, release: int, random: np.random.Generator) -> None:
    # People in institutions have no poverty status.
    known = _part(people, np.full(len(tracts), 0.97))
    cells["b17001_001"] = known
    cells["b17001_002"] = _part(known, _rate(0.125 + 0.004 * max(release - 2009, 0), tracts, 0.55, random))


def _labour(cells: Cells, tracts: pd.DataFrame, people: np.ndarray, release: int, random: np.random.Generator) -> None:
    from_16 = cells["b12001_001"] - _part(people, np.full(len(tracts), 0.014))
    shares = np.tile(np.concatenate([LABOUR_AGE_SHARES * 0.49, LABOUR_AGE_SHARES * 0.51]), (len(tracts), 1))
    by_age = apportion(from_16, shares)
    unemployment = _rate(NATIONAL_UNEMPLOYMENT[release], tracts, 0.45, random)
    civilian_total, unemployed_total = np.zeros_like(people), np.zeros_like(people)
    for sex in (0, 1):
        for band, (civilian_cell, unemployed_cell) in enumerate(LABOUR_CELLS):
            residents = by_age[:, 13 * sex + band]
            civilian = _part(residents, np.full(len(tracts), LABOUR_FORCE_RATES[band] * (1.04 - 0.08 * sex)))
            unemployed = _part(civilian, np.clip(unemployment * UNEMPLOYMENT_FACTORS[band], 0, 0.9))
            cells[f"b23001_{civilian_cell + WOMEN_OFFSET * sex:03d}"] = civilian
            cells[f"b23001_{unemployed_cell + WOMEN_OFFSET * sex:03d}"] = unemployed
            civilian_total, unemployed_total = civilian_total + civilian, unemployed_total + unemployed
    cells["b23001_001"] = from_16
    cells["b23025_001"], cells["b23025_003"], cells["b23025_005"] = from_16, civilian_total, unemployed_total


def _dwellings(
    cells: Cells, tracts: pd.DataFrame, people: np.ndarray, release: int, random: np.random.Generator
) -> None:
    occupied = _part(people, random.uniform(0.34, 0.42, len(tracts)))
    vacant = _part(occupied, _rate(0.11, tracts, 0.2, random))
    owned = _rate(0.68, tracts, -0.5, random) - 0.05 * tracts["urbanity"].to_numpy()
    owners = _part(occupied, np.clip(owned, 0.05, 0.97))
    families = _part(occupied, np.full(len(tracts), 0.66))
    cells["b25002_001"], cells["b25002_003"] = occupied + vacant, vacant
    cells["b25003_001"], cells["b25003_002"] = occupied, owners
    cells["b19057_001"], cells["b19057_002"] = occupied, _part(occupied, _rate(0.024, tracts, 0.6, random))
    cells["b11003_001"], cells["b11003_016"] = families, _part(families, _rate(0.10, tracts, 0.6, random))
    cells["b25038_001"] = occupied
    for first, count, mean_years in ((3, owners, 14.0), (10, occupied - owners, 4.0)):
        for position, part in enumerate(apportion(count, _moving_shares(release, mean_years, len(tracts))).T):
            cells[f"b25038_{first + position:03d}"] = part


def _moving_shares(release: int, mean_years: float, n_tracts: int) -> np.ndarray:
    """Return shares by bin of the year of moving in, exponential before the middle year of the release."""
    first_year_of_bins = max(year for year in MOVING_YEAR_BINS if year <= release)
    middle = release if release == CENSUS_YEAR else release - 2.0
    years_ago = np.maximum(middle - np.array(MOVING_YEAR_BINS[first_year_of_bins]), 0.05)
    moved_since = 1.0 - np.exp(-years_ago / mean_years)
    shares = np.diff(np.concatenate([[0.0], moved_since, [1.0]]))
    return np.tile(shares, (n_tracts, 1))
