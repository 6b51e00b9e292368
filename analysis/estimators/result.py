"""What every estimator returns, the same whether it could be estimated or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.inference.estimate_table import (
    TABLE_COLUMNS,
    lower_tail,
    quantile,
    table_without_estimates,
    tidy_table,
)

__all__ = ["TABLE_COLUMNS", "EstimatorResult", "lower_tail", "quantile", "table_without_estimates", "tidy_table"]


@dataclass(frozen=True, kw_only=True)
class EstimatorResult:
    """Estimates with their errors, or the reason why there are none.

    table           one row a term (TABLE_COLUMNS); odds_ratio is missing off the log-odds scale
    status          'ok', 'not_estimable', 'not_converged' or 'refused'; `message` says why, and notes
                    what a reader of an 'ok' result should know
    covariance      [rows of the table, same] of the estimates, None without a fit or where an estimator gives none
    inference       what the errors rest on, in words; n_clusters is None without clusters
    faulty_terms    (term, component) pairs the status is about: left out, the rest may be estimable
    seconds         wall time
    """

    table: pd.DataFrame
    status: str
    message: str
    covariance: np.ndarray | None
    seconds: float
    inference: str = "model-based"
    n_clusters: int | None = None
    faulty_terms: tuple[tuple[str, str], ...] = ()
