"""Inference by draws: score wild bootstrap, and permutation of whole histories.

Each policy's null model leaves its effect out and is fitted once, on the first draw of any imputation: the tests ask
whether the policy's score could be chance, not how large it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from analysis.design.population_design import PopulationDesign
from analysis.estimators.conditional.null_model import ConditionalNullModel
from analysis.estimators.random_intercept.null_model import NullModel
from analysis.inference.assignment_designs import block_assignment, free_assignment
from analysis.inference.histories import CountyHistories
from analysis.inference.recommendation import assignment_level
from analysis.inference.score_bootstrap import score_wild_bootstrap
from analysis.inference.score_interval import slopes_to_estimate
from analysis.inference.score_permutation import score_randomization
from analysis.models.advice import advised_inference, recommendation
from analysis.models.cluster_levels import summed_by_state, treated_clusters
from analysis.models.county_histories import county_histories
from analysis.models.interview_cells import InterviewCells, interview_cells
from analysis.models.output import Row
from analysis.models.task import ModelTask
from analysis.specification.choices import BY_DRAWS, RECOMMENDED

N_DRAWS = 9_999
BOOTSTRAP, RANDOMIZATION = BY_DRAWS


@dataclass(frozen=True)
class NullFit:
    """A model without the effect of one policy.

    scores [counties, parameters], bread [parameters, same] and tested (a position) as `score_wild_bootstrap` takes
    them; counties: [counties] codes as in the design; residuals: [rows of the design] derivative of the log-likelihood
    by linear predictor. slopes: [counties] as `score_wild_bootstrap` takes them. message: why there is none, the arrays
    are then None.
    """

    scores: np.ndarray | None
    bread: np.ndarray | None
    tested: int
    counties: np.ndarray | None
    residuals: np.ndarray | None
    slopes: np.ndarray | None
    message: str = ""

    @classmethod
    def of(
        cls, null: NullModel | ConditionalNullModel, tested: int, counties: np.ndarray,
        influence: np.ndarray, estimate: float, model_error: float,
    ) -> NullFit:  # fmt: skip
        """The null model beside the fit with the effect: influence [counties], estimate and error of the effect."""
        if null.cluster_scores is None:
            return cls(None, None, tested, None, None, None, null.message)
        contributions = null.cluster_scores @ null.bread[tested]
        slopes = slopes_to_estimate(contributions, influence, estimate, model_error, null.slopes)
        return cls(null.cluster_scores, null.bread, tested, counties, null.residuals, slopes)


def drawn_inference(
    task: ModelTask, design: PopulationDesign, policies: list[str], null_fit: Callable[[str], NullFit]
) -> dict[tuple[str, str], dict[str, Row]]:
    """By effect, the fields of each inference by draws that the specification asks for.

    policies: those with an effect in the model; null_fit: the model without a policy's.
    """
    found: dict[tuple[str, str], dict[str, Row]] = {}
    cells = None
    for policy in policies:
        draws = draws_to_make(task, design, policy)
        if not draws:
            continue
        null = null_fit(policy)
        fields = found.setdefault((policy, "within"), {})
        if BOOTSTRAP in draws:
            fields[BOOTSTRAP] = _null_bootstrap(task, design, null, policy)
        if RANDOMIZATION in draws and task.inputs.county_activity is not None:
            cells = interview_cells(task, design) if cells is None else cells
            fields[RANDOMIZATION] = _randomization_fields(task, design, cells, null, policy)
    return found


def draws_to_make(task: ModelTask, design: PopulationDesign, policy: str) -> list[str]:
    """Inferences by draws to make for a policy, of those the specification asks for."""
    specification = task.specification
    asks_for_none = not {*BY_DRAWS, RECOMMENDED} & set(specification.inference)
    if asks_for_none or (task.drawn_for is not None and policy not in task.drawn_for):
        return []
    advice = recommendation(specification, design, policy)
    asked = specification.inferences_asked(advised_inference(advice) if advice is not None else None)
    if specification.windows != "all" or specification.unit != "interview":
        # Whole histories are of counties and interview months; a clean window or a month has none of its own.
        asked = tuple(name for name in asked if name != RANDOMIZATION)
    return [name for name, makers in BY_DRAWS.items() if name in asked and specification.estimator in makers]


def bootstrap_fields(
    task: ModelTask,
    design: PopulationDesign,
    scores: np.ndarray,
    bread: np.ndarray,
    tested: int,
    slopes: np.ndarray,
    policy: str,
) -> Row:
    """Fields of a row of results.inferences; arguments as `score_wild_bootstrap`, by cluster of assignment.

    An interval without an end is left out, and it is told.
    """
    level = task.specification.confidence_level
    drawn = score_wild_bootstrap(scores, bread, tested, N_DRAWS, slopes=slopes, confidence_level=level)
    if drawn.status != "ok":
        return _failed(drawn.message)
    n_treated = treated_clusters(assignment_level(policy), design.exposures[policy], design)
    fields = {"p_value": drawn.p_value, "n_clusters": drawn.n_clusters, "n_treated_clusters": n_treated,
              "n_draws": drawn.n_draws}  # fmt: skip
    if np.isfinite([drawn.conf_low, drawn.conf_high]).all():
        return fields | {"conf_low": drawn.conf_low, "conf_high": drawn.conf_high}
    return fields | {"note": "no interval: values however far away are not rejected"}


def _null_bootstrap(task: ModelTask, design: PopulationDesign, null: NullFit, policy: str) -> Row:
    if null.scores is None:
        return _failed(null.message)
    is_by_state = assignment_level(policy) == "state"
    # Slopes are summed over a state's counties as scores are.
    by_cluster = np.column_stack([null.scores, null.slopes])
    if is_by_state:
        by_cluster = summed_by_state(by_cluster, null.counties, design)
    scores, slopes = by_cluster[:, :-1], by_cluster[:, -1]
    return bootstrap_fields(task, design, scores, null.bread, null.tested, slopes, policy)


def _randomization_fields(
    task: ModelTask, design: PopulationDesign, cells: InterviewCells, null: NullFit, policy: str
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
