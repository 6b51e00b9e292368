"""A random-intercept logit with the null imposed: what score tests need, after one fit without the tested terms.

The tested coefficients are held at zero in the likelihood of all terms, so that nothing is assembled twice and the last
pass over the persons gives the tested scores too.

The scores of clusters and the bread go to `analysis.inference.score_wild_bootstrap`, the residuals, summed by county
and month, to `analysis.inference.score_randomization`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.estimators.person_rows import person_rows
from analysis.estimators.random_intercept.ascent import Ascent, climb, starting_values
from analysis.estimators.random_intercept.design import INTERCEPT, Design
from analysis.estimators.random_intercept.fit import NEGLIGIBLE_SIGMA, fault_of_design, fault_of_search
from analysis.estimators.random_intercept.likelihood import RandomInterceptLikelihood
from analysis.estimators.random_intercept.patterns import Patterns
from analysis.estimators.screening import Fault
from analysis.inference.covariance import model_covariance
from analysis.inference.score_interval import contribution_slopes

Term = tuple[str, str]
# A step of 0.003 standard errors is still taken; what it leaves moved p-values by 0.0002 at most (two of 9,999 draws),
# less than other draws would, and each policy's null model is spared a pass over all persons.
_DECREMENT_TOLERANCE = 1e-5


@dataclass(frozen=True)
class NullModel:
    """Scores of the full model at the maximum of the model without the tested terms.

    cluster_scores   [clusters, parameters] in the order of the design: intercept, terms, log sigma unless sigma is zero
    bread            [parameters, same] inverse of the observed information
    tested           positions of the tested terms among the parameters
    residuals        [rows of the design] derivative of the log-likelihood by linear predictor
    slopes           [clusters] what a unit of the one tested parameter takes off each cluster's one-step estimate, the
                     others moving along; None where several are tested
    coefficients     [terms of the design + 1] with log sigma last, the tested ones zero
    status, message  'ok', or why there is no null model: arrays are then None
    """

    cluster_scores: np.ndarray | None
    bread: np.ndarray | None
    tested: tuple[int, ...]
    residuals: np.ndarray | None
    coefficients: np.ndarray | None
    status: str = "ok"
    message: str = ""
    slopes: np.ndarray | None = None


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
        return _without(positions, rows.fault)
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
    return replace(found, residuals=_in_order_of(frame[group], found.residuals))


def null_model_of_design(
    design: Design,
    tested: Sequence[Term],
    points: int = 15,
    start: np.ndarray | None = None,
    covariance: np.ndarray | None = None,
) -> NullModel:
    """The same from a design that holds the tested terms too and has clusters.

    start: coefficients of the design with log sigma last, such as those of the fit with the tested terms; covariance:
    [coefficients, same] model-based, of that fit.
    """
    positions = tuple(c for c, term in enumerate(design.terms) if term in tested)
    fault = fault_of_design(design, points)
    if fault is not None:
        return _without(positions, fault)
    likelihood = RandomInterceptLikelihood(design.regressors, design.patterns, points)
    begin = starting_values(design) if start is None else _restricted(start, positions, covariance)
    begin[list(positions)] = 0.0
    is_free = ~np.isin(np.arange(len(begin)), positions)
    n_clusters = int(design.cluster_codes.max()) + 1
    ascent = climb(likelihood, begin, points, design.cluster_codes, n_clusters, is_free, _DECREMENT_TOLERANCE)
    fault = fault_of_search(design, ascent)
    if fault is not None:
        return _without(positions, fault)
    return _evaluated(design, likelihood, ascent, positions, n_clusters)


def _restricted(start: np.ndarray, positions: tuple[int, ...], covariance: np.ndarray | None) -> np.ndarray:
    """Where the other coefficients go once the tested ones are zero, were the log-likelihood quadratic."""
    if covariance is None:
        return start.copy()
    tested = list(positions)
    return start - covariance[:, tested] @ np.linalg.solve(covariance[np.ix_(tested, tested)], start[tested])


def _evaluated(
    design: Design, likelihood: RandomInterceptLikelihood, ascent: Ascent, positions: tuple[int, ...], n_clusters: int
) -> NullModel:
    search = ascent.search
    # A person intercept without variance leaves its logarithm without information.
    known = slice(0, len(search.coefficients) + (np.exp(search.log_sigma) >= NEGLIGIBLE_SIGMA))
    try:
        bread = model_covariance(search.hessian[known, known])
    except np.linalg.LinAlgError:
        names = ", ".join(design.names[c] for c in positions)
        message = f"without {names} the information is not positive definite; test fewer terms at once"
        return _without(positions, Fault("not_estimable", message))
    at, scores = (search.linear_predictor, search.log_sigma), ascent.cluster_scores
    if scores is None:
        scores = likelihood.cluster_scores(*at, design.cluster_codes, n_clusters)[1]
    coefficients = np.append(search.coefficients, search.log_sigma)
    residuals = likelihood.residuals(*at)
    slopes = None
    if len(positions) == 1:

        def moved(step: np.ndarray) -> np.ndarray:
            direction = np.zeros(len(coefficients))
            direction[known] = step
            there = search.linear_predictor + likelihood.predict(direction[:-1]), search.log_sigma + direction[-1]
            return likelihood.cluster_scores(*there, design.cluster_codes, n_clusters)[1][:, known]

        slopes = contribution_slopes(scores[:, known], bread, positions[0], moved)
    return NullModel(scores[:, known], bread, positions, residuals, coefficients, slopes=slopes)


def _without(positions: tuple[int, ...], fault: Fault) -> NullModel:
    return NullModel(None, None, positions, None, None, fault.status, fault.message)


def _in_order_of(groups: pd.Series, sorted_values: np.ndarray) -> np.ndarray:
    values = np.empty_like(sorted_values)
    values[np.argsort(pd.factorize(groups)[0], kind="stable")] = sorted_values
    return values
