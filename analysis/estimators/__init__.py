"""Estimators: DataFrames in, a result object with a tidy `.table` out.

Public names are loaded on first use: some rest on libraries that take seconds to import.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME_OF = {
    "EstimatorResult": "analysis.estimators.result",
    "MatchedResult": "analysis.estimators.matched.result",
    "RandomInterceptResult": "analysis.estimators.random_intercept.result",
    "between_within_logit": "analysis.estimators.random_intercept.between_within",
    "match_nearest": "analysis.estimators.matched.nearest",
    "matched_did": "analysis.estimators.matched.panel",
    "matched_difference": "analysis.estimators.matched.cross_section",
    "pairs_at_last_unexposed": "analysis.estimators.matched.panel_windows",
    "random_intercept_logit": "analysis.estimators.random_intercept.fit",
}
__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'analysis.estimators' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
