"""The pooled logit weighted by the survey, with errors by its strata and sampling units."""

from __future__ import annotations

import numpy as np

from analysis.design.design_matrix import build_design
from analysis.estimators import survey_logit
from analysis.models.effect_rows import effect_rows
from analysis.models.model_frame import OUTCOME, fit_openly, model_frame
from analysis.models.output import ModelOutput
from analysis.models.task import ModelTask
from analysis.survey.survey_columns import PSU, STRATUM, WEIGHT, YEAR_GROUP


def estimate(task: ModelTask) -> ModelOutput:
    """Exposures, time and controls; strata of different year groups are different strata."""
    specification, population = task.specification, task.population
    design = build_design(task.columns, specification, population)
    survey = {name: np.asarray(task.columns.column(name))[design.rows] for name in (WEIGHT, STRATUM, PSU, YEAR_GROUP)}
    frame = model_frame(design, extra=survey)

    sample = {"weights": WEIGHT, "strata": STRATUM, "psu": PSU, "year_group": YEAR_GROUP}
    level = specification.confidence_level

    def component_of(term: str, _: str = "") -> str:
        return "population_average" if term in frame.effects else "control"

    fitted, _, result = fit_openly(
        design,
        list(frame.terms),
        component_of,
        lambda left: survey_logit(frame.frame, OUTCOME, left, **sample, confidence_level=level),
    )
    rows = effect_rows(fitted, result, specification, population, is_log_odds=True, component_of=component_of)
    return ModelOutput([{**row, "inference": "design-based"} for row in rows])
