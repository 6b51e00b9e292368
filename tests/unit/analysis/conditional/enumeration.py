"""The conditional likelihood by listing every way a person's events could have fallen: slow and hard to get wrong."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd


def arrangements(n_rows: int, n_events: int) -> np.ndarray:
    """[ways, rows] 0/1: every way to place the events."""
    ways = [np.isin(np.arange(n_rows), chosen) for chosen in combinations(range(n_rows), n_events)]
    return np.array(ways, dtype=float)


def arrangement_probabilities(ways: np.ndarray, predictor: np.ndarray) -> np.ndarray:
    """[ways] probability of each, given the number of events."""
    exponents = ways @ predictor
    weights = np.exp(exponents - exponents.max())
    return weights / weights.sum()


def enumerated(X: np.ndarray, y: np.ndarray, persons: np.ndarray, coefficients: np.ndarray):
    """Log-likelihood, score [terms], information [terms, terms] and its derivatives [terms, terms, terms].

    Third axis of the derivatives: the coefficient. They are third cumulants of the events' sum of x.
    """
    n_terms = X.shape[1]
    value, score = 0.0, np.zeros(n_terms)
    information, derivatives = np.zeros((n_terms, n_terms)), np.zeros((n_terms, n_terms, n_terms))
    for rows in pd.Series(np.arange(len(y))).groupby(persons).indices.values():
        ways = arrangements(len(rows), int(y[rows].sum()))
        probabilities = arrangement_probabilities(ways, X[rows] @ coefficients)
        value += float(np.log(probabilities[(ways == y[rows]).all(axis=1)][0]))
        sums = ways @ X[rows]
        deviations = sums - probabilities @ sums
        score += y[rows] @ X[rows] - probabilities @ sums
        information += np.einsum("w,wa,wb->ab", probabilities, deviations, deviations)
        derivatives += np.einsum("w,wa,wb,wc->abc", probabilities, deviations, deviations, deviations)
    return value, score, information, derivatives
