"""Inference by draws for the between–within logit: score wild bootstrap, and permutation of whole histories.

Each policy's null model leaves its within term out and is fitted once, on the first draw of any imputation: the tests
ask whether the policy's score could be chance, not how large it is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.design.panel_columns import COUNTY, MONTH, STATE
from analysis.design.population_design import PopulationDesign
from analysis.estimators.random_intercept.design import Design
from analysis.estimators.random_intercept.null_model import NullModel, null_model_of_design
from analysis.estimators.random_intercept.result import RandomInterceptResult
from analysis.inference.assignment_designs import block_assignment, free_assignment
from analysis.inference.histories import CountyHistories
from analysis.inference.recommendation import assignment_level
from analysis.inference.score_bootstrap import score_wild_bootstrap
from analysis.inference.score_permutation import residual_sums_by_county, score_randomization
from analysis.models.cluster_levels import state_of_county, treated_clusters
from analysis.models.county_histories import county_histories
from analysis.models.output import Row
from analysis.models.task import ModelTask

N_DRAWS = 9_999
BOOTSTRAP, RANDOMIZATION = "score_wild_bootstrap", "randomization"


def drawn_inference(
    task: ModelTask, design: PopulationDesign, fit: RandomInterceptResult
) -> dict[tuple[str, str], dict[str, Row]]:
    """By effect, the fields of each inference by draws that the specification asks for."""
    asked = [name for name in (BOOTSTRAP, RANDOMIZATION) if name in task.specification.inference]
    if not asked:
        return {}
    fitting = design.fitting_design("county")
    found: dict[tuple[str, str], dict[str, Row]] = {}
    policies = task.specification.policies if task.drawn_for is None else task.drawn_for
    for policy in policies:
        if (policy, "within") not in design.terms:
            continue
        null = null_model_of_design(fitting, [(policy, "within")], task.specification.points, fit.coefficients)
        fields = found.setdefault((policy, "within"), {})
        if BOOTSTRAP in asked:
            fields[BOOTSTRAP] = _bootstrap_fields(design, fitting, null, policy)
        if RANDOMIZATION in asked and task.inputs.county_activity is not None:
            fields[RANDOMIZATION] = _randomization_fields(task, design, null, policy)
    return found


def _bootstrap_fields(design: PopulationDesign, fitting: Design, null: NullModel, policy: str) -> Row:
    level = assignment_level(policy)
    if null.cluster_scores is None:
        return _failed(null.message)
    scores = null.cluster_scores
    if level == "state":
        counties = pd.unique(design.counties[design.row_start[:-1]])
        codes = np.unique(state_of_county(design)[counties], return_inverse=True)[1]
        scores = np.zeros((int(codes.max()) + 1, scores.shape[1]))
        np.add.at(scores, codes, null.cluster_scores)
    drawn = score_wild_bootstrap(scores, null.bread, null.tested[0], N_DRAWS)
    if drawn.status != "ok":
        return _failed(drawn.message)
    n_treated = treated_clusters(level, design.exposures[policy], design)
    return {"p_value": drawn.p_value, "n_clusters": drawn.n_clusters, "n_treated_clusters": n_treated,
            "n_draws": drawn.n_draws}  # fmt: skip


def _randomization_fields(task: ModelTask, design: PopulationDesign, null: NullModel, policy: str) -> Row:
    if null.residuals is None:
        return _failed(null.message)
    columns = task.columns
    counties = columns.levels(COUNTY)[design.rows].remove_unused_categories()
    months = pd.DatetimeIndex(pd.to_datetime(columns.column(MONTH).to_numpy()[design.rows]))
    known = pd.DatetimeIndex(sorted(months.unique()))
    definition = task.specification.exposure_definition
    histories = county_histories(task.inputs.county_activity, policy, definition, list(counties.categories), known)
    histories, is_known, note = _without_unknown(histories, np.asarray(counties), policy)
    level = assignment_level(policy)
    if level == "state":
        of_state = dict(zip(counties, columns.levels(STATE)[design.rows], strict=True))
        assignment = block_assignment(histories, of_state)
    else:
        assignment = free_assignment(histories)
    sums = residual_sums_by_county(
        _within_persons(null.residuals, design.row_start)[is_known],
        np.asarray(counties)[is_known],
        months.to_numpy()[is_known],
        histories,
    )
    drawn = score_randomization(sums, {policy: assignment}, N_DRAWS)
    if drawn.status != "ok":
        return _failed(drawn.message)
    n_treated = treated_clusters(level, design.exposures[policy], design)
    return {"p_value": float(drawn.table["p_value"].iloc[0]), "n_clusters": assignment.n_units,
            "n_treated_clusters": n_treated, "n_draws": drawn.n_draws, "note": note}  # fmt: skip


def _without_unknown(
    histories: CountyHistories, counties: np.ndarray, policy: str
) -> tuple[CountyHistories, np.ndarray, str]:
    """Histories that are known whole, which rows lie in their counties, and how many counties are left out."""
    is_whole = ~np.isnan(histories.values).any(axis=1)
    kept = replace(histories, counties=histories.counties[is_whole], values=histories.values[is_whole])
    n_left_out = int((~is_whole).sum())
    note = (
        f"{n_left_out} counties left out of the permutation: {policy} is unknown there at times" if n_left_out else ""
    )
    return kept, np.isin(counties, kept.counties), note


def _within_persons(residuals: np.ndarray, row_start: np.ndarray) -> np.ndarray:
    """Residuals less each person's mean: the part that a deviation from the person's mean exposure meets."""
    sizes = np.diff(row_start)
    return residuals - np.repeat(np.add.reduceat(residuals, row_start[:-1]) / sizes, sizes)


def _failed(message: str) -> Row:
    return {"p_value": np.nan, "note": message}
