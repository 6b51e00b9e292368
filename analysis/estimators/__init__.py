"""Estimators: DataFrames in, a result object with a tidy `.table` out.

Public names are loaded on first use: some rest on libraries that take seconds to import.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME_OF = {
    "EstimatorResult": "analysis.estimators.result",
    "PooledResult": "analysis.estimators.pooled.result",
    "RandomInterceptResult": "analysis.estimators.random_intercept.result",
    "SurveyResult": "analysis.estimators.survey_weighted.result",
    "between_within_logit": "analysis.estimators.random_intercept.between_within",
    "gee_logit": "analysis.estimators.pooled.gee",
    "pooled_logit": "analysis.estimators.pooled.pooled_logit",
    "random_intercept_logit": "analysis.estimators.random_intercept.fit",
    "survey_logit": "analysis.estimators.survey_weighted.logit",
    "survey_mean": "analysis.estimators.survey_weighted.totals",
    "survey_ratio": "analysis.estimators.survey_weighted.totals",
    "survey_total": "analysis.estimators.survey_weighted.totals",
}
__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'analysis.estimators' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
