"""The result of a random-intercept logit, the same whether it could be estimated or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.estimators.result import EstimatorResult, quantile, table_without_estimates, tidy_table

PERSON_INTERCEPT = "person_intercept_sd"


@dataclass(frozen=True, kw_only=True)
class RandomInterceptResult(EstimatorResult):
    """A fitted, refused or impossible random-intercept logit.

    table           as of any estimator, with a last row for the standard deviation of the intercept,
                    component 'random_intercept', on its own scale and without p-value or odds ratio
    log_likelihood  NaN without a fit and for pooled fits, each of which has its own
    covariance      [terms + 1, terms + 1] in the order of the table, log sigma last; None without a fit and for pooled
                    fits, for they are pooled term by term
    model_covariance  the same from the information alone, whatever the inference
    model_errors    [terms + 1] standard errors from the information alone, whatever the inference
    influence       [clusters, terms + 1] how much each cluster moves each estimate, log sigma last: the cross product
                    times G / (G - 1) is the covariance; None without clusters and where more than 20,000 persons are
                    the clusters
    cluster_labels  [clusters] what the clusters are called, where the caller named a column of them
    points          quadrature points the result rests on
    linear_predictor  [rows] at the estimates, without the person intercept; None for pooled fits
    fraction_missing_information  [terms + 1] of pooled fits, else None
    """

    log_likelihood: float
    sigma: float
    n_persons: int
    n_interviews: int
    points: int
    coefficients: np.ndarray | None = field(default=None, repr=False)
    model_covariance: np.ndarray | None = field(default=None, repr=False)
    model_errors: np.ndarray | None = field(default=None, repr=False)
    linear_predictor: np.ndarray | None = field(default=None, repr=False)
    influence: np.ndarray | None = field(default=None, repr=False)
    cluster_labels: np.ndarray | None = field(default=None, repr=False)
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
    table = tidy_table(terms, coefficients, std_errors[:-1], confidence_level, freedom[:-1])
    sigma = np.exp(log_sigma)
    half_width = float(quantile(0.5 + confidence_level / 2, freedom[-1:])[0]) * std_errors[-1]
    table.loc[len(table)] = [
        PERSON_INTERCEPT, "random_intercept", sigma, sigma * std_errors[-1], np.nan,
        sigma * np.exp(-half_width), sigma * np.exp(min(half_width, 700.0)), np.nan,
    ]  # fmt: skip
    return table


def empty_table(terms: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """The rows of a model without estimates: terms named, numbers missing."""
    return table_without_estimates([*terms, (PERSON_INTERCEPT, "random_intercept")])
