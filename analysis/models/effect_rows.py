"""Rows of results.estimates from the table of any estimator, with what stands beside a policy's effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from analysis.design.population_design import PopulationDesign
from analysis.estimators.result import EstimatorResult
from analysis.models.advice import advice_fields
from analysis.models.output import Row
from analysis.models.policy_fields import design_analysis, equivalence_fields, exposure_counts, thin_words
from analysis.models.shared_fields import (
    LOG_ODDS,
    PROBABILITY,
    design_fields,
    omission_note,
    omission_rows,
    specification_fields,
)
from analysis.specification import Specification

Component = Callable[[str, str], str]


def effect_rows(
    design: PopulationDesign,
    result: EstimatorResult,
    specification: Specification,
    population: str,
    *,
    is_log_odds: bool,
    component_of: Component = lambda term, component: component,
    cautious_errors: Mapping[str, float] | None = None,
    notes: tuple[str, ...] = (),
) -> list[Row]:
    """One row a row of the result's table and one a term left out.

    component_of: the component a row has among the results. Rows whose term is one of exposure get its counts and, when
    estimated, power, equivalence and, on the probability scale, the effect in percentage points. cautious_errors: by
    term, errors that power is computed from where they are larger than the row's own.
    """
    shared = {
        **specification_fields(specification, population),
        **design_fields(design),
        "scale": LOG_ODDS if is_log_odds else PROBABILITY,
        "n_clusters": result.n_clusters,
    }
    counts = exposure_counts(design)
    message = "; ".join(filter(None, [*design.notes, *notes, omission_note(design), result.message]))
    rows = []
    for record in result.table.to_dict("records"):
        is_estimated = result.status == "ok" and np.isfinite(record["estimate"])
        row = {**shared, **record, "component": component_of(record["term"], record["component"]), "message": message}
        row["status"] = "ok" if is_estimated else "not_estimable" if result.status == "ok" else result.status
        row |= counts.get(record["term"], {})
        if is_estimated and record["term"] in counts and np.isfinite(record["std_error"]):
            cautious = max(record["std_error"], (cautious_errors or {}).get(record["term"], 0.0))
            row |= effect_fields(specification, design, row, counts[record["term"]], cautious, is_log_odds)
            if not is_log_odds:
                row |= {"effect_pp": 100 * row["estimate"], "effect_pp_std_error": 100 * row["std_error"]}
        rows.append(row)
    return rows + [{**shared, **counts.get(omission["term"], {}), **omission} for omission in omission_rows(design)]


def effect_fields(
    specification: Specification,
    design: PopulationDesign,
    row: Mapping[str, Any],
    counts: Mapping[str, int],
    std_error: float,
    is_log_odds: bool,
) -> dict[str, Any]:
    """What stands beside an estimated effect: power, equivalence, the inference to trust, and what thins it.

    row: term, estimate and message. std_error: the one that power and equivalence are computed from.
    """
    scale, event_share = (LOG_ODDS if is_log_odds else PROBABILITY), float(design.outcomes.mean())
    fields: dict[str, Any] = design_analysis(specification, std_error, scale, event_share)
    fields |= equivalence_fields(specification, {**row, "std_error": std_error}, scale, event_share)
    message = "; ".join(filter(None, [thin_words(counts), row["message"]]))
    return fields | {"message": message, **advice_fields(specification, design, row["term"], message)}
