"""From starting values to a maximum that no longer depends on the number of quadrature points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.estimators.random_intercept.column_rows import ColumnRows
from analysis.estimators.random_intercept.design import Design
from analysis.estimators.random_intercept.likelihood import RandomInterceptLikelihood
from analysis.estimators.random_intercept.newton import DECREMENT_TOLERANCE, Search, maximize, solve_information
from analysis.estimators.random_intercept.patterns import Patterns

_MOST_POINTS = 120
_LOG_LIKELIHOOD_AGREEMENT = 1e-2
_COEFFICIENT_AGREEMENT = 2e-3  # in standard errors
_PERSONS_OF_FULL_START = 60_000
_START_THINNING = 8
_START_PERSONS = 50_000  # at most about so many of each kind
_START_POINTS = 7
_START_DECREMENT = 2.0  # the sample's own maximum is farther from the one searched for


@dataclass(frozen=True)
class Ascent:
    """A search, the points it rests on, whether they suffice, and the scores' products by twice the points.

    score_products: [parameters, parameters] sum over clusters of the outer products of their scores; None without
    clusters, and where the search ended before it was asked for. cluster_scores: [clusters, parameters], None too where
    each of many persons is a cluster.
    """

    search: Search
    points: int
    is_settled: bool
    score_products: np.ndarray | None = None
    cluster_scores: np.ndarray | None = None


def starting_values(design: Design) -> np.ndarray:
    """Start from an intercept alone, or, with many persons, from a sample of them.

    Where events are rare, nearly all information lies with the persons who have some. The sample holds all of these
    and every eighth of the others, each standing for eight; its maximum is then so close to that of all persons that
    a Newton step over these is saved.
    """
    patterns = design.patterns
    share = float(np.clip(_event_share(patterns), 1e-6, 1 - 1e-6))
    start = np.zeros(len(design.terms) + 1)
    start[0] = np.log(share / (1 - share))
    if patterns.n_persons <= _PERSONS_OF_FULL_START or not patterns.is_observed:
        return start
    sample, rows = _sample(patterns)
    variances = np.diag(design.moments.cross_products) / design.n_rows - (design.moments.sums / design.n_rows) ** 2
    ridge = np.maximum(variances, 1e-6)
    ridge[0] = 0.0
    regressors = design.regressors
    chosen = regressors.taken(rows) if isinstance(regressors, ColumnRows) else regressors[rows]
    likelihood = RandomInterceptLikelihood(chosen, sample, _START_POINTS)
    search = maximize(likelihood, start[:-1], start[-1], ridge, decrement_tolerance=_START_DECREMENT, max_steps=20)
    if search.ending not in ("converged", "exhausted") or abs(search.log_sigma) > 2:
        return start
    return np.append(search.coefficients, search.log_sigma)


def _sample(patterns: Patterns) -> tuple[Patterns, np.ndarray]:
    """Persons with the rarer outcome and every eighth of the others, with weights, and their rows."""
    rarer = patterns.outcomes if 2 * patterns.outcomes.sum() <= len(patterns.outcomes) else 1 - patterns.outcomes
    is_informative = np.maximum.reduceat(rarer, patterns.row_start[:-1]) > 0
    informative, others = np.flatnonzero(is_informative), np.flatnonzero(~is_informative)
    chosen = informative[:: -(-len(informative) // _START_PERSONS)]
    chosen_others = others[:: max(_START_THINNING, -(-len(others) // _START_PERSONS))]
    persons = np.sort(np.concatenate([chosen, chosen_others]))
    expansions = len(others) / max(len(chosen_others), 1), len(informative) / len(chosen)
    return patterns.sampled(persons, np.where(is_informative[persons], expansions[1], expansions[0]))


def _event_share(patterns: Patterns) -> float:
    lengths = np.diff(np.append(patterns.outcome_start, len(patterns.outcomes)))
    events = np.add.reduceat(patterns.outcomes, patterns.outcome_start, dtype=np.float64)
    return float(patterns.weights @ events / (patterns.weights @ lengths))


def climb(
    likelihood: RandomInterceptLikelihood,
    begin: np.ndarray,
    points: int,
    cluster_codes: np.ndarray | None = None,
    n_clusters: int = 1,
    is_free: np.ndarray | None = None,
    decrement_tolerance: float = DECREMENT_TOLERANCE,
) -> Ascent:
    """Search, and double the points until neither log-likelihood nor coefficients depend on them.

    With too few points value and score contradict each other and the search stalls; that too is answered
    with more points. cluster_codes: [n_persons], None without clusters. is_free, decrement_tolerance: as `maximize`.
    """
    while True:
        search = maximize(likelihood, begin[:-1], begin[-1], decrement_tolerance=decrement_tolerance, is_free=is_free)
        if search.ending in ("runaway", "sigma_runaway"):
            return Ascent(search, points, True)
        likelihood.set_points(2 * points)
        if search.ending == "converged":
            at = search.linear_predictor, search.log_sigma
            finer, finer_score, products, scores = likelihood.score_products(*at, cluster_codes, n_clusters)
            if _is_settled(search, finer, finer_score, is_free):
                return Ascent(search, points, True, products, scores)
        if 2 * points > _MOST_POINTS:
            return Ascent(search, points, False)
        points *= 2
        begin = np.append(search.coefficients, search.log_sigma)


def _is_settled(search: Search, finer: float, finer_score: np.ndarray, is_free: np.ndarray | None) -> bool:
    """Compare with the doubled points: the value, and the Newton step from the present maximum."""
    step = solve_information(search.hessian, finer_score, is_free)
    errors = 1.0 / np.sqrt(np.maximum(-np.diag(search.hessian), 1e-300))
    is_same_value = abs(finer - search.log_likelihood) < _LOG_LIKELIHOOD_AGREEMENT
    return bool(is_same_value and np.abs(step / errors).max() < _COEFFICIENT_AGREEMENT)
