"""Which function makes the model of which estimator; loaded on first use, for some rest on slow libraries."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from analysis.models.output import ModelOutput
from analysis.models.task import ModelTask

_FUNCTION_OF = {
    "between_within_logit": "between_within.estimate",
    "conditional_logit": "conditional.estimate",
    "event_study": "event_study.estimate",
    "gee_logit": "population_average.estimate_gee",
    "matched_did": "matched.estimate",
    "pooled_logit": "population_average.estimate_pooled",
    "staggered_did": "staggered.estimate",
    "survey_logit": "population_average.estimate_survey",
    "triple_difference": "triple_difference.estimate",
    "two_way_effects": "two_way.estimate",
}


def model_of(estimator: str) -> Callable[[ModelTask], ModelOutput]:
    """The function that makes the estimator's model; raises KeyError for an unknown estimator."""
    module, _, function = _FUNCTION_OF[estimator].partition(".")
    return getattr(import_module(f"analysis.models.{module}"), function)
