"""From starting values to a maximum that no longer depends on the number of quadrature points."""

from __future__ import annotations

import numpy as np

from analysis.estimators.random_intercept.design import Design
from analysis.estimators.random_intercept.likelihood import Patterns, RandomInterceptLikelihood
from analysis.estimators.random_intercept.newton import Search, maximize, solve_information

_MOST_POINTS = 120
_LOG_LIKELIHOOD_AGREEMENT = 1e-2
_COEFFICIENT_AGREEMENT = 2e-3  # in standard errors
_PERSONS_OF_FULL_START = 60_000
_START_THINNING = 8
_START_POINTS = 7


def starting_values(design: Design) -> np.ndarray:
    """Start from an intercept alone, or, with many persons, from a ridge fit to every eighth of them."""
    patterns, X = design.patterns, design.regressors
    share = float(np.clip(_event_share(patterns), 1e-6, 1 - 1e-6))
    start = np.zeros(X.shape[1] + 1)
    start[0] = np.log(share / (1 - share))
    if patterns.n_persons <= _PERSONS_OF_FULL_START or not patterns.is_observed:
        return start
    thinned, is_kept = patterns.thinned(_START_THINNING)
    if thinned.outcomes.sum() == 0:
        return start
    sample = np.ascontiguousarray(X[is_kept])
    ridge = np.maximum(sample.var(axis=0), 1e-6)
    ridge[0] = 0.0
    likelihood = RandomInterceptLikelihood(sample, thinned, _START_POINTS)
    search = maximize(likelihood, start[:-1], start[-1], ridge, decrement_tolerance=1e-2, max_steps=20)
    if search.ending not in ("converged", "exhausted") or abs(search.log_sigma) > 2:
        return start
    return np.append(search.coefficients, search.log_sigma)


def _event_share(patterns: Patterns) -> float:
    lengths = np.diff(np.append(patterns.outcome_start, len(patterns.outcomes)))
    weights = np.repeat(patterns.weights, lengths)
    return float(weights @ patterns.outcomes / weights.sum())


def climb(likelihood: RandomInterceptLikelihood, begin: np.ndarray, points: int) -> tuple[Search, int, bool]:
    """Search, and double the points until neither log-likelihood nor coefficients depend on them.

    With too few points value and score contradict each other and the search stalls; that too is answered
    with more points. Returns the search, its points and whether they suffice, and leaves the likelihood
    evaluated at the maximum by twice the points, from which the scores of clusters are taken.
    """
    while True:
        search = maximize(likelihood, begin[:-1], begin[-1])
        if search.ending in ("runaway", "sigma_runaway"):
            return search, points, True
        likelihood.set_points(2 * points)
        if search.ending == "converged" and _is_settled(likelihood, search):
            return search, points, True
        if 2 * points > _MOST_POINTS:
            return search, points, False
        points *= 2
        begin = np.append(search.coefficients, search.log_sigma)


def _is_settled(likelihood: RandomInterceptLikelihood, search: Search) -> bool:
    """Compare with the doubled points: the value, and the Newton step from the present maximum."""
    finer = likelihood.value(likelihood.predict(search.coefficients), search.log_sigma)
    step = solve_information(search.hessian, likelihood.score())
    errors = 1.0 / np.sqrt(np.maximum(-np.diag(search.hessian), 1e-300))
    is_same_value = abs(finer - search.log_likelihood) < _LOG_LIKELIHOOD_AGREEMENT
    return bool(is_same_value and np.abs(step / errors).max() < _COEFFICIENT_AGREEMENT)
