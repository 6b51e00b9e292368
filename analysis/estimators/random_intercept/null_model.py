"""A random-intercept logit with the null imposed: what score tests need, after one fit without the tested terms.

The scores of clusters and the bread go to `analysis.inference.score_wild_bootstrap`, the residuals, summed by county
and month, to `analysis.inference.score_randomization`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.person_rows import person_rows
from analysis.estimators.random_intercept.design import INTERCEPT, Design
from analysis.estimators.random_intercept.fit import fault_of_columns, fit_random_intercept, without_estimates
from analysis.estimators.random_intercept.likelihood import RandomInterceptLikelihood
from analysis.estimators.random_intercept.patterns import Patterns
from analysis.estimators.random_intercept.result import RandomInterceptResult
from analysis.inference.covariance import model_covariance

Term = tuple[str, str]


@dataclass(frozen=True)
class NullModel:
    """Scores of the full model at the maximum of the model without the tested terms.

    cluster_scores   [clusters, parameters] in the order of the design: intercept, terms, log sigma unless sigma is zero
    bread            [parameters, same] inverse of the observed information
    tested           positions of the tested terms among the parameters
    residuals        [rows of the design] derivative of the log-likelihood by linear predictor
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
    """Fit `terms` without `tested` and evaluate the model of both; residuals are in the order of the frame.

    Arguments and errors as in `random_intercept_logit`; tested: columns of the frame, entered as they are (for a within
    effect the deviation from the person's mean). Raises ValueError when a tested term is among the terms.
    """
    both = sorted(set(terms) & set(tested))
    if both or not tested:
        raise ValueError(f"tested terms must be left out of the null model: {', '.join(both) or 'none was named'}")
    rows = person_rows(frame, outcome, group, (*terms, *tested), cluster, weights)
    labels = tuple((term, "unsplit") for term in (*terms, *tested))
    positions = tuple(range(1 + len(terms), 1 + len(labels)))
    if rows.fault is not None:
        fit = without_estimates((INTERCEPT, *labels), rows.fault, rows.n_persons, rows.n_rows, points, 0.0)
        return NullModel(None, None, positions, None, fit, fit.status, fit.message)
    design = Design(
        columns=rows.columns,
        terms=(INTERCEPT, *labels),
        reasons=("", *("does not vary",) * len(labels)),
        patterns=Patterns.observed(rows.row_start, rows.outcomes, rows.weights),
        cluster_codes=rows.cluster_codes,
        cluster_name=rows.cluster_name,
    )
    found = null_model_of_design(design, [(term, "unsplit") for term in tested], points)
    if found.residuals is None:
        return found
    return NullModel(
        found.cluster_scores, found.bread, positions, _in_order_of(frame[group], found.residuals), found.fit
    )


def null_model_of_design(
    design: Design, tested: Sequence[Term], points: int = 15, start: np.ndarray | None = None
) -> NullModel:
    """The same from a design that holds the tested terms too and has clusters.

    start: coefficients of the design with log sigma last, such as those of the fit with the tested terms.
    """
    positions = tuple(c for c, term in enumerate(design.terms) if term in tested)
    kept = [c for c in range(len(design.terms)) if c not in positions]
    begin = None if start is None else start[[*kept, len(design.terms)]]
    fit = fit_random_intercept(design.without(tuple(tested)), points, start=begin)
    fault = fault_of_columns(design) if fit.status == "ok" else None
    if fit.status != "ok" or fault is not None:
        status, message = (fit.status, fit.message) if fault is None else (fault.status, fault.message)
        return NullModel(None, None, positions, None, fit, status, message)
    likelihood = RandomInterceptLikelihood(design.regressors, design.patterns, fit.points)
    coefficients, log_sigma = np.zeros(len(design.terms)), fit.coefficients[-1]
    coefficients[kept] = fit.coefficients[:-1]
    predictor = likelihood.predict(coefficients)
    likelihood.value(predictor, log_sigma)
    # A person intercept without variance leaves its logarithm without information.
    known = slice(0, len(coefficients) + (0 if np.isnan(fit.table["std_error"].iloc[-1]) else 1))
    try:
        bread = model_covariance(likelihood.score_and_hessian()[1][known, known])
    except np.linalg.LinAlgError:
        names = ", ".join(term for term, _ in tested)
        message = f"without {names} the information is not positive definite; test fewer terms at once"
        return NullModel(None, None, positions, None, fit, "not_estimable", message)
    n_clusters = int(design.cluster_codes.max()) + 1
    _, scores = likelihood.cluster_scores(predictor, log_sigma, design.cluster_codes, n_clusters)
    return NullModel(scores[:, known], bread, positions, likelihood.residuals(predictor, log_sigma), fit)


def _in_order_of(groups: pd.Series, sorted_values: np.ndarray) -> np.ndarray:
    values = np.empty_like(sorted_values)
    values[np.argsort(pd.factorize(groups)[0], kind="stable")] = sorted_values
    return values
