"""A fitted design as rows of results.estimates, with counts, effect sizes and design analysis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.average_effect import average_effect_pp
from analysis.estimators.random_intercept.result import PERSON_INTERCEPT, RandomInterceptResult
from analysis.estimators.result import TABLE_COLUMNS
from analysis.panel_columns import COUNTY, STATE
from analysis.pooled_fit import pool_fits
from analysis.population_design import PopulationDesign
from analysis.power import FEWEST_INFORMATIVE_SWITCHERS, analyse_design, count_exposure
from analysis.specification import Specification

_CLUSTER_LEVELS = {COUNTY: "county", STATE: "state"}


def result_rows(
    design: PopulationDesign, fits: Sequence[RandomInterceptResult], specification: Specification, population: str
) -> list[dict[str, Any]]:
    """One row a term in the model, one a term left out, and one for the intercept's standard deviation.

    fits: one a draw of the imputations, which are pooled.
    """
    result = pool_fits(fits, specification.confidence_level)
    shared = _shared_fields(design, result, specification, population)
    rows = [{**shared, **row} for row in _model_rows(design, result)]
    rows += [
        {**shared, "term": o.term, "component": o.component, "status": o.status, "message": o.message}
        for o in design.omissions
    ]
    policy_fields = _policy_fields(design, result, fits, specification)
    for row in rows:
        if row["component"] in ("within", "between"):
            row.update(policy_fields.get((row["term"], row["component"]), {}))
    order = {"within": 0, "between": 1, "unsplit": 2, "control": 3, "random_intercept": 4}
    return sorted(rows, key=lambda row: order[row["component"]])


def _shared_fields(
    design: PopulationDesign, result: RandomInterceptResult, specification: Specification, population: str
) -> dict[str, Any]:
    level = _CLUSTER_LEVELS.get(specification.cluster or "")
    return {
        "specification_id": specification.specification_id,
        "specification": specification.name,
        "estimand": specification.estimand,
        "outcome": specification.outcome,
        "population": population,
        "estimator": specification.estimator,
        "exposure_definition": specification.exposure_definition,
        "controls_id": specification.controls_id,
        "scale": "log_odds",
        "inference": f"{level} cluster-robust" if level else "model-based",
        "cluster_level": level,
        "n_clusters": result.n_clusters,
        "n_persons": design.n_persons,
        "n_interviews": len(design.outcomes),
        "n_events": int(design.outcomes.sum()),
        "n_informative": int(design.is_informative.sum()),
        "synthetic_inputs": design.is_synthetic,
        "n_imputations": design.n_imputations,
        "log_likelihood": result.log_likelihood,
    }


def _model_rows(design: PopulationDesign, result: RandomInterceptResult) -> list[dict[str, Any]]:
    """Rows of the terms in the model; without a fit they carry its status and no numbers."""
    if result.status == "ok":
        table, message = result.table[list(TABLE_COLUMNS)], _notes(design, result)
        if result.fraction_missing_information is not None:
            table = table.assign(fraction_missing_information=result.fraction_missing_information)
        return [{**row, "status": "ok", "message": message} for row in table.to_dict("records")]
    terms = [("intercept", "control"), *design.terms, (PERSON_INTERCEPT, "random_intercept")]
    return [
        {"term": term, "component": component, "status": result.status, "message": result.message}
        for term, component in terms
    ]


def _notes(design: PopulationDesign, result: RandomInterceptResult) -> str:
    notes = [
        *design.notes,
        *(
            f"{term} imputed in {len(draws.rows):,} interviews: {draws.n_draws} fits pooled by Rubin's rules"
            for (term, _), draws in design.imputed.items()
        ),
    ]
    if design.omissions:
        left_out = ", ".join(f"{o.term} ({o.component})" for o in design.omissions)
        notes.append(f"fitted without {left_out}: see these rows")
    if result.message:
        notes.append(result.message)
    return "; ".join(notes)


def _policy_fields(
    design: PopulationDesign,
    result: RandomInterceptResult,
    fits: Sequence[RandomInterceptResult],
    specification: Specification,
) -> dict[tuple[str, str], dict[str, Any]]:
    """Counts for both rows of a policy; effect and design analysis for an estimated within row."""
    fields: dict[tuple[str, str], dict[str, Any]] = {}
    if not len(design.outcomes):
        return fields
    for policy, exposure in design.exposures.items():
        counts = vars(count_exposure(exposure, design.is_informative, design.row_start, design.counties, design.states))
        fields[policy, "between"] = dict(counts)
        fields[policy, "within"] = dict(counts)
    if result.status != "ok":
        return fields
    effects = _average_effects(design, result, fits)
    for position, row in result.table[result.table["component"] == "within"].iterrows():
        policy = row["term"]
        # A sandwich over few treated clusters collapses; what it then promises of power is not to be believed.
        std_error = np.nanmax([row["std_error"], result.model_errors[position]])
        analysis = analyse_design(std_error, specification.benchmark_odds_ratio)
        fields[policy, "within"] |= {"effect_pp": effects[policy], **vars(analysis)}
        n_informing = fields[policy, "within"]["n_informative_switchers"]
        if n_informing < FEWEST_INFORMATIVE_SWITCHERS:
            words = f"only {n_informing} persons change both exposure and outcome: no evidence either way"
            model_error = f"model-based error {result.model_errors[position]:.4g}"
            fields[policy, "within"]["message"] = "; ".join(filter(None, [words, model_error, _notes(design, result)]))
    return fields


def _average_effects(
    design: PopulationDesign, result: RandomInterceptResult, fits: Sequence[RandomInterceptResult]
) -> dict[str, float]:
    """Average effect of each estimated policy in percentage points: the mean over the draws."""
    within = result.table[result.table["component"] == "within"]["term"]
    effects: dict[str, list[float]] = {policy: [] for policy in within}
    for fit in fits:
        for position, policy in within.items():
            exposure, coefficient = design.exposures[policy], fit.coefficients[position]
            effects[policy].append(average_effect_pp(fit.linear_predictor, exposure, coefficient, fit.sigma))
    return {policy: float(np.mean(values)) for policy, values in effects.items()}
