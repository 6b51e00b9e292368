"""The row of a model that has no terms to show: its status and message stand all the same."""

from __future__ import annotations

from analysis.design.population_design import PopulationDesign
from analysis.estimators.result import EstimatorResult
from analysis.models.output import Row
from analysis.models.policy_fields import exposure_counts
from analysis.models.shared_fields import PROBABILITY, design_fields, specification_fields
from analysis.specification import Specification


def row_without_terms(
    design: PopulationDesign,
    result: EstimatorResult,
    specification: Specification,
    population: str,
    term: str,
    component: str,
) -> Row:
    """Counts of the term's exposure and why there is no estimate."""
    return {
        **specification_fields(specification, population),
        **design_fields(design),
        **exposure_counts(design).get(term, {}),
        "scale": PROBABILITY,
        "term": term,
        "component": component,
        "status": "not_estimable" if result.status == "ok" else result.status,
        "message": result.message,
    }
