"""Which inference to trust for an effect, from how many places are treated and where those live who inform it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.design.exposures import policy_of
from analysis.design.population_design import PopulationDesign
from analysis.inference.recommendation import RANDOMIZATION as RANDOMIZATION_INFERENCE
from analysis.inference.recommendation import (
    REFUSED,
    SANDWICH,
    SCORE_BOOTSTRAP,
    Recommendation,
    assignment_level,
    effective_number,
    recommended_inference,
)
from analysis.models.cluster_levels import switchers_by_cluster, treated_clusters
from analysis.specification import Specification

_NAMES = {
    SCORE_BOOTSTRAP: "score_wild_bootstrap",
    RANDOMIZATION_INFERENCE: "randomization",
}


def recommendation(specification: Specification, design: PopulationDesign, term: str) -> Recommendation | None:
    """The rule of recommendation.py for a term of exposure; None for an interaction or a term that is no policy's.

    Models offer the bootstrap of scores, the linear ones too: effects that cross clusters, as half-years do, would have
    to be absorbed anew in every sample of the wild cluster bootstrap.
    """
    if term not in design.exposures or "*" in term:
        return None
    exposure, level = design.exposures[term], assignment_level(policy_of(term, specification))
    n_clusters = len(pd.unique(design.counties if level == "county" else design.states))
    n_treated, n_states = (treated_clusters(of, exposure, design) for of in (level, "state"))
    switching = effective_number(switchers_by_cluster(level, exposure, design))
    return recommended_inference(level, n_clusters, n_treated, n_states, effective_switching_clusters=switching)


def advised_inference(advice: Recommendation) -> str:
    """The recommendation by the name inferences have among the results; 'refused' where none is to be trusted."""
    return advice.level if advice.name == SANDWICH else _NAMES.get(advice.name, advice.name)


def advice_fields(specification: Specification, design: PopulationDesign, term: str, message: str) -> dict[str, Any]:
    """recommended_inference of an effect, and its message led by the reason where no inference is to be trusted."""
    advice = recommendation(specification, design, term)
    if advice is None:
        return {}
    fields = {"recommended_inference": advised_inference(advice)}
    if advice.name == REFUSED:
        fields["message"] = "; ".join(filter(None, [advice.reason, message]))
    return fields
