"""The result of a logit without a person intercept."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.estimators.result import EstimatorResult, table_without_estimates
from analysis.estimators.screening import Fault


@dataclass(frozen=True, kw_only=True)
class PooledResult(EstimatorResult):
    """A pooled logit or generalised estimating equations, or the reason why there is no fit.

    influence       [clusters, terms] of each cluster on the estimates: their outer products sum to the sandwich;
                    cluster_labels [clusters] in the same order; None without clusters
    within_group_correlation  working correlation of estimating equations, else NaN
    """

    n_rows: int = 0
    n_events: int = 0
    log_likelihood: float = np.nan
    within_group_correlation: float = np.nan
    influence: np.ndarray | None = field(default=None, repr=False)
    cluster_labels: np.ndarray | None = field(default=None, repr=False)


def without_estimates(terms: Sequence[tuple[str, str]], fault: Fault, n_rows: int, started: float) -> PooledResult:
    """The result of a model that gives no estimates; fault.columns are positions in `terms`."""
    return PooledResult(
        table=table_without_estimates(terms),
        status=fault.status,
        message=fault.message,
        covariance=None,
        seconds=time.perf_counter() - started,
        faulty_terms=tuple(terms[c] for c in fault.columns),
        n_rows=n_rows,
    )
