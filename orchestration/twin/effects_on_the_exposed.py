"""What policies do to the probability of a victimization in six months, in percentage points, without noise.

The contrast is each exposed window as it was against the same window without what the policy planted, the person
intercept integrated out: the average effect on the exposed, which a linear probability model is after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from orchestration.twin.hazards import AFFECTED_GROUP
from orchestration.twin.persons import INTERCEPT_SD
from orchestration.twin.survey import Plan

SCALE_PP = "percentage_points"
N_QUADRATURE_POINTS = 21
Cell = tuple[str, str, str, float]


def effects_pp(
    survey: Plan, rows_of: Mapping[str, np.ndarray], exposures: Mapping[str, np.ndarray], cells: Iterable[Cell]
) -> list[Cell]:
    """Return the cells (cause, population, definition, value) with their values; a cell nobody is in is left out.

    `rows_of` are the interviews of each population; windows count as exposed by `any` or `full` of `exposures`.
    """
    found = []
    for cause, people, definition, _ in cells:
        rows, share = rows_of[people], exposures[cause][rows_of[people]]
        is_exposed = (share > 0).any(axis=1) if definition == "any" else (share >= 1.0).all(axis=1)
        if is_exposed.any():
            found.append((cause, people, definition, _mean_effect_pp(survey, cause, rows[is_exposed])))
    return found


def _mean_effect_pp(survey: Plan, cause: str, rows: np.ndarray) -> float:
    affected = rows[survey.group[rows] == AFFECTED_GROUP]
    doses = [dose for dose in survey.doses if dose.policy == cause]
    if not doses or not len(affected):
        return 0.0
    planted = sum(dose.log_odds * dose.amount[affected] for dose in doses)
    with_policy = six_month_chance(survey.log_odds[affected])
    without = six_month_chance(survey.log_odds[affected] - planted)
    return float(100 * (with_policy - without).sum() / len(rows))


def six_month_chance(log_odds: np.ndarray) -> np.ndarray:
    """Return the chance of at least one event in the months of each row (n, 6), averaged over person intercepts."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(N_QUADRATURE_POINTS)
    chance = np.zeros(len(log_odds))
    for node, weight in zip(nodes, weights / weights.sum(), strict=True):
        nothing = np.prod(1.0 + np.exp(log_odds + INTERCEPT_SD * node), axis=1)
        chance += weight * (1.0 - 1.0 / nothing)
    return chance
