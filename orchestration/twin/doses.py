"""How much of what a scenario plants a county has in each month: policies in force, and what goes with them.

A dose is an array (sampled counties, months from July 2004) times a log odds. Everything a scenario does to the hazard
of Latinos is such a product, so files, truth and replications share one account of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from orchestration.twin.policy_months import active_shares
from orchestration.twin.scenarios import SECURE_COMMUNITIES, Scenario

LONGEST_GROWTH_YEARS = 2.0
SHORTEST_MISDATING, LONGEST_MISDATING = 12, 18
# Latino risk of a county rises over so many months, in the middle of which Secure Communities comes.
RISE_MONTHS = 36
NEIGHBOR_PREFIX = "neighbor_"


@dataclass(frozen=True)
class Dose:
    """What is planted by one cause: the policy it belongs to (None for a trend), log odds, and amounts.

    `amount` is by county and month, or by interview and reference month once it is read off for interviews.
    """

    policy: str | None
    log_odds: float
    amount: np.ndarray


def county_doses(
    scenario: Scenario, active_share: Mapping[str, np.ndarray], neighbor_share: Mapping[str, np.ndarray]
) -> list[Dose]:
    """Return the doses of a scenario; policies absent from `active_share` exist nowhere and have none."""
    doses = [Dose(p, effect, active_share[p]) for p, effect in scenario.in_force.items() if p in active_share]
    doses += [
        Dose(p, effect, active_share[p] * np.minimum(months_in_force(active_share[p]) / 12, LONGEST_GROWTH_YEARS))
        for p, effect in scenario.per_year_in_force.items()
        if p in active_share
    ]
    doses += [
        Dose(NEIGHBOR_PREFIX + p, effect, neighbor_share[p])
        for p, effect in scenario.in_neighbors.items()
        if p in neighbor_share
    ]
    if scenario.rise_of_early_counties and SECURE_COMMUNITIES in active_share:
        rise = _rise(active_share[SECURE_COMMUNITIES])
        doses.append(Dose(None, scenario.rise_of_early_counties, rise))
    return doses


def first_months(share: np.ndarray) -> np.ndarray:
    """Return the position of each county's first month with any day in force; the number of months where there is none.

    `share` is (counties, months).
    """
    is_active = share > 0
    return np.where(is_active.any(axis=1), is_active.argmax(axis=1), share.shape[1])


def months_in_force(share: np.ndarray) -> np.ndarray:
    """Return the months since adoption (counties, months): 0 in the first month and before it."""
    return np.maximum(np.arange(share.shape[1]) - first_months(share)[:, None], 0)


def _rise(share: np.ndarray) -> np.ndarray:
    """Return the rise by county and month: to 1 in the county that activates first, by rank less in later ones."""
    onset = first_months(share)
    earliness = 1.0 - pd.Series(onset).rank(pct=True).to_numpy()
    since_start = np.arange(share.shape[1]) - (onset[:, None] - RISE_MONTHS // 2)
    return earliness[:, None] * np.clip(since_start / RISE_MONTHS, 0.0, 1.0)


def true_shares(
    recorded: Mapping[str, np.ndarray], scenario: Scenario, random: np.random.Generator
) -> dict[str, np.ndarray]:
    """Return the active shares that held in truth: the recorded ones, but for adoptions on another day."""
    if not scenario.share_misdated:
        return dict(recorded)
    return {policy: _with_other_onsets(share, scenario, random) for policy, share in sorted(recorded.items())}


def _with_other_onsets(share: np.ndarray, scenario: Scenario, random: np.random.Generator) -> np.ndarray:
    n_counties, n_months = share.shape
    months = random.integers(SHORTEST_MISDATING, LONGEST_MISDATING + 1, n_counties)
    shift = np.where(random.random(n_counties) < 0.5, months, -months)
    recorded = first_months(share)[:, None]
    is_misdated = (random.random(n_counties) < scenario.share_misdated)[:, None] & (recorded < n_months)
    true, month = recorded + shift[:, None], np.arange(n_months)
    came_earlier = is_misdated & (month >= true) & (month <= recorded)
    came_later = is_misdated & (month < true)
    return np.where(came_earlier, 1.0, np.where(came_later, 0.0, share))


def neighbor_shares(
    spells: pd.DataFrame, county_fips: np.ndarray, adjacency: pd.DataFrame, policies: list[str]
) -> dict[str, np.ndarray]:
    """Return the mean active share of the counties that touch each county, by policy, (counties, months).

    The county itself is not among its neighbours; a county without any has 0.
    """
    pairs = adjacency[adjacency["county_fips"] != adjacency["neighbor_fips"]]
    pairs = pairs[pairs["county_fips"].isin(county_fips)]
    everybody = np.unique(pairs["neighbor_fips"].to_numpy(dtype=object))
    shares = active_shares(spells[spells["policy"].isin(policies)], everybody)
    own = pd.Index(county_fips).get_indexer(pairs["county_fips"])
    neighbor = pd.Index(everybody).get_indexer(pairs["neighbor_fips"])
    n_neighbors = np.maximum(np.bincount(own, minlength=len(county_fips)), 1)[:, None]
    means = {}
    for policy, share in shares.items():
        total = np.zeros((len(county_fips), share.shape[1]))
        np.add.at(total, own, share[neighbor])
        means[policy] = total / n_neighbors
    return means
