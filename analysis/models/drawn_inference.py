"""Inference by draws for the between–within logit: score wild bootstrap, and permutation of whole histories.

Each policy's null model leaves its within term out and is fitted once, on the first draw of any imputation: the tests
ask whether the policy's score could be chance, not how large it is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.design.population_design import PopulationDesign
from analysis.estimators.random_intercept.null_model import NullModel, null_model_of_design
from analysis.estimators.random_intercept.result import RandomInterceptResult
from analysis.inference.assignment_designs import block_assignment, free_assignment
from analysis.inference.histories import CountyHistories
from analysis.inference.recommendation import assignment_level
from analysis.inference.score_bootstrap import score_wild_bootstrap
from analysis.inference.score_permutation import score_randomization
from analysis.models.cluster_levels import summed_by_state, treated_clusters
from analysis.models.county_histories import county_histories
from analysis.models.interview_cells import InterviewCells, interview_cells
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
    permutes = RANDOMIZATION in asked and task.inputs.county_activity is not None
    cells = interview_cells(task, design) if permutes else None
    found: dict[tuple[str, str], dict[str, Row]] = {}
    policies = task.specification.policies if task.drawn_for is None else task.drawn_for
    for policy in policies:
        if (policy, "within") not in design.terms:
            continue
        null = null_model_of_design(fitting, [(policy, "within")], task.specification.points, fit.coefficients)
        fields = found.setdefault((policy, "within"), {})
        if BOOTSTRAP in asked:
            fields[BOOTSTRAP] = _bootstrap_fields(design, null, policy)
        if cells is not None:
            fields[RANDOMIZATION] = _randomization_fields(task, design, cells, null, policy)
    return found


def _bootstrap_fields(design: PopulationDesign, null: NullModel, policy: str) -> Row:
    level = assignment_level(policy)
    if null.cluster_scores is None:
        return _failed(null.message)
    scores = null.cluster_scores
    if level == "state":
        scores = summed_by_state(scores, pd.unique(design.counties[design.row_start[:-1]]), design)
    drawn = score_wild_bootstrap(scores, null.bread, null.tested[0], N_DRAWS)
    if drawn.status != "ok":
        return _failed(drawn.message)
    n_treated = treated_clusters(level, design.exposures[policy], design)
    return {"p_value": drawn.p_value, "n_clusters": drawn.n_clusters, "n_treated_clusters": n_treated,
            "n_draws": drawn.n_draws}  # fmt: skip


def _randomization_fields(
    task: ModelTask, design: PopulationDesign, cells: InterviewCells, null: NullModel, policy: str
) -> Row:
    if null.residuals is None:
        return _failed(null.message)
    definition = task.specification.exposure_definition
    histories = county_histories(task.inputs.county_activity, policy, definition, cells.counties, cells.months)
    histories, note = _without_unknown(histories, policy)
    level = assignment_level(policy)
    is_by_state = level == "state"
    assignment = block_assignment(histories, cells.state_of) if is_by_state else free_assignment(histories)
    sums = cells.residual_sums(_within_persons(null.residuals, design.row_start), histories)
    drawn = score_randomization(sums, {policy: assignment}, N_DRAWS)
    if drawn.status != "ok":
        return _failed(drawn.message)
    n_treated = treated_clusters(level, design.exposures[policy], design)
    return {"p_value": float(drawn.table["p_value"].iloc[0]), "n_clusters": assignment.n_units,
            "n_treated_clusters": n_treated, "n_draws": drawn.n_draws, "note": note}  # fmt: skip


def _without_unknown(histories: CountyHistories, policy: str) -> tuple[CountyHistories, str]:
    """Histories that are known whole, and how many counties are left out."""
    is_whole = ~np.isnan(histories.values).any(axis=1)
    kept = replace(histories, counties=histories.counties[is_whole], values=histories.values[is_whole])
    n_left_out = int((~is_whole).sum())
    if not n_left_out:
        return kept, ""
    return kept, f"{n_left_out} counties left out of the permutation: {policy} is unknown there at times"


def _within_persons(residuals: np.ndarray, row_start: np.ndarray) -> np.ndarray:
    """Residuals less each person's mean: the part that a deviation from the person's mean exposure meets."""
    sizes = np.diff(row_start)
    return residuals - np.repeat(np.add.reduceat(residuals, row_start[:-1]) / sizes, sizes)


def _failed(message: str) -> Row:
    return {"p_value": np.nan, "note": message}
