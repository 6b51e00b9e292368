"""Writes down what was planted: the monthly coefficients, and what each estimator's coefficient converges to.

An effect on the monthly hazard is not the coefficient of a six-month outcome: a window that is only partly exposed
attenuates it, and an effect on Latinos is a small effect on all persons. The pseudo-true values are those of the
between-within model with effects of half-years and of the household's interview number (V2011, 1 to 7), by which the
hazard is planted too, fitted without noise on the twin's own design.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from orchestration.twin.calibration import MIDDLE_MONTHS_BACK
from orchestration.twin.hazards import AFFECTED_GROUP, PLANTED_LOG_ODDS
from orchestration.twin.households import GROUPS
from orchestration.twin.persons import INTERCEPT_SD
from orchestration.twin.random_streams import random_stream
from orchestration.twin.settings import TwinSettings
from orchestration.twin.survey import Survey
from orchestration.twin.text_files import write_table

POPULATIONS = ("all", "latino", "white", "black")
DEFINITIONS = ("any", "share", "full")
COLUMNS = (
    "scenario", "policy", "population", "exposure_definition", "estimand", "scale", "value", "seed", "twin_scale",
)  # fmt: skip
Fraction = Callable[[float], None]


def planted_truth(survey: Survey, settings: TwinSettings, n_persons: int, progress: Fraction) -> pd.DataFrame:
    """Return one row a policy, population and exposure definition.

    Without a source that dates a studied policy there is no row. Under `null` every value is exactly 0. Otherwise
    pseudo-true values rest on at most `n_persons` persons, drawn at random from the twin.
    """
    policies = sorted(survey.exposures)
    rows = [
        (policy, group, "monthly", _planted(settings.scenario, policy, group))
        for policy in policies
        for group in POPULATIONS[1:]
    ]
    if not policies:
        rows = []  # real sources date none of the studied policies: nothing could be planted
    elif not PLANTED_LOG_ODDS[settings.scenario]:
        rows += [(policy, people, definition, 0.0) for policy, people, definition in _cells(policies)]
    else:
        rows += list(_pseudo_true(survey, settings, policies, n_persons, progress))
    table = pd.DataFrame(rows, columns=["policy", "population", "exposure_definition", "value"])
    table = table.assign(
        scenario=settings.scenario,
        estimand="conditional log odds ratio",
        scale="log_odds",
        seed=settings.seed,
        twin_scale=settings.scale,
    )
    return table[list(COLUMNS)]


def _cells(policies: list[str]) -> Iterator[tuple[str, str, str]]:
    yield from (
        (policy, people, definition) for definition in DEFINITIONS for people in POPULATIONS for policy in policies
    )


def _planted(scenario: str, policy: str, group: str) -> float:
    is_affected = GROUPS.index(group) == AFFECTED_GROUP
    return PLANTED_LOG_ODDS[scenario].get(policy, 0.0) if is_affected else 0.0


def exposure(shares: np.ndarray, definition: str) -> np.ndarray:
    """Return the exposure of interviews from active shares by reference month (n, 6).

    `any`: some day of some month; `share`: months with any day in force, of six; `full`: all six wholly in force.
    """
    if definition == "any":
        return (shares > 0).any(axis=1).astype(float)
    if definition == "share":
        return (shares > 0).sum(axis=1) / shares.shape[1]
    return (shares >= 1.0).all(axis=1).astype(float)


def time_effects(month: np.ndarray, interview_number: np.ndarray) -> pd.DataFrame:
    """Return dummies of the half-year of the window's middle and of the interview number, first levels left out."""
    half_year = (month - MIDDLE_MONTHS_BACK) // 6
    columns = {f"half_year_{level}": half_year == level for level in np.unique(half_year)[1:]}
    columns |= {f"interview_{level}": interview_number == level for level in np.unique(interview_number)[1:]}
    return pd.DataFrame(columns).astype(float)


def _pseudo_true(
    survey: Survey, settings: TwinSettings, policies: list[str], n_persons: int, progress: Fraction
) -> Iterator[tuple[str, str, str, float]]:
    # Imported here: compiling the estimators takes seconds that a run without fits should not pay.
    from analysis.pseudo_truth import pseudo_true_values

    rows_of = {people: _sampled_rows(survey, people, n_persons, settings.seed) for people in POPULATIONS}
    n_fits = len(DEFINITIONS) * len(POPULATIONS)
    for number, (definition, people) in enumerate((d, p) for d in DEFINITIONS for p in POPULATIONS):
        progress(number / n_fits)
        rows = rows_of[people]
        within = pd.DataFrame({policy: exposure(survey.exposures[policy][rows], definition) for policy in policies})
        values = pseudo_true_values(
            survey.interviews.linked_person[rows],
            survey.log_odds[rows],
            INTERCEPT_SD,
            within,
            time_effects(survey.interviews.month[rows], survey.interviews.household_interview[rows]),
        )
        found = values.set_index("term")["value"]
        yield from (
            (policy, people, definition, float(found[policy])) for policy in policies if not np.isnan(found[policy])
        )


def _sampled_rows(survey: Survey, people: str, n_persons: int, seed: int) -> np.ndarray:
    """Return the completed interviews of at most so many random persons of a population.

    The cap is a population's own: drawn from everybody, it would leave few Latinos under a task force.
    """
    complete = np.flatnonzero(survey.interviews.is_complete)
    if people != "all":
        complete = complete[survey.group[complete] == GROUPS.index(people)]
    person = survey.interviews.linked_person[complete]
    everybody = np.unique(person)
    if len(everybody) > n_persons:
        everybody = random_stream(seed, f"truth persons, {people}").choice(everybody, n_persons, replace=False)
    return complete[np.isin(person, everybody)]


def write_truth(path: Path, truth: pd.DataFrame) -> None:
    """Write the planted truth as csv."""
    write_table(path, pa.Table.from_pandas(truth, preserve_index=False), ",")
