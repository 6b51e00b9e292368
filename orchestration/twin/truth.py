"""Writes down what was planted: the monthly coefficients, and what each estimator's coefficient converges to.

An effect on the monthly hazard is not the coefficient of a six-month outcome: a window that is only partly exposed
attenuates it, and an effect on Latinos is a small effect on all persons. The pseudo-true values are those of the
between-within model with effects of half-years and of the household's interview number (V2011, 1 to 7), by which the
hazard is planted too, fitted without noise on the twin's own design, less what the same fit finds when nothing was
planted. That is not 0, for the model has no covariates: owners stay longer and are at lower risk, interview numbers
take that for their own, and Secure Communities, which came late, for what is left. It is a bias of an estimator without
covariates and no effect. Truth is about victimization and what happened: true dates where the records err, neighbours
beside the own county where effects spill over, event times where effects grow, and exactly 0 where estimators are
misled and nobody was harmed, and for people on whom nothing acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from orchestration.twin.calibration import MIDDLE_MONTHS_BACK
from orchestration.twin.doses import NEIGHBOR_PREFIX
from orchestration.twin.effects_on_the_exposed import SCALE_PP, effects_pp
from orchestration.twin.hazards import AFFECTED_GROUP
from orchestration.twin.households import GROUPS
from orchestration.twin.persons import INTERCEPT_SD
from orchestration.twin.random_streams import random_stream
from orchestration.twin.scenarios import SCENARIOS
from orchestration.twin.settings import TwinSettings
from orchestration.twin.survey import Plan
from orchestration.twin.text_files import write_table

POPULATIONS = ("all", "latino", "white", "black")
GROUPS_SHOWN = POPULATIONS[1:]
DEFINITIONS = ("any", "share", "full")
DECIMALS = 10
LAST_EVENT_TIME = 5  # half-years; a person is interviewed over three years
COLUMNS = (
    "scenario", "policy", "population", "exposure_definition", "estimand", "scale", "value", "seed", "twin_scale",
)  # fmt: skip
Fraction = Callable[[float], None]


def planted_truth(survey: Plan, settings: TwinSettings, n_persons: int, progress: Fraction) -> pd.DataFrame:
    """Return one row a policy, population and exposure definition, on the scale of log odds, and in percentage points.

    Without a source that dates a studied policy there is no row. Where no policy has an effect every value is exactly
    0. Otherwise values rest on at most `n_persons` persons of each population, drawn at random from the twin.
    """
    scenario = SCENARIOS[settings.scenario]
    policies = sorted(survey.exposures)  # empty when real sources date none of the studied ones: nothing was planted
    causes = [*policies, *(NEIGHBOR_PREFIX + policy for policy in sorted(survey.neighbor_exposures))]
    monthly = [(cause, group, "monthly", _monthly(survey, cause, group)) for cause in causes for group in GROUPS_SHOWN]
    in_points = [(cause, people, definition, 0.0) for cause, people, definition in _cells(causes, ("any", "full"))]
    if not scenario.has_effect or not policies:
        values = [(cause, people, definition, 0.0) for cause, people, definition in _cells(causes, DEFINITIONS)]
    else:
        rows_of = {people: _sampled_rows(survey, people, n_persons, settings.seed) for people in POPULATIONS}
        values = list(_pseudo_true(survey, rows_of, progress))
        in_points = effects_pp(survey, rows_of, exposures_of_causes(survey), in_points)
    columns = ["policy", "population", "exposure_definition", "value"]
    in_log_odds = pd.DataFrame([*monthly, *values], columns=columns).assign(
        estimand="conditional log odds ratio", scale="log_odds"
    )
    points = pd.DataFrame(in_points, columns=columns).assign(
        estimand="average effect on exposed windows", scale=SCALE_PP
    )
    table = pd.concat([in_log_odds, points], ignore_index=True)
    table = table.assign(scenario=settings.scenario, seed=settings.seed, twin_scale=settings.scale)
    return table[list(COLUMNS)]


def _cells(causes: list[str], definitions: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    yield from ((cause, people, definition) for definition in definitions for people in POPULATIONS for cause in causes)


def _monthly(survey: Plan, cause: str, group: str) -> float:
    """Return the planted log odds of a month in force, on average over the months in force where it grows."""
    doses = [dose for dose in survey.doses if dose.policy == cause]
    if not doses or GROUPS.index(group) != AFFECTED_GROUP:
        return 0.0
    rows = (survey.group == AFFECTED_GROUP) & survey.interviews.is_complete
    in_force = survey.exposures_in_truth.get(cause)
    return float(
        sum(
            dose.log_odds
            * (dose.amount[rows].sum() / in_force[rows].sum() if cause in survey.half_years_in_force else 1)
            for dose in doses
        )
    )


def exposures_of_causes(survey: Plan) -> dict[str, np.ndarray]:
    """Return true active shares by cause: each policy, and what neighbours do as a policy of its own."""
    neighbors = {NEIGHBOR_PREFIX + policy: share for policy, share in survey.neighbor_exposures.items()}
    return {**survey.exposures_in_truth, **neighbors}


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


def within_terms(survey: Plan, rows: np.ndarray, definition: str) -> pd.DataFrame:
    """Return what the between-within model splits: each policy by a definition, and the mean share of neighbours."""
    terms = {policy: exposure(share[rows], definition) for policy, share in sorted(survey.exposures_in_truth.items())}
    neighbors = survey.neighbor_exposures.items()
    return pd.DataFrame(terms | {NEIGHBOR_PREFIX + policy: share[rows].mean(axis=1) for policy, share in neighbors})


def _pseudo_true(
    survey: Plan, rows_of: Mapping[str, np.ndarray], progress: Fraction
) -> Iterator[tuple[str, str, str, float]]:
    """Yield what effects make the model converge to; a growing one has values by half-year, and their mean."""
    n_fits = len(DEFINITIONS) * len(POPULATIONS)
    for number, (definition, people) in enumerate((d, p) for d in DEFINITIONS for p in POPULATIONS):
        progress(number / n_fits)
        rows = rows_of[people]
        terms = within_terms(survey, rows, definition).drop(columns=list(survey.half_years_in_force))
        for cause, value in _caused(survey, rows, terms.join(_event_times(survey, rows))).items():
            if cause in terms:
                yield cause, people, definition, value
    for people, (policy, half_years) in ((p, h) for p in POPULATIONS for h in survey.half_years_in_force.items()):
        rows = rows_of[people]
        others = within_terms(survey, rows, "any").drop(columns=list(survey.half_years_in_force))
        found = _caused(survey, rows, others.join(_event_times(survey, rows)))
        yield from _of_event_times(policy, people, np.minimum(half_years[rows], LAST_EVENT_TIME), found)


def _event_times(survey: Plan, rows: np.ndarray) -> pd.DataFrame:
    """Return indicators of half-years in force; the last stands for all later ones too."""
    columns = {}
    for policy, half_years in survey.half_years_in_force.items():
        event_time = np.minimum(half_years[rows], LAST_EVENT_TIME)
        for k in range(LAST_EVENT_TIME + 1):
            columns[f"{policy}_{k}"] = (event_time == k).astype(float)
    return pd.DataFrame(columns, index=range(len(rows)))


def _of_event_times(
    policy: str, people: str, event_time: np.ndarray, found: Mapping[str, float]
) -> Iterator[tuple[str, str, str, float]]:
    """Yield the value of each half-year in force, and for `any` and `full` their mean over exposed windows."""
    values = {k: found[f"{policy}_{k}"] for k in range(LAST_EVENT_TIME + 1) if f"{policy}_{k}" in found}
    yield from ((policy, people, f"event_half_year_{k}", value) for k, value in values.items())
    for definition, first in (("any", 0), ("full", 1)):
        counts = {k: int((event_time == k).sum()) for k in values if k >= first}
        if sum(counts.values()):
            mean = sum(values[k] * n for k, n in counts.items()) / sum(counts.values())
            yield policy, people, definition, float(mean)


def _caused(survey: Plan, rows: np.ndarray, within: pd.DataFrame) -> dict[str, float]:
    """Return the part of the pseudo-true values that the planted effects cause, of terms the design can identify."""
    planted = planted_log_odds(survey, rows)
    if not planted.any():
        return {term: 0.0 for term in within if within[term].nunique() > 1}
    found = fitted_values(survey, rows, within, survey.log_odds[rows])
    without = fitted_values(survey, rows, within, survey.log_odds[rows] - planted)
    # Sums of threads differ in the last bits; the same settings must give the same bytes.
    return {term: round(value - without[term], DECIMALS) for term, value in found.items() if term in without}


def planted_log_odds(survey: Plan, rows: np.ndarray) -> np.ndarray:
    """Return what policies add to the log odds of interviews by reference month (rows, 6); a trend is no policy's."""
    planted = np.zeros((len(rows), survey.log_odds.shape[1]))
    for dose in survey.doses:
        if dose.policy is not None:
            planted += dose.log_odds * dose.amount[rows]
    return planted * (survey.group[rows] == AFFECTED_GROUP)[:, None]


def fitted_values(survey: Plan, rows: np.ndarray, within: pd.DataFrame, log_odds: np.ndarray) -> dict[str, float]:
    """Return what the within terms that the design can identify converge to at the log odds (rows, 6)."""
    # Imported here: compiling the estimators takes seconds that a run without fits should not pay.
    from analysis.pseudo_truth import pseudo_true_values

    values = pseudo_true_values(
        survey.interviews.linked_person[rows],
        log_odds,
        INTERCEPT_SD,
        within,
        time_effects(survey.interviews.month[rows], survey.interviews.household_interview[rows]),
    )
    found = values.set_index("term")["value"]
    return {term: float(found[term]) for term in within if not np.isnan(found[term])}


def _sampled_rows(survey: Plan, people: str, n_persons: int, seed: int) -> np.ndarray:
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
