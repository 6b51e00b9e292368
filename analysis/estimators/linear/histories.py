"""Each county's exposure over all half-years, and other counties' histories in its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.estimators.linear.rows import LinearRows


@dataclass(frozen=True)
class PolicyHistories:
    """exposures: [counties, half-years, policies] means; half_year_ranks: [half-year codes] place in time."""

    exposures: np.ndarray
    half_year_ranks: np.ndarray
    n_filled_cells: int

    def at(self, donors: np.ndarray, counties: np.ndarray, half_years: np.ndarray) -> np.ndarray:
        """[cells, policies] exposure of each cell when county c has the history of donors[c]."""
        return self.exposures[donors[counties], self.half_year_ranks[half_years]]


def policy_histories(rows: LinearRows, n_policies: int, half_year_ranks: np.ndarray) -> PolicyHistories:
    """Mean exposures by county and half-year, the first columns of rows.

    Half-years of a county without an interview have the exposure of the half-year before, or else after.
    rows: with county and half-year as effects. half_year_ranks: [half-year codes] place in time, from 0.
    """
    counties, half_years = rows.effects
    n_counties, n_half_years = int(counties.max()) + 1, len(half_year_ranks)
    at = counties.astype(np.int64) * n_half_years + half_year_ranks[half_years]
    size = n_counties * n_half_years
    totals = np.bincount(at, rows.weights, size)
    exposures = np.full((size, n_policies), np.nan)
    is_seen = totals > 0
    for p, column in enumerate(rows.columns[:n_policies]):
        weighted = column.astype(np.float64) if rows.weights is None else column * rows.weights
        exposures[is_seen, p] = np.bincount(at, weighted, size)[is_seen] / totals[is_seen]
    is_seen = is_seen.reshape(n_counties, n_half_years)
    source = np.where(is_seen, np.arange(n_half_years), -1)
    source = np.maximum.accumulate(source, axis=1)
    source = np.where(source < 0, is_seen.argmax(axis=1)[:, None], source)
    grid = exposures.reshape(n_counties, n_half_years, n_policies)
    filled = np.take_along_axis(grid, source[:, :, None], axis=1)
    return PolicyHistories(filled, half_year_ranks, int((~is_seen).sum()))


def shuffled_counties(
    rng: np.random.Generator, identity: np.ndarray, counties: np.ndarray, blocks: np.ndarray | None
) -> np.ndarray:
    """[county codes] the county whose history each county takes.

    identity: [county codes] 0, 1, …; counties: [cells] codes among which histories change places; blocks: [cells]
    codes. A block takes another block's histories: its counties those of the other's counties in random order, again
    from the beginning where the other has fewer.
    """
    donors = identity.copy()
    present, first = np.unique(counties, return_index=True)
    if blocks is None:
        donors[present] = rng.permutation(present)
        return donors
    block_of = blocks[first]
    names = np.unique(block_of)
    for name, other in zip(names, rng.permutation(names), strict=True):
        takers, givers = present[block_of == name], rng.permutation(present[block_of == other])
        donors[takers] = np.resize(givers, len(takers))
    return donors
