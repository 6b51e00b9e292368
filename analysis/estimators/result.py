"""The result of a random-intercept logit, the same whether it could be estimated or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri, stdtr, stdtrit

TABLE_COLUMNS = (
    "term", "component", "estimate", "std_error", "p_value", "conf_low", "conf_high", "odds_ratio",
)  # fmt: skip
PERSON_INTERCEPT = "person_intercept_sd"


@dataclass(frozen=True)
class RandomInterceptResult:
    """A fitted, refused or impossible random-intercept logit.

    table           one row a term (TABLE_COLUMNS), the standard deviation of the intercept last, with
                    component 'random_intercept', on its own scale and without p-value or odds ratio
    log_likelihood  NaN without a fit and for pooled fits, each of which has its own
    covariance      [terms + 1, terms + 1] in the order of the table, log sigma last; None without a fit and for pooled
                    fits, for they are pooled term by term
    model_covariance  the same from the information alone, whatever the inference
    model_errors    [terms + 1] standard errors from the information alone, whatever the inference
    status          'ok', 'not_estimable', 'not_converged' or 'refused'; `message` says why, and notes
                    what a reader of an 'ok' result should know
    faulty_terms    (term, component) pairs the status is about
    points          quadrature points the result rests on
    n_clusters      None with model-based errors
    linear_predictor  [rows] at the estimates, without the person intercept; None for pooled fits
    fraction_missing_information  [terms + 1] of pooled fits, else None
    """

    table: pd.DataFrame
    log_likelihood: float
    sigma: float
    n_persons: int
    n_interviews: int
    status: str
    message: str
    covariance: np.ndarray | None
    seconds: float
    points: int
    inference: str = "model-based"
    n_clusters: int | None = None
    faulty_terms: tuple[tuple[str, str], ...] = ()
    coefficients: np.ndarray | None = field(default=None, repr=False)
    model_covariance: np.ndarray | None = field(default=None, repr=False)
    model_errors: np.ndarray | None = field(default=None, repr=False)
    linear_predictor: np.ndarray | None = field(default=None, repr=False)
    fraction_missing_information: np.ndarray | None = field(default=None, repr=False)


def coefficient_table(
    terms: Sequence[tuple[str, str]],
    coefficients: np.ndarray,
    log_sigma: float,
    std_errors: np.ndarray,
    confidence_level: float,
    degrees_of_freedom: float | np.ndarray = np.inf,
) -> pd.DataFrame:
    """Tidy rows from estimates; the interval of sigma is symmetric on the log scale.

    std_errors, and degrees_of_freedom where they differ: [terms + 1], log sigma last.
    """
    freedom = np.broadcast_to(degrees_of_freedom, std_errors.shape)
    critical, slope_errors = _quantile(0.5 + confidence_level / 2, freedom), std_errors[:-1]
    table = pd.DataFrame(
        {
            "term": [term for term, _ in terms],
            "component": [component for _, component in terms],
            "estimate": coefficients,
            "std_error": slope_errors,
            "p_value": 2 * _lower_tail(-np.abs(coefficients) / slope_errors, freedom[:-1]),
            "conf_low": coefficients - critical[:-1] * slope_errors,
            "conf_high": coefficients + critical[:-1] * slope_errors,
            "odds_ratio": np.exp(coefficients),
        }
    )
    sigma, half_width = np.exp(log_sigma), critical[-1] * std_errors[-1]
    table.loc[len(table)] = [
        PERSON_INTERCEPT, "random_intercept", sigma, sigma * std_errors[-1], np.nan,
        sigma * np.exp(-half_width), sigma * np.exp(min(half_width, 700.0)), np.nan,
    ]  # fmt: skip
    return table


# SciPy's distribution objects compute the same but take half a second to import.
def _quantile(probability: float, degrees_of_freedom: np.ndarray) -> np.ndarray:
    return np.where(np.isinf(degrees_of_freedom), ndtri(probability), stdtrit(degrees_of_freedom, probability))


def _lower_tail(statistics: np.ndarray, degrees_of_freedom: np.ndarray) -> np.ndarray:
    return np.where(np.isinf(degrees_of_freedom), ndtr(statistics), stdtr(degrees_of_freedom, statistics))


def empty_table(terms: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """The rows of a model without estimates: terms named, numbers missing."""
    rows = [*terms, (PERSON_INTERCEPT, "random_intercept")]
    table = pd.DataFrame(rows, columns=["term", "component"])
    return table.reindex(columns=list(TABLE_COLUMNS)).astype(dict.fromkeys(TABLE_COLUMNS[2:], "float64"))
