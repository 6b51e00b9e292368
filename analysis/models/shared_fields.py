"""Fields that all rows of a model share: whose interviews, how many, by which method."""

from __future__ import annotations

from typing import Any

from analysis.design.population_design import PopulationDesign
from analysis.specification import Specification

LOG_ODDS, PROBABILITY = "log_odds", "probability"
INFERENCE_WORDS = {
    "model": "model-based",
    "person": "person cluster-robust",
    "county": "county cluster-robust",
    "state": "state cluster-robust",
}


def specification_key(specification: Specification, population: str) -> dict[str, Any]:
    """By what every table of results knows the model, but for the version of the data."""
    return {
        "specification_id": specification.specification_id,
        "specification": specification.name,
        "population": population,
    }


def specification_fields(specification: Specification, population: str) -> dict[str, Any]:
    """What the specification says, as columns of results.estimates."""
    inference = specification.inference[0]
    return {
        **specification_key(specification, population),
        "estimand": specification.estimand,
        "outcome": specification.outcome,
        "estimator": specification.estimator,
        "exposure_definition": specification.exposure_definition,
        "controls_id": specification.controls_id,
        "inference": INFERENCE_WORDS[inference],
        "cluster_level": None if inference == "model" else inference,
        "family": specification.family or specification.name,
    }


def design_fields(design: PopulationDesign) -> dict[str, Any]:
    """Who is in the design, as columns of results.estimates."""
    return {
        "n_persons": design.n_persons,
        "n_interviews": len(design.outcomes),
        "n_events": int(design.outcomes.sum()),
        "n_informative": int(design.is_informative.sum()),
        "synthetic_inputs": design.is_synthetic,
        "n_imputations": design.n_imputations,
    }


def omission_rows(design: PopulationDesign) -> list[dict[str, Any]]:
    """One row a term left out, with its status and reason."""
    return [
        {"term": o.term, "component": o.component, "status": o.status, "message": o.message} for o in design.omissions
    ]


def omission_note(design: PopulationDesign) -> str:
    """Which terms the model does without, for the message of the others; empty when it has all."""
    if not design.omissions:
        return ""
    left_out = ", ".join(f"{o.term} ({o.component})" for o in design.omissions)
    return f"fitted without {left_out}: see these rows"
