"""Estimates from the finished marts: DataFrames in, results out.

Imports neither the orchestrator nor the warehouse. Public names are loaded on first use, so that a caller
who wants one part does not wait for the compiled estimators.
"""

from __future__ import annotations

from analysis.lazy_names import lazy_names

_HOME_OF = {
    "Specification": "analysis.specification.specification",
    "average_effects": "analysis.models.average_effect",
    "between_within_logit": "analysis.estimators",
    "empty_results": "analysis.results.estimates",
    "estimate_all": "analysis.models.estimate_all",
    "load_specifications": "analysis.specification.registry",
    "pseudo_true_values": "analysis.pseudo_truth",
    "random_intercept_logit": "analysis.estimators",
}
__getattr__, __dir__, __all__ = lazy_names(__name__, _HOME_OF)
