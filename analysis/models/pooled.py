"""Pooled logit and generalised estimating equations, as cross-checks: averages over persons, none held fixed."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.design.design_matrix import build_design
from analysis.estimators import gee_logit, pooled_logit
from analysis.estimators.result import EstimatorResult
from analysis.models.effect_rows import effect_rows
from analysis.models.model_frame import CLUSTER_CODES, OUTCOME, PERSON_CODE, ModelFrame, fit_openly, model_frame
from analysis.models.output import ModelOutput
from analysis.models.task import ModelTask


def estimate_pooled(task: ModelTask) -> ModelOutput:
    """Logit of all interviews, errors by the specification's clusters."""
    cluster = CLUSTER_CODES.get(task.specification.inference[0])
    level = task.specification.confidence_level
    return _estimate(task, lambda frame, left: pooled_logit(frame.frame, OUTCOME, left, cluster, level))


def estimate_gee(task: ModelTask) -> ModelOutput:
    """Exchangeable correlation of a person's interviews, errors by person."""
    level = task.specification.confidence_level
    return _estimate(
        task, lambda frame, left: gee_logit(frame.frame, OUTCOME, PERSON_CODE, left, confidence_level=level)
    )


def _estimate(task: ModelTask, fit) -> ModelOutput:
    specification, population = task.specification, task.population
    design = build_design(task.columns, specification, population)
    frame = model_frame(design)

    def component_of(term: str, _: str = "") -> str:
        return "population_average" if term in frame.effects else "control"

    def fit_terms(left: Sequence[str], frame: ModelFrame = frame) -> EstimatorResult:
        return fit(frame, list(left))

    fitted, _, result = fit_openly(design, list(frame.terms), component_of, fit_terms)
    return ModelOutput(
        effect_rows(fitted, result, specification, population, is_log_odds=True, component_of=component_of)
    )
