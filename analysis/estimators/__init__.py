"""Estimators: DataFrames in, a result object with a tidy `.table` out.

Public names are loaded on first use: some rest on libraries that take seconds to import.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME_OF = {
    "ConditionalLogitResult": "analysis.estimators.conditional.result",
    "EstimatorResult": "analysis.estimators.result",
    "RandomInterceptResult": "analysis.estimators.random_intercept.result",
    "WithinComparison": "analysis.estimators.conditional.comparison",
    "between_within_logit": "analysis.estimators.random_intercept.between_within",
    "compare_within_estimates": "analysis.estimators.conditional.comparison",
    "conditional_logit": "analysis.estimators.conditional.fit",
    "null_model": "analysis.estimators.random_intercept.null_model",
    "random_intercept_logit": "analysis.estimators.random_intercept.fit",
}
__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'analysis.estimators' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
