"""A random-intercept logit with the null imposed: what score tests need, after one fit without the tested terms.

The scores of clusters and the bread go to `analysis.inference.score_wild_bootstrap`, the residuals, summed by county
and month, to `analysis.inference.score_randomization`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.person_rows import person_rows, regressor_matrix
from analysis.estimators.random_intercept.fit import random_intercept_logit
from analysis.estimators.random_intercept.likelihood import Patterns, RandomInterceptLikelihood
from analysis.estimators.random_intercept.result import RandomInterceptResult
from analysis.estimators.screening import Fault, collinear_column, constant_columns
from analysis.inference import model_covariance


@dataclass(frozen=True)
class NullModel:
    """Scores of the full model at the maximum of the model without the tested terms.

    cluster_scores   [clusters, parameters]: intercept, other terms, tested terms, log sigma unless sigma is zero
    bread            [parameters, same] inverse of the observed information
    tested           positions of the tested terms among the parameters
    residuals        [rows of the frame, in its order] derivative of the log-likelihood by linear predictor
    fit              the model without the tested terms
    status, message  'ok', or those of the fit and why: arrays are then None
    """

    cluster_scores: np.ndarray | None
    bread: np.ndarray | None
    tested: tuple[int, ...]
    residuals: np.ndarray | None
    fit: RandomInterceptResult
    status: str = "ok"
    message: str = ""


def null_model(
    frame: pd.DataFrame,
    outcome: str,
    group: str,
    terms: Sequence[str],
    tested: Sequence[str],
    cluster: str,
    weights: str | None = None,
    points: int = 15,
) -> NullModel:
    """Fit `terms` without `tested` and evaluate the model of both.

    Arguments and errors as in `random_intercept_logit`; tested: columns of the frame, entered as they are (for a within
    effect the deviation from the person's mean). Raises ValueError when a tested term is among the terms.
    """
    both = sorted(set(terms) & set(tested))
    if both or not tested:
        raise ValueError(f"tested terms must be left out of the null model: {', '.join(both) or 'none was named'}")
    fit = random_intercept_logit(frame, outcome, group, terms, cluster, weights, points)
    rows = person_rows(frame, outcome, group, (*terms, *tested), cluster, weights)
    positions = tuple(range(1 + len(terms), 1 + len(terms) + len(tested)))
    if fit.status != "ok":
        return NullModel(None, None, positions, None, fit, fit.status, fit.message)
    fault = rows.fault or _fault_of_tested(rows.columns, (*terms, *tested), len(terms))
    if fault is not None:
        return NullModel(None, None, positions, None, fit, fault.status, fault.message)
    patterns = Patterns.observed(rows.row_start, rows.outcomes, rows.weights)
    likelihood = RandomInterceptLikelihood(regressor_matrix(rows.columns, rows.n_rows), patterns, fit.points)
    coefficients = np.concatenate([fit.coefficients[:-1], np.zeros(len(tested))])
    likelihood.value(likelihood.predict(coefficients), fit.coefficients[-1])
    # A person intercept without variance leaves its logarithm without information.
    kept = slice(0, len(coefficients) + (0 if np.isnan(fit.table["std_error"].iloc[-1]) else 1))
    try:
        bread = model_covariance(likelihood.score_and_hessian()[1][kept, kept])
    except np.linalg.LinAlgError:
        message = f"without {', '.join(tested)} the information is not positive definite; test fewer terms at once"
        return NullModel(None, None, positions, None, fit, "not_estimable", message)
    scores = likelihood.cluster_scores(rows.cluster_codes, int(rows.cluster_codes.max()) + 1)[:, kept]
    return NullModel(scores, bread, positions, _in_order_of(frame[group], likelihood.residuals()), fit)


def _fault_of_tested(columns: Sequence[np.ndarray], names: Sequence[str], n_terms: int) -> Fault | None:
    spreads = np.array([column.std() for column in columns[n_terms:]])
    fault = constant_columns(spreads, names[n_terms:], ("does not vary",) * len(spreads))
    if fault is not None:
        return fault
    X = regressor_matrix(columns, len(columns[0]))
    return collinear_column(X.T @ X, ("the intercept", *names))


def _in_order_of(groups: pd.Series, sorted_values: np.ndarray) -> np.ndarray:
    values = np.empty_like(sorted_values)
    values[np.argsort(pd.factorize(groups)[0], kind="stable")] = sorted_values
    return values
