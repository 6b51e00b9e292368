"""Which module makes the model of which estimator; loaded on first use, for some rest on slow libraries."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from analysis.models.output import ModelOutput
from analysis.models.task import ModelTask

_MODULE_OF = {
    "between_within_logit": "analysis.models.between_within",
}


def model_of(estimator: str) -> Callable[[ModelTask], ModelOutput]:
    """The estimator's `estimate`; raises KeyError for an unknown estimator."""
    return import_module(_MODULE_OF[estimator]).estimate
