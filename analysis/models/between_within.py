"""The between–within logit as a model: rows of its terms, of its inferences, and its clusters' influence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.design.design_matrix import build_design
from analysis.design.population_design import PopulationDesign
from analysis.estimators.random_intercept.design import INTERCEPT, Design
from analysis.estimators.random_intercept.null_model import null_model_of_design
from analysis.estimators.random_intercept.result import PERSON_INTERCEPT, RandomInterceptResult
from analysis.estimators.result import TABLE_COLUMNS
from analysis.models.average_effect import AverageEffect, average_effects, pool_effects
from analysis.models.between_within_fit import fit_openly, with_draw
from analysis.models.cluster_levels import EffectEstimates
from analysis.models.drawn_inference import NullFit, drawn_inference
from analysis.models.effect_rows import effect_fields
from analysis.models.inference_rows import inference_rows
from analysis.models.output import ModelOutput, Row
from analysis.models.policy_fields import exposure_counts, thin_words
from analysis.models.policy_influence import policy_influence
from analysis.models.pooled_fit import pool_fits
from analysis.models.shared_fields import (
    LOG_ODDS,
    design_fields,
    omission_note,
    omission_rows,
    specification_fields,
)
from analysis.models.task import ModelTask
from analysis.specification import Specification

INTERACTION = "*"
_ORDER = {"within": 0, "between": 1, "unsplit": 2, "control": 3, "random_intercept": 4}


def estimate(task: ModelTask) -> ModelOutput:
    """Build the design, fit it openly, and report."""
    specification, population = task.specification, task.population
    design = build_design(task.columns, specification, population)
    design, fits, fitting = fit_openly(design, specification, task.starts.get(population) or task.starts.get("all"))
    rows = result_rows(design, fits, specification, population)
    if any(row["status"] == "ok" for row in rows):
        task.starts[population] = {
            (row["term"], row["component"]): row["estimate"] for row in rows if row["status"] == "ok"
        }
    effects = effect_estimates(fits, design, specification)
    if effects is None:
        return ModelOutput(rows)
    drawn = drawn_inference(task, design, _with_within(design, specification), _null_fits(design, fitting, fits))
    inferences = inference_rows(specification, population, design, effects, drawn)
    return ModelOutput(rows, inferences, influence=policy_influence(effects, design, task.columns))


def _with_within(design: PopulationDesign, specification: Specification) -> list[str]:
    """Policies with a within effect in the model."""
    return [policy for policy in specification.policies if (policy, "within") in design.terms]


def _null_fits(
    design: PopulationDesign, fitting: Design, fits: Sequence[RandomInterceptResult]
) -> Callable[[str], NullFit]:
    """The model without a policy's within term, its between term left in; begun where the full one ended.

    fitting: the design as assembled for the last of the fits.
    """
    fit, counties = fits[0], pd.unique(design.counties[design.row_start[:-1]])
    first = cache(lambda: with_draw(fitting.clustered(design.cluster_codes("county"), "county"), design, 0))

    def null_fit(policy: str) -> NullFit:
        tested = [(policy, "within")]
        null = null_model_of_design(first(), tested, fit.points, fit.coefficients, fit.model_covariance)
        row = [tuple(pair) for pair in fit.table[["term", "component"]].to_numpy()].index((policy, "within"))
        at_fit = fit.influence[:, row], fit.coefficients[row], fit.model_errors[row]
        return NullFit.of(null, null.tested[0], counties, *at_fit)

    return null_fit


def effect_estimates(
    fits: Sequence[RandomInterceptResult], design: PopulationDesign, specification: Specification
) -> EffectEstimates | None:
    """The within effects with what their errors are made of; None without a fit.

    Draws of imputations agree on the influence but for what imputation adds, which is in `between_draws`.
    """
    if any(fit.status != "ok" for fit in fits):
        return None
    within = fits[0].table.index[fits[0].table["component"] == "within"].to_numpy()
    coefficients = np.array([fit.coefficients[within] for fit in fits])
    has_counties = specification.inference[0] == "county"
    return EffectEstimates(
        terms=tuple((fits[0].table["term"][c], "within") for c in within),
        estimates=coefficients.mean(axis=0),
        model_errors=np.sqrt(np.mean([fit.model_errors[within] ** 2 for fit in fits], axis=0)),
        influence=np.mean([fit.influence[:, within] for fit in fits], axis=0) if has_counties else None,
        counties=pd.unique(design.counties[design.row_start[:-1]]) if has_counties else None,
        between_draws=_variance_between(coefficients),
    )


def result_rows(
    design: PopulationDesign, fits: Sequence[RandomInterceptResult], specification: Specification, population: str
) -> list[Row]:
    """One row a term in the model, one a term left out, and one for the intercept's standard deviation.

    fits: one a draw of the imputations, which are pooled.
    """
    result = pool_fits(fits, specification.confidence_level)
    shared = {
        **specification_fields(specification, population),
        **design_fields(design),
        "scale": LOG_ODDS,
        "n_clusters": result.n_clusters,
        "log_likelihood": result.log_likelihood,
    }
    rows = [{**shared, **row} for row in [*_model_rows(design, result), *omission_rows(design)]]
    policy_fields = _policy_fields(design, result, fits, specification)
    for row in rows:
        if row["component"] in ("within", "between"):
            row.update(policy_fields.get((row["term"], row["component"]), {}))
    return sorted(rows, key=lambda row: _ORDER[row["component"]])


def _variance_between(coefficients: np.ndarray) -> np.ndarray:
    """[effects] what imputation adds to the variances, by Rubin's rules; zero of a single draw."""
    n_draws = len(coefficients)
    if n_draws == 1:
        return np.zeros(coefficients.shape[1])
    return (1 + 1 / n_draws) * coefficients.var(axis=0, ddof=1)


def _model_rows(design: PopulationDesign, result: RandomInterceptResult) -> list[Row]:
    """Rows of the terms in the model; without a fit they carry its status and no numbers."""
    if result.status == "ok":
        table, message = result.table[list(TABLE_COLUMNS)], _notes(design, result)
        if result.fraction_missing_information is not None:
            table = table.assign(fraction_missing_information=result.fraction_missing_information)
        return [{**row, "status": "ok", "message": message} for row in table.to_dict("records")]
    terms = [INTERCEPT, *design.terms, (PERSON_INTERCEPT, "random_intercept")]
    return [
        {"term": term, "component": component, "status": result.status, "message": result.message}
        for term, component in terms
    ]


def _notes(design: PopulationDesign, result: RandomInterceptResult) -> str:
    imputed = [
        f"{term} imputed in {len(draws.rows):,} interviews: {draws.n_draws} fits pooled by Rubin's rules"
        for (term, _), draws in design.imputed.items()
    ]
    return "; ".join(filter(None, [*design.notes, *imputed, omission_note(design), result.message]))


def _policy_fields(
    design: PopulationDesign,
    result: RandomInterceptResult,
    fits: Sequence[RandomInterceptResult],
    specification: Specification,
) -> dict[tuple[str, str], dict[str, Any]]:
    """Counts for both rows of a policy; effect and design analysis for an estimated within row."""
    counts = exposure_counts(design)
    fields: dict[tuple[str, str], dict[str, Any]] = {
        (term, part): dict(found) for term, found in counts.items() for part in ("within", "between")
    }
    if result.status != "ok":
        return fields
    effects = pooled_average_effects(design, fits, specification.confidence_level)
    for position, row in result.table[result.table["component"] == "within"].iterrows():
        fields[row["term"], "within"] |= _within_fields(
            design, result, specification, position, row, effects.get(row["term"]), counts[row["term"]]
        )
    return fields


def _within_fields(
    design: PopulationDesign,
    result: RandomInterceptResult,
    specification: Specification,
    position: int,
    row: Mapping[str, Any],
    effect: AverageEffect | None,
    counts: Mapping[str, int],
) -> dict[str, Any]:
    # A sandwich over few treated clusters collapses; what it then promises of power is not to be believed.
    model_error = result.model_errors[position]
    cautious = float(np.nanmax([row["std_error"], model_error]))
    error_words = f"model-based error {model_error:.4g}" if thin_words(counts) else ""
    message = "; ".join(filter(None, [error_words, _notes(design, result)]))
    fields = effect_fields(specification, design, {**row, "message": message}, counts, cautious, is_log_odds=True)
    if effect is not None:
        fields |= {"effect_pp": effect.effect_pp, "effect_pp_std_error": effect.std_error_pp}
    return fields


def pooled_average_effects(
    design: PopulationDesign, fits: Sequence[RandomInterceptResult], confidence_level: float
) -> dict[str, AverageEffect]:
    """Average effect of each estimated policy with its error, pooled over the draws by Rubin's rules.

    An interaction has none: its term cannot go from 0 to 1 while the policy it is part of stays.
    """
    table = fits[0].table
    within = [term for term in table["term"][table["component"] == "within"] if INTERACTION not in term]
    exposures = {policy: design.exposures[policy] for policy in within}
    by_draw = []
    for draw, fit in enumerate(fits):
        drawn = design.drawn_columns(draw)
        columns = [drawn.get(c, column) for c, column in enumerate(design.columns)]
        by_draw.append(average_effects(columns, exposures, fit, confidence_level))
    complete = np.inf if fits[0].n_clusters is None else fits[0].n_clusters - 1
    return {
        policy: pool_effects([effects[policy] for effects in by_draw], complete, confidence_level)
        for policy in exposures
    }
