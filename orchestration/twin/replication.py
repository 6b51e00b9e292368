"""Replications of the survey without files: the design is drawn once, outcomes again for every replication.

Persons, interviews, places, exposures and risks are those of `plan_survey`; intercepts and events come from the same
`draw_outcomes` that fills the files of a twin, so replications and files follow one law.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from orchestration.twin.calendar_months import FIRST_POLICY_MONTH, month_text, year_of
from orchestration.twin.calibration import MIDDLE_MONTHS_BACK
from orchestration.twin.counties import read_counties
from orchestration.twin.county_people import invent_people
from orchestration.twin.doses import NEIGHBOR_PREFIX
from orchestration.twin.household_records import variance_design
from orchestration.twin.households import GROUPS
from orchestration.twin.persons import DIVORCED, INTERCEPT_SD, NEVER_MARRIED, SEPARATED
from orchestration.twin.policies import invent_policies
from orchestration.twin.policy_months import N_MONTHS, active_shares
from orchestration.twin.random_streams import random_stream
from orchestration.twin.sample_design import draw_counties
from orchestration.twin.scenarios import SCENARIOS
from orchestration.twin.settings import SIZES, RealInputs, TwinSettings, TwinSize
from orchestration.twin.survey import Plan, plan_survey
from orchestration.twin.tract_tables import NONCITIZENS_PER_FOREIGN_BORN
from orchestration.twin.tracts import invent_tracts
from orchestration.twin.truth import DEFINITIONS, exposure, planted_truth
from orchestration.twin.victimization import draw_outcomes
from orchestration.twin.weights import person_weights
from orchestration.twin.write import shares_of_neighbors

OUTCOME, WEIGHT = "has_violent_victimization", "person_weight"


@dataclass(frozen=True)
class Replications:
    """A design whose outcomes can be redrawn.

    `design` has a row a planned person-interview, in the columns of marts.respondent_periods: idper (a number), county,
    state, group, half-year, interview number, exposures by policy, neighbours' mean share of spilling policies,
    variance design, and what the hazard hangs on: age, sex, marital status, owners. Interviews that were not held are
    in `plan` and `design` but in no panel. Rows of the design are sorted by person; `order` says which interview of
    the plan each is. `county_activity` has the recorded policies of every county and month, in the columns of
    marts.policy_county_month that permutations of histories read.
    """

    plan: Plan
    design: pd.DataFrame
    order: np.ndarray
    settings: TwinSettings
    county_activity: pd.DataFrame

    def panel(self, replication: int) -> pd.DataFrame:
        """Return the held interviews of one replication, sorted by idper, with outcome and person_weight.

        The same number always gives the same panel. Takes well under a second at 100,000 persons.
        """
        plan = self.plan
        streams = partial(random_stream, replication_seed(self.settings.seed, replication))
        intercept = streams("person intercepts").normal(0.0, INTERCEPT_SD, len(plan.persons))
        outcomes = draw_outcomes(
            plan.log_odds, intercept, plan.interviews, plan.group, plan.exposures_in_truth,
            SCENARIOS[self.settings.scenario], streams,
        )  # fmt: skip
        interviews, weight = plan.interviews, plan.weight
        if outcomes.has_left.any():
            interviews = interviews.without(outcomes.has_left)
            weight = person_weights(interviews, plan.group, random_stream(self.settings.seed, "weights"))
        has_event = outcomes.told.any(axis=1)
        drawn = self.design.assign(**{OUTCOME: has_event[self.order], WEIGHT: weight[self.order]})
        return drawn[interviews.is_complete[self.order]].reset_index(drop=True)

    def truth(self, n_persons: int = 60_000, progress: Callable[[float], None] | None = None) -> pd.DataFrame:
        """Return the planted truth of this design, as `truth.planted_truth` writes it for files."""
        return planted_truth(self.plan, self.settings, n_persons, progress or (lambda part: None))


def replication_seed(seed: int, replication: int) -> int:
    """Return the seed of a replication: no two replications, of this seed or another, share a stream."""
    return int(np.random.SeedSequence([seed, replication]).generate_state(1, np.uint64)[0])


def draw_replications(
    scenario: str, n_persons: int, seed: int, scale: str = "paper", size: TwinSize | None = None
) -> Replications:
    """Draw the design of a scenario, with the counties of a scale (or of `size`) and so many persons.

    Raises TwinError for an unknown scenario or scale.
    """
    settings = TwinSettings(scale, scenario, seed)
    size, real = size or SIZES[scale], RealInputs()
    counties = read_counties(real.counties)
    people = invent_people(counties.table, seed)
    sampled = draw_counties(people, counties.adjacency, size, seed)
    tracts = invent_tracts(sampled, seed)
    policies = invent_policies(people, sampled["county_fips"], real, seed)
    shares = active_shares(policies.spells, sampled["county_fips"].to_numpy())
    neighbors = shares_of_neighbors(scenario, policies, sampled, counties)
    plan = plan_survey(tracts, sampled, shares, n_persons, scenario, seed, neighbors)
    order = np.argsort(plan.interviews.linked_person, kind="stable")
    design = _design(plan, tracts, sampled).iloc[order].reset_index(drop=True)
    return Replications(plan, design, order, settings, _county_activity(shares, sampled["county_fips"].to_numpy()))


def _design(plan: Plan, tracts: pd.DataFrame, sampled: pd.DataFrame) -> pd.DataFrame:
    interviews = plan.interviews
    month, tract = interviews.month, plan.households["tract"].to_numpy()[interviews.household]
    variance = variance_design(tract, month, tracts, sampled)
    noncitizens = NONCITIZENS_PER_FOREIGN_BORN * tracts["share_foreign_born"].to_numpy()
    columns: dict[str, object] = {
        "idper": interviews.linked_person,
        "county_fips": sampled["county_fips"].to_numpy()[plan.county],
        "state_fips": sampled["state_fips"].to_numpy()[plan.county],
        "tract_geoid": tracts["tract_geoid"].to_numpy()[tract],
        "population_group": np.array(GROUPS, dtype=object)[plan.group],
        "interview_month": _named(month, lambda number: pd.Timestamp(month_text(number))),
        "reference_half_year": _named(
            (month - MIDDLE_MONTHS_BACK) // 6, lambda number: f"{number // 2}H{number % 2 + 1}"
        ),
        "interview_number": interviews.household_interview,
        **_exposures(plan),
        **_covariates(plan),
        "is_synthetic": True,
        "variance_year_group": np.where(year_of(month) <= 2005, "1997-2005", "2006-2015"),
        "pseudo_stratum": variance["stratum"],
        "half_sample": variance["half_sample"],
        "psu": sampled["psu"].to_numpy()[plan.county],
        # Expected by the twin's own composition: its tables of 2000 scatter around it.
        "tract_noncitizen_pct_2000": 100 * noncitizens[tract],
    }
    return pd.DataFrame(columns)


def _covariates(plan: Plan) -> dict[str, np.ndarray]:
    """Return what of a person moves the hazard beside its tract, by the warehouse's names."""
    person, household = plan.interviews.person, plan.interviews.household
    marital = plan.persons["marital"].to_numpy()[person]
    return {
        "age_years": plan.interviews.age_months // 12,
        "is_male": plan.persons["is_male"].to_numpy()[person].astype(bool),
        "is_never_married": marital == NEVER_MARRIED,
        "is_divorced_or_separated": np.isin(marital, (DIVORCED, SEPARATED)),
        "is_homeowner": plan.households["is_owner"].to_numpy()[household].astype(bool),
    }


def _county_activity(shares: Mapping[str, np.ndarray], county_fips: np.ndarray) -> pd.DataFrame:
    """Return one row a policy, county and month from July 2004 on: active share, and whether any day is in force."""
    months = pd.to_datetime([month_text(FIRST_POLICY_MONTH + number) for number in range(N_MONTHS)])
    parts = [
        pd.DataFrame(
            {
                "county_fips": np.repeat(county_fips, N_MONTHS),
                "month_start": np.tile(months, len(county_fips)),
                "policy": policy,
                "is_active": (share > 0).ravel(),
                "active_share": share.ravel(),
            }
        )
        for policy, share in sorted(shares.items())
    ]
    columns = ["county_fips", "month_start", "policy", "is_active", "active_share"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _exposures(plan: Plan) -> dict[str, np.ndarray]:
    """Return exposures as recorded, by the warehouse's names, and the mean share of neighbours where effects spill."""
    columns = {
        f"exposure_{definition}_{policy}": exposure(share, definition)
        for definition in DEFINITIONS
        for policy, share in plan.exposures.items()
    }
    neighbors = plan.neighbor_exposures.items()
    return columns | {f"exposure_share_{NEIGHBOR_PREFIX}{policy}": share.mean(axis=1) for policy, share in neighbors}


def _named(numbers: np.ndarray, name: Callable[[int], object]) -> np.ndarray:
    """Name few distinct numbers once and spread the names over the rows."""
    distinct, position = np.unique(numbers, return_inverse=True)
    return pd.Series([name(int(number)) for number in distinct]).to_numpy()[position]
