"""The person fixed-effects logit as a model: only what varies within persons enters, and who informs it is told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.design.design_matrix import build_design
from analysis.estimators import conditional_logit
from analysis.estimators.conditional.null_model import conditional_null_model
from analysis.estimators.conditional.result import ConditionalLogitResult
from analysis.models.cluster_levels import EffectEstimates
from analysis.models.drawn_inference import NullFit, drawn_inference
from analysis.models.effect_rows import effect_rows
from analysis.models.inference_rows import inference_rows
from analysis.models.model_frame import COUNTY_CODE, OUTCOME, PERSON_CODE, fit_openly, model_frame
from analysis.models.output import ModelOutput
from analysis.models.policy_influence import policy_influence
from analysis.models.task import ModelTask
from analysis.power import varies_within_person


def estimate(task: ModelTask) -> ModelOutput:
    """Fit exposures, time and varying controls; controls that no interview changes are absorbed by the persons."""
    specification, population = task.specification, task.population
    design = build_design(task.columns, specification, population)
    frame = model_frame(design)
    values = {term: frame.frame[term].to_numpy() for term in frame.others}
    varying = [term for term, column in values.items() if varies_within_person(column, design.row_start).any()]
    effects, level = set(frame.effects), specification.confidence_level

    def component_of(term: str, _: str = "") -> str:
        return "within" if term in effects else "unsplit" if (term, "unsplit") in design.terms else "control"

    fitted, left, result = fit_openly(
        design,
        [*frame.effects, *varying],
        component_of,
        lambda left: conditional_logit(frame.frame, OUTCOME, PERSON_CODE, left, COUNTY_CODE, level),
    )
    n_absorbed = len(values) - len(varying)
    notes = (f"{n_absorbed} terms that nobody changes are absorbed by the persons",) if n_absorbed else ()
    estimates = _effect_estimates(result, effects) if result.status == "ok" else None
    rows = effect_rows(
        fitted, result, specification, population, is_log_odds=True, component_of=component_of, notes=notes,
        cautious_errors=None if estimates is None else _model_errors(estimates),
    )  # fmt: skip
    if estimates is None:
        return ModelOutput(rows)
    rows = [{**row, "log_likelihood": result.log_likelihood} for row in rows]
    policies = [policy for policy in specification.policies if policy in left]
    drawn = drawn_inference(task, fitted, policies, lambda policy: _null_fit(frame.frame, left, policy, result))
    inferences = inference_rows(specification, population, fitted, estimates, drawn)
    return ModelOutput(rows, inferences, influence=policy_influence(estimates, fitted, task.columns))


def _null_fit(frame: pd.DataFrame, terms: Sequence[str], policy: str, fit: ConditionalLogitResult) -> NullFit:
    null = conditional_null_model(frame, OUTCOME, PERSON_CODE, terms, policy, COUNTY_CODE)
    at_fit = fit.influence[:, null.tested], fit.coefficients[null.tested], fit.model_errors[null.tested]
    return NullFit.of(null, null.tested, null.cluster_labels, *at_fit)


def _effect_estimates(result: ConditionalLogitResult, effects: set[str]) -> EffectEstimates:
    positions = np.flatnonzero(result.table["term"].isin(effects))
    return EffectEstimates(
        terms=tuple((term, "within") for term in result.table["term"].iloc[positions]),
        estimates=result.coefficients[positions],
        model_errors=result.model_errors[positions],
        influence=result.influence[:, positions],
        counties=np.asarray(result.cluster_labels),
        between_draws=np.zeros(len(positions)),
    )


def _model_errors(estimates: EffectEstimates) -> dict[str, float]:
    return dict(zip((term for term, _ in estimates.terms), estimates.model_errors, strict=True))
