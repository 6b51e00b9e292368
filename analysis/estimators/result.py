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

    def __str__(self) -> str:
        """Status, table and what the errors rest on, for `print`; `repr` holds every field."""
        clusters = "" if self.n_clusters is None else f", {self.n_clusters:,} clusters"
        parts = [f"status: {self.status}", *([f"message: {self.message}"] if self.message else [])]
        if self.status == "ok":
            parts.append(f"errors: {self.inference}{clusters}")
        return "\n".join([*parts, printed_table(self.table)])


def printed_table(table: pd.DataFrame) -> str:
    """The table as text: numbers of four decimals, whole ones from 10,000 on, nothing where they are missing."""
    return table.to_string(index=False, na_rep="", float_format=_printed)


def _printed(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4f}"


def require_confidence_level(confidence_level: float) -> None:
    """Raise ValueError unless the level lies between 0 and 1."""
    if not 0 < confidence_level < 1:
        raise ValueError(f"confidence_level must lie between 0 and 1, got {confidence_level}")
