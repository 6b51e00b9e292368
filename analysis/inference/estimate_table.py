"""Estimates with their errors as tidy rows, the same for every estimator and test."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri, stdtr, stdtrit

TABLE_COLUMNS = (
    "term", "component", "estimate", "std_error", "p_value", "conf_low", "conf_high", "odds_ratio",
)  # fmt: skip


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
