"""Brings the survey together: addresses, households, persons, interviews, weights, hazards and incidents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from orchestration.twin.calibration import level_year, solve_levels
from orchestration.twin.doses import Dose, county_doses, months_in_force, true_shares
from orchestration.twin.hazards import monthly_log_odds, person_log_odds, reference_shares
from orchestration.twin.households import Addresses, draw_addresses
from orchestration.twin.incidents import draw_incidents, mean_count_per_event
from orchestration.twin.interviews import Interviews, cut_to_size, draw_interviews
from orchestration.twin.persons import INTERCEPT_SD, complete_households, draw_persons
from orchestration.twin.random_streams import random_stream
from orchestration.twin.scenarios import SCENARIOS
from orchestration.twin.victimization import draw_outcomes
from orchestration.twin.weights import person_weights

# Interviewed persons an address brings on average; the surplus is cut off at the size asked for.
PERSONS_PER_ADDRESS = 3.55


@dataclass(frozen=True)
class Plan:
    """The survey before anything has happened: who is to be asked when and where, and at which risk.

    `log_odds` (interviews, 6) are without the person intercept. By policy, (interviews, 6): `exposures` are active
    shares as recorded, `true_exposures` as they were where the records err, `neighbor_exposures` of touching counties;
    `half_years_in_force` counts from adoption to the window's last month, (interviews), -1 before it. `doses` are what
    is planted. `county` is the position among the sampled counties.
    """

    addresses: Addresses
    n_addresses: int
    households: pd.DataFrame
    persons: pd.DataFrame
    interviews: Interviews
    group: np.ndarray
    weight: np.ndarray
    county: np.ndarray
    exposures: dict[str, np.ndarray]
    log_odds: np.ndarray
    doses: tuple[Dose, ...] = ()
    true_exposures: dict[str, np.ndarray] | None = None
    neighbor_exposures: dict[str, np.ndarray] = field(default_factory=dict)
    half_years_in_force: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def exposures_in_truth(self) -> dict[str, np.ndarray]:
        """Return the exposures that acted: the true ones where the records err, else the recorded ones."""
        return self.exposures if self.true_exposures is None else self.true_exposures


@dataclass(frozen=True, kw_only=True)
class Survey(Plan):
    """A plan carried out: everything the survey's files and the truth are written from.

    `has_event` says of each interview whether a violent victimization was told.
    """

    incidents: pd.DataFrame
    has_event: np.ndarray


def plan_survey(
    tracts: pd.DataFrame, sampled: pd.DataFrame, active_share: Mapping[str, np.ndarray], n_persons: int, scenario: str,
    seed: int, neighbor_share: Mapping[str, np.ndarray] | None = None,
) -> Plan:  # fmt: skip
    """Return the survey as planned.

    `active_share` and `neighbor_share` are by policy, (sampled counties, months); policies absent from the first exist
    nowhere and have no effect, those absent from the second have no neighbours' effect.
    """
    planted = SCENARIOS[scenario]
    addresses, households, persons = _people(tracts, sampled, n_persons, seed)
    interviews = draw_interviews(addresses, households, persons, random_stream(seed, "interviews"))
    interviews, n_addresses = cut_to_size(interviews, n_persons, len(addresses.tract))
    group = persons["group"].to_numpy()[interviews.person]
    weight = person_weights(interviews, group, random_stream(seed, "weights"))
    county = _county_positions(tracts, sampled)[households["tract"].to_numpy()[interviews.household]]
    neighbor_share = neighbor_share or {}
    in_truth = true_shares(active_share, planted, random_stream(seed, "misdating"))

    def read_off(share: np.ndarray) -> np.ndarray:
        return reference_shares(share, county, interviews.month)

    exposures = {policy: read_off(share) for policy, share in sorted(active_share.items())}
    doses = tuple(
        Dose(dose.policy, dose.log_odds, read_off(dose.amount))
        for dose in county_doses(planted, in_truth, neighbor_share)
    )
    fixed = person_log_odds(interviews, persons, households, tracts, planted.per_later_interview)
    log_odds = monthly_log_odds(fixed, group, doses)
    log_odds += _levels(log_odds, interviews, group, weight)
    return Plan(
        addresses, n_addresses, households, persons, interviews, group, weight, county, exposures, log_odds, doses,
        {policy: read_off(share) for policy, share in sorted(in_truth.items())} if planted.share_misdated else None,
        {policy: read_off(share) for policy, share in sorted(neighbor_share.items()) if policy in planted.in_neighbors},
        {
            policy: _half_years(read_off(in_truth[policy]), read_off(months_in_force(in_truth[policy])))
            for policy in planted.per_year_in_force
            if policy in in_truth
        },
    )  # fmt: skip


def conduct_survey(
    tracts: pd.DataFrame, sampled: pd.DataFrame, active_share: Mapping[str, np.ndarray], n_persons: int, scenario: str,
    seed: int, neighbor_share: Mapping[str, np.ndarray] | None = None,
) -> Survey:  # fmt: skip
    """Return the whole survey of a twin; arguments as in `plan_survey`."""
    plan = plan_survey(tracts, sampled, active_share, n_persons, scenario, seed, neighbor_share)
    outcomes = draw_outcomes(
        plan.log_odds, plan.persons["intercept"].to_numpy(), plan.interviews, plan.group, plan.exposures_in_truth,
        SCENARIOS[scenario], partial(random_stream, seed),
    )  # fmt: skip
    interviews, weight = plan.interviews.without(outcomes.has_left), plan.weight
    if outcomes.has_left.any():  # who stays stands for the population, as in the survey itself
        weight = person_weights(interviews, plan.group, random_stream(seed, "weights"))
    incidents = draw_incidents(
        outcomes.told,
        interviews.month,
        (plan.persons["line"].to_numpy()[interviews.person] == 1) & interviews.is_complete,
        random_stream(seed, "incidents"),
    )
    incidents = incidents[interviews.is_complete[incidents["interview"]]].reset_index(drop=True)
    carried_out = {**vars(plan), "interviews": interviews, "weight": weight}
    return Survey(**carried_out, incidents=incidents, has_event=outcomes.told.any(axis=1))


def _half_years(share: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Return half-years since adoption at the end of each window, -1 for windows without exposure."""
    last = months.max(axis=1)
    return np.where((share > 0).any(axis=1), last // 6, -1).astype(np.int64)


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
