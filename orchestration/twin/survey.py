"""Brings the survey together: addresses, households, persons, interviews, weights, hazards and incidents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from orchestration.twin.calibration import level_year, solve_levels
from orchestration.twin.hazards import PLANTED_LOG_ODDS, monthly_log_odds, person_log_odds, reference_shares
from orchestration.twin.households import Addresses, draw_addresses
from orchestration.twin.incidents import draw_events, draw_incidents, mean_count_per_event
from orchestration.twin.interviews import Interviews, cut_to_size, draw_interviews
from orchestration.twin.persons import INTERCEPT_SD, complete_households, draw_persons
from orchestration.twin.random_streams import random_stream
from orchestration.twin.weights import person_weights

# Interviewed persons an address brings on average; the surplus is cut off at the size asked for.
PERSONS_PER_ADDRESS = 3.55


@dataclass(frozen=True)
class Survey:
    """Everything the survey's files and the truth are written from.

    `log_odds` (interviews, 6) are without the person intercept; `exposures` are active shares by policy,
    (interviews, 6).
    """

    addresses: Addresses
    n_addresses: int
    households: pd.DataFrame
    persons: pd.DataFrame
    interviews: Interviews
    group: np.ndarray
    weight: np.ndarray
    exposures: dict[str, np.ndarray]
    log_odds: np.ndarray
    incidents: pd.DataFrame
    has_event: np.ndarray


def conduct_survey(
    tracts: pd.DataFrame,
    sampled: pd.DataFrame,
    active_share: dict[str, np.ndarray],
    n_persons: int,
    scenario: str,
    seed: int,
) -> Survey:
    """Return the whole survey of a twin.

    `active_share` is by policy, (sampled counties, months); policies absent from it exist nowhere and have no effect.
    """
    addresses, households, persons = _people(tracts, sampled, n_persons, seed)
    interviews = draw_interviews(addresses, households, persons, random_stream(seed, "interviews"))
    interviews, n_addresses = cut_to_size(interviews, n_persons, len(addresses.tract))
    group = persons["group"].to_numpy()[interviews.person]
    weight = person_weights(interviews, group, random_stream(seed, "weights"))
    county = _county_positions(tracts, sampled)[households["tract"].to_numpy()[interviews.household]]
    exposures = {
        policy: reference_shares(share, county, interviews.month) for policy, share in sorted(active_share.items())
    }
    planted = {policy: effect for policy, effect in PLANTED_LOG_ODDS[scenario].items() if policy in exposures}
    fixed = person_log_odds(interviews, persons, households, tracts)
    log_odds = monthly_log_odds(fixed, group, exposures, planted)
    log_odds += _levels(log_odds, interviews, group, weight)
    events = _events(log_odds, interviews, persons, seed)
    incidents = draw_incidents(
        events,
        interviews.month,
        (persons["line"].to_numpy()[interviews.person] == 1) & interviews.is_complete,
        random_stream(seed, "incidents"),
    )
    incidents = incidents[interviews.is_complete[incidents["interview"]]].reset_index(drop=True)
    return Survey(
        addresses, n_addresses, households, persons, interviews, group, weight, exposures,
        log_odds, incidents,
        events.any(axis=1),
    )  # fmt: skip


def _people(
    tracts: pd.DataFrame, sampled: pd.DataFrame, n_persons: int, seed: int
) -> tuple[Addresses, pd.DataFrame, pd.DataFrame]:
    county_share = tracts["county_fips"].map(sampled.set_index("county_fips")["sample_share"]).to_numpy()
    in_county = tracts["population"] / tracts.groupby("county_fips")["population"].transform("sum")
    n_addresses = round(n_persons / PERSONS_PER_ADDRESS)
    addresses, households = draw_addresses(
        tracts, county_share * in_county.to_numpy(), n_addresses, random_stream(seed, "addresses")
    )
    households = complete_households(households, tracts, random_stream(seed, "households"))
    return addresses, households, draw_persons(households, random_stream(seed, "persons"))


def _county_positions(tracts: pd.DataFrame, sampled: pd.DataFrame) -> np.ndarray:
    return pd.Index(sampled["county_fips"]).get_indexer(tracts["county_fips"])


def _levels(log_odds: np.ndarray, interviews: Interviews, group: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the level of each interview as a column, solved on the interviews that were held."""
    complete = interviews.is_complete
    levels = solve_levels(
        log_odds[complete],
        interviews.month[complete],
        group[complete],
        weight[complete],
        INTERCEPT_SD,
        mean_count_per_event(),
    )
    return levels[level_year(interviews.month), group][:, None]


def _events(log_odds: np.ndarray, interviews: Interviews, persons: pd.DataFrame, seed: int) -> np.ndarray:
    intercept = persons["intercept"].to_numpy()[interviews.person][:, None]
    events = draw_events(log_odds + intercept, random_stream(seed, "victimization"))
    return events & interviews.is_complete[:, None]
