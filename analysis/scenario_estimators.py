"""Estimators as the scenario study calls them: a panel in, rows (term, population, estimate, std_error) out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.design.populations import is_of_population

POLICIES = ("secure_communities", "287g_jail", "287g_task_force", "anti_detainer")
HALF_YEAR, INTERVIEW_NUMBER = "reference_half_year", "interview_number"


def between_within_rows(
    panel: pd.DataFrame,
    time_effects: Sequence[str] = (HALF_YEAR, INTERVIEW_NUMBER),
    definition: str = "any",
    populations: Sequence[str] = ("latino",),
    policies: Sequence[str] = POLICIES,
    outcome: str = "has_violent_victimization",
) -> pd.DataFrame:
    """Within effects of the between-within logit with county clusters, by population.

    time_effects: columns whose levels enter as dummies, unsplit; none for the naive model. A policy that cannot be
    estimated is left out of the model and its estimate is missing.
    """
    groups = pd.Categorical(panel["population_group"])
    parts = []
    for population in populations:
        members = panel[is_of_population(groups, population)]
        parts.append(
            _within_effects(members, time_effects, definition, policies, outcome).assign(population=population)
        )
    return pd.concat(parts, ignore_index=True)


def _within_effects(
    members: pd.DataFrame, time_effects: Sequence[str], definition: str, policies: Sequence[str], outcome: str
) -> pd.DataFrame:
    from analysis.estimators import between_within_logit

    dummies = _dummies(members, time_effects)
    terms = {policy: f"exposure_{definition}_{policy}" for policy in policies}
    frame = members[["idper", "county_fips", outcome, *terms.values()]].join(dummies)
    within, unsplit = list(terms.values()), list(dummies)
    while within:
        result = between_within_logit(frame, outcome, "idper", within, unsplit=unsplit, cluster="county_fips")
        faulty = {term for term, _ in result.faulty_terms}
        if result.status == "ok" or not faulty:
            break
        within = [term for term in within if term not in faulty]
        unsplit = [term for term in unsplit if term not in faulty]
    found = {}
    if within and result.status == "ok":
        rows = result.table[result.table["component"] == "within"]
        found = {row.term: (row.estimate, row.std_error) for row in rows.itertuples()}
    estimates = [found.get(column, (np.nan, np.nan)) for column in terms.values()]
    rows = pd.DataFrame(estimates, columns=["estimate", "std_error"]).assign(term=list(terms))
    return rows.assign(n_informative_switchers=_informative_switchers(frame, list(terms.values()), outcome))


def _informative_switchers(frame: pd.DataFrame, columns: Sequence[str], outcome: str) -> np.ndarray:
    """Persons whose exposure and whose outcome vary, by exposure."""
    by_person = frame.groupby("idper")[[outcome, *columns]]
    varies = by_person.max().astype(float) > by_person.min().astype(float)
    return varies[list(columns)].to_numpy()[varies[outcome].to_numpy()].sum(axis=0)


def _dummies(members: pd.DataFrame, time_effects: Sequence[str]) -> pd.DataFrame:
    """Indicators of the levels of each column, its first level left out."""
    columns = {}
    for name in time_effects:
        codes, levels = pd.factorize(members[name], sort=True)
        columns |= {f"{name}_{level}": (codes == c).astype(float) for c, level in enumerate(levels) if c}
    return pd.DataFrame(columns, index=members.index)
