"""What changes with a policy beside victimization: each measure in the place of the outcome, all policies at once.

County and half-year have an effect each, persons have none: a change in who is asked is a difference between persons.
Errors are clustered where a policy was assigned: by state for Secure Communities, by county for agreements.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators import two_way_effects
from analysis.estimators.linear.result import LinearResult
from analysis.inference.multiple_testing import adjust_p_values
from analysis.inference.recommendation import ASSIGNMENT_LEVELS
from analysis.results.selection import SELECTION
from analysis.selection.measures import EVERY_POPULATION, MEASURES, POINTS, YEARS, Measure

COUNTY, HALF_YEAR, GROUP = "county_fips", "reference_half_year", "population_group"
CLUSTERS = {"county": COUNTY, "state": "state_fips"}
VALUE = "measure_value"


def selection_by_policy(
    panel: pd.DataFrame, policies: Sequence[str], data_version: str, has_synthetic_policy: bool = False
) -> pd.DataFrame:
    """Rows of SELECTION.

    panel: marts.respondent_periods, a row an interview. has_synthetic_policy: whether a policy's dates are made up,
    which marks every row, for all policies are in each model. A policy without a source, or in force in every interview
    or none, keeps a row that says so.
    """
    rows: list[dict[str, object]] = []
    for population in EVERY_POPULATION:
        own = of_population(panel, population)
        is_synthetic = has_synthetic_policy or bool(own["is_synthetic"].any())
        said = {"data_version": data_version, "population": population, "synthetic_inputs": is_synthetic}
        rows += [said | row for m in MEASURES if population in m.populations for row in _rows(own, m, policies)]
    tested = pd.DataFrame(rows, columns=list(SELECTION.columns)).assign(family=SELECTION.name)
    adjusted = adjust_p_values(tested, "family")["adjusted_p_value"]
    rows = [{**row, "p_holm": p_value} for row, p_value in zip(rows, adjusted, strict=True)]
    return SELECTION.frame(rows)


def of_population(panel: pd.DataFrame, population: str) -> pd.DataFrame:
    """The interviews of a group, or all."""
    return panel if population == "all" else panel[panel[GROUP] == population]


def exposure_column(policy: str) -> str:
    """Whether the policy was in force in any month of the reference period."""
    return f"exposure_any_{policy}"


def fit_by_policy(
    panel: pd.DataFrame, values: np.ndarray, policies: Sequence[str]
) -> tuple[pd.DataFrame, dict[str, LinearResult]]:
    """Fit values on the exposures; return the rows used, with values in VALUE, and the fit of each policy entered.

    The fits differ in the clusters of their errors alone. Rows whose value or exposure is not known are left out.
    """
    places = [*CLUSTERS.values(), HALF_YEAR]
    known = panel.assign(**{VALUE: values})[[VALUE, *places, *map(exposure_column, policies)]]
    sourced = [policy for policy in policies if known[exposure_column(policy)].notna().any()]
    known = known.dropna(subset=[VALUE, *places, *map(exposure_column, sourced)])
    known = known.astype({exposure_column(policy): float for policy in sourced})
    entered = [policy for policy in sourced if known[exposure_column(policy)].nunique() == 2]
    terms = [exposure_column(policy) for policy in entered]
    fits = {
        level: two_way_effects(known, VALUE, terms, COUNTY, HALF_YEAR, cluster=CLUSTERS[level])
        for level in {ASSIGNMENT_LEVELS[policy] for policy in entered}
    }
    return known, {policy: fits[ASSIGNMENT_LEVELS[policy]] for policy in entered}


def not_entered(known: pd.DataFrame, policy: str) -> dict[str, object]:
    """Why a policy has no estimate."""
    if known[exposure_column(policy)].isna().all() and len(known):
        return {"status": "refused", "message": "no source dates this policy"}
    return {
        "status": "not_estimable",
        "message": f"in force in every one of {len(known):,} interviews, or in none: nothing to compare",
    }


def _rows(panel: pd.DataFrame, measure: Measure, policies: Sequence[str]) -> list[dict[str, object]]:
    scale = 1.0 if measure.unit == YEARS else 100.0
    known, fits = fit_by_policy(panel, scale * measure.numbers(panel), policies)
    shared = {
        "measure": measure.name,
        "kind": measure.kind,
        "unit": measure.unit,
        "n_interviews": len(known),
    }
    rows = []
    for policy in policies:
        told = _estimated(fits[policy], policy) if policy in fits else not_entered(known, policy)
        rows.append({"policy": policy, **shared, **_described(known, policy, measure), **told})
    return rows


def _described(known: pd.DataFrame, policy: str, measure: Measure) -> dict[str, object]:
    if known[exposure_column(policy)].isna().all():
        return {}
    is_with = known[exposure_column(policy)] == 1
    with_policy, without = known.loc[is_with, VALUE], known.loc[~is_with, VALUE]
    found = {"n_with": len(with_policy), "mean_with": with_policy.mean(), "mean_without": without.mean()}
    if measure.unit == POINTS:
        found |= {"n_marked_with": int((with_policy > 0).sum()), "n_marked_without": int((without > 0).sum())}
    return found


def _estimated(fit: LinearResult, policy: str) -> dict[str, object]:
    row = fit.table[fit.table["term"] == exposure_column(policy)].iloc[0]
    kept = ("estimate", "std_error", "conf_low", "conf_high", "p_value")
    return {name: row[name] for name in kept} | {
        "cluster_level": ASSIGNMENT_LEVELS[policy],
        "n_clusters": fit.n_clusters,
        "status": fit.status,
        "message": fit.message,
    }
