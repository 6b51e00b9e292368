"""Logits that average over persons and hold none fixed: pooled, by estimating equations, and weighted by the survey."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from analysis.design.design_matrix import build_design
from analysis.estimators import gee_logit, pooled_logit, survey_logit
from analysis.estimators.result import EstimatorResult
from analysis.models.effect_rows import effect_rows
from analysis.models.model_frame import CLUSTER_CODES, OUTCOME, PERSON_CODE, fit_openly, model_frame
from analysis.models.output import ModelOutput
from analysis.models.task import ModelTask
from analysis.survey.survey_columns import DESIGN_COLUMNS, PSU, STRATUM, WEIGHT, YEAR_GROUP

Fit = Callable[[pd.DataFrame, list[str]], EstimatorResult]
SAMPLE = {"weights": WEIGHT, "strata": STRATUM, "psu": PSU, "year_group": YEAR_GROUP}


def estimate_pooled(task: ModelTask) -> ModelOutput:
    """Logit of all interviews, errors by the specification's clusters."""
    cluster, level = CLUSTER_CODES.get(task.specification.inference[0]), task.specification.confidence_level
    return _estimate(task, lambda frame, left: pooled_logit(frame, OUTCOME, left, cluster, level))


def estimate_gee(task: ModelTask) -> ModelOutput:
    """Exchangeable correlation of a person's interviews, errors by person."""
    level = task.specification.confidence_level
    return _estimate(task, lambda frame, left: gee_logit(frame, OUTCOME, PERSON_CODE, left, confidence_level=level))


def estimate_survey(task: ModelTask) -> ModelOutput:
    """Weighted by the survey, errors by its strata and sampling units; strata of different year groups differ."""
    level = task.specification.confidence_level
    output = _estimate(
        task, lambda frame, left: survey_logit(frame, OUTCOME, left, **SAMPLE, confidence_level=level), DESIGN_COLUMNS
    )
    return ModelOutput([{**row, "inference": "design-based"} for row in output.estimates])


def _estimate(task: ModelTask, fit: Fit, panel_columns: tuple[str, ...] = ()) -> ModelOutput:
    """panel_columns: those of the panel the fit needs beside outcome, person and terms."""
    specification, population = task.specification, task.population
    design = build_design(task.columns, specification, population)
    extra: Mapping[str, np.ndarray] = {
        name: np.asarray(task.columns.column(name))[design.rows] for name in panel_columns
    }
    frame = model_frame(design, extra=extra)

    def component_of(term: str, _: str = "") -> str:
        return "population_average" if term in frame.effects else "control"

    fitted, _, result = fit_openly(design, list(frame.terms), component_of, lambda left: fit(frame.frame, left))
    return ModelOutput(
        effect_rows(fitted, result, specification, population, is_log_odds=True, component_of=component_of)
    )
