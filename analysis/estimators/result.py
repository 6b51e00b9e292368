"""What every estimator returns, the same whether it could be estimated or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri, stdtr, stdtrit

TABLE_COLUMNS = (
    "term", "component", "estimate", "std_error", "p_value", "conf_low", "conf_high", "odds_ratio",
)  # fmt: skip


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


def tidy_table(
    terms: Sequence[tuple[str, str]],
    estimates: np.ndarray,
    std_errors: np.ndarray,
    confidence_level: float = 0.95,
    degrees_of_freedom: float | np.ndarray = np.inf,
    is_log_odds: bool = True,
) -> pd.DataFrame:
    """Rows of TABLE_COLUMNS: two-sided p-values and symmetric intervals, normal or by Student's t.

    estimates, std_errors, and degrees_of_freedom where they differ: [terms]. terms: (term, component) pairs.
    """
    freedom = np.broadcast_to(degrees_of_freedom, np.shape(std_errors))
    critical = quantile(0.5 + confidence_level / 2, freedom)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        p_values = 2 * lower_tail(-np.abs(estimates) / std_errors, freedom)
        odds_ratios = np.exp(estimates) if is_log_odds else np.nan
    return pd.DataFrame(
        {
            "term": [term for term, _ in terms],
            "component": [component for _, component in terms],
            "estimate": estimates,
            "std_error": std_errors,
            "p_value": p_values,
            "conf_low": estimates - critical * std_errors,
            "conf_high": estimates + critical * std_errors,
            "odds_ratio": odds_ratios,
        }
    )


def table_without_estimates(terms: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """The rows of a model without estimates: terms named, numbers missing."""
    table = pd.DataFrame(list(terms), columns=["term", "component"])
    return table.reindex(columns=list(TABLE_COLUMNS)).astype(dict.fromkeys(TABLE_COLUMNS[2:], "float64"))


# SciPy's distribution objects compute the same but take half a second to import.
def quantile(probability: float, degrees_of_freedom: np.ndarray) -> np.ndarray:
    """Quantile of Student's t, or of the normal where the degrees of freedom are infinite."""
    return np.where(np.isinf(degrees_of_freedom), ndtri(probability), stdtrit(degrees_of_freedom, probability))


def lower_tail(statistics: np.ndarray, degrees_of_freedom: np.ndarray) -> np.ndarray:
    """Distribution function of Student's t, or of the normal where the degrees of freedom are infinite."""
    return np.where(np.isinf(degrees_of_freedom), ndtr(statistics), stdtr(degrees_of_freedom, statistics))
