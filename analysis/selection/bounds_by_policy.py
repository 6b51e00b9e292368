"""Bounds of each policy's effect on violence told half a year later, for selection between the two interviews.

The step is one half-year: who is interviewed now, with the policy in force or not, and is met again or lost.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.linear.result import LinearResult
from analysis.inference.recommendation import ASSIGNMENT_LEVELS
from analysis.results.selection import SELECTION_BOUNDS
from analysis.selection.bounds import selection_bounds
from analysis.selection.by_policy import (
    VALUE,
    exposure_column,
    fit_by_policy,
    not_entered,
    of_population,
)
from analysis.selection.measures import EVERY_POPULATION, LOST

OUTCOME = "has_violent_victimization"


def bounds_by_policy(
    panel: pd.DataFrame, policies: Sequence[str], data_version: str, has_synthetic_policy: bool = False
) -> pd.DataFrame:
    """Rows of SELECTION_BOUNDS; arguments as in `selection_by_policy`."""
    later = outcome_half_a_year_later(panel)
    rows = []
    for population in EVERY_POPULATION:
        own = of_population(panel, population)
        is_synthetic = has_synthetic_policy or bool(own["is_synthetic"].any())
        said = {"data_version": data_version, "population": population, "synthetic_inputs": is_synthetic}
        rows += [said | row for row in _rows(own, later.loc[own.index].to_numpy(), policies)]
    return SELECTION_BOUNDS.frame(rows)


def outcome_half_a_year_later(panel: pd.DataFrame) -> pd.Series:
    """[interviews] 0/1 of the person's interview two quarters on, NaN where the panel has none; index as the panel's.

    YEARQ is year.quarter.
    """
    year = np.floor(panel["yearq"].astype(float))
    quarter = 4 * year + np.round(10 * (panel["yearq"].astype(float) - year))
    own = pd.DataFrame({"idper": panel["idper"], "quarter": quarter.astype(int), "told": panel[OUTCOME].astype(float)})
    later = own.assign(quarter=own["quarter"] - 2)
    found = own[["idper", "quarter"]].merge(later, how="left", on=["idper", "quarter"], validate="one_to_one")
    return pd.Series(found["told"].to_numpy(), index=panel.index)


def _rows(panel: pd.DataFrame, later: np.ndarray, policies: Sequence[str]) -> list[dict[str, object]]:
    is_met = 1 - LOST.numbers(panel)
    # Somebody met again whose interview the panel leaves out is neither lost nor told of.
    is_met = np.where((is_met == 1) & np.isnan(later), np.nan, is_met)
    due, retention = fit_by_policy(panel, is_met, policies)
    met, effect = fit_by_policy(panel, np.where(is_met == 1, later, np.nan), policies)
    rows = []
    for policy in policies:
        row = {"policy": policy, "n_due": len(due)}
        if policy in retention and policy in effect:
            row |= _bounded(due, met, policy, retention[policy], effect[policy])
        else:
            row |= not_entered(met if policy in retention else due, policy)
        rows.append(row)
    return rows


def _bounded(
    due: pd.DataFrame, met: pd.DataFrame, policy: str, retention: LinearResult, effect: LinearResult
) -> dict[str, object]:
    column = exposure_column(policy)
    due_with, met_with = due.loc[due[column] == 1, VALUE], met.loc[met[column] == 1, VALUE]
    counts = {
        "n_retained_with": int(due_with.sum()),
        "n_lost_with": int(len(due_with) - due_with.sum()),
        "n_victims_with": int(met_with.sum()),
    }
    for fit in (retention, effect):
        if fit.status != "ok":
            return counts | {"status": fit.status, "message": fit.message}
    of_retention, of_effect = (fit.table.set_index("term").loc[column] for fit in (retention, effect))
    rate, retained = met_with.mean(), due_with.mean()
    ends = [of_retention[name] for name in ("estimate", "conf_low", "conf_high")]
    own, *others = (selection_bounds(of_effect["estimate"], rate, end, retained) for end in ends)
    return counts | {
        "cluster_level": ASSIGNMENT_LEVELS[policy],
        "effect_pp": 100 * of_effect["estimate"],
        "effect_pp_std_error": 100 * of_effect["std_error"],
        "retention_pp": 100 * of_retention["estimate"],
        "retention_pp_std_error": 100 * of_retention["std_error"],
        "retained_pct": 100 * retained,
        "rate_pct": 100 * rate,
        "trimmed_pct": 100 * own.trimmed,
        "low_pp": 100 * own.low,
        "high_pp": 100 * own.high,
        "low_95_pp": 100 * min(bounds.low for bounds in (own, *others)),
        "high_95_pp": 100 * max(bounds.high for bounds in (own, *others)),
        "worst_low_pp": 100 * own.worst_low,
        "worst_high_pp": 100 * own.worst_high,
        "break_even_ratio": own.break_even_ratio,
        "status": "ok",
        "message": effect.message,
    }
