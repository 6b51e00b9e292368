"""One compiled pass over persons: what the sweep leaves of a few persons is used while it is in the cache.

So nothing but the modes is kept by person and nothing by row, and the regressors are read once for the integrals and
their products.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from analysis.estimators.random_intercept.column_products import (
    ROWS_PER_PRODUCT,
    add_information,
    add_lower_triangle,
    add_scores,
    padded_width,
)
from analysis.estimators.random_intercept.kernels import sweep_designs

_ROWS_PER_GROUP = 512


@njit(cache=True, nogil=True, error_model="numpy")
def _end_of_group(first, last, row_start):
    """The person after those who together have at most `_ROWS_PER_GROUP` rows, or after one who alone has more."""
    end = first + 1
    while end < last and row_start[end + 1] - row_start[first] <= _ROWS_PER_GROUP:
        end += 1
    return end


@njit(cache=True, nogil=True, error_model="numpy")
def _largest_group(first, last, row_start):
    """Most rows of a group, and most elements of its blocks."""
    n_rows, n_elements = 0, 0
    start = first
    while start < last:
        end = _end_of_group(start, last, row_start)
        n_rows = max(n_rows, row_start[end] - row_start[start])
        elements = 0
        for g in range(start, end):
            elements += (row_start[g + 1] - row_start[g]) ** 2
        n_elements = max(n_elements, elements)
        start = end
    return n_rows, n_elements


@njit(cache=True, nogil=True, error_model="numpy")
def add_persons(
    first, last, row_start, pattern_start, outcome_start, outcomes, weights, row_weights, linear_predictor, sigma,
    nodes, node_weights, modes, regressors, sums, hessian, score, cross,
):  # fmt: skip
    """Add persons `first` … `last`-1 to log-likelihood, score and Hessian, and update their modes.

    regressors: the rows of these persons only; linear_predictor and row_weights: of all. sums: log-likelihood, second
    and first derivative with respect to log sigma; hessian: lower triangle; cross: mixed derivatives with log sigma.
    """
    n_rows, n_elements = _largest_group(first, last, row_start)
    mean_residual, sigma_cross = np.empty(n_rows), np.empty(n_rows)
    blocks, sigma_scores = np.empty(n_elements), np.empty(n_rows)
    width = padded_width(regressors.shape[1])
    padded = np.zeros((width, width))
    product = np.zeros((ROWS_PER_PRODUCT + n_rows, width))
    start = first
    while start < last:
        end = _end_of_group(start, last, row_start)
        sweep_designs(
            start, end, row_start, pattern_start, outcome_start, outcomes, weights, row_weights, linear_predictor,
            sigma, nodes, node_weights, modes, True, mean_residual, sigma_cross, blocks, sigma_scores, sums,
        )  # fmt: skip
        first_row = row_start[start] - row_start[first]
        add_information(
            start, end, row_start, blocks, mean_residual, sigma_cross, regressors, first_row, padded, product,
            score, cross,
        )  # fmt: skip
        for g in range(end - start):
            sums[2] += sigma_scores[g]
        start = end
    add_lower_triangle(padded, hessian)


@njit(cache=True, nogil=True, error_model="numpy")
def add_persons_scores(
    first, last, row_start, pattern_start, outcome_start, outcomes, weights, row_weights, linear_predictor, sigma,
    nodes, node_weights, modes, regressors, sums, cluster_codes, scores,
):  # fmt: skip
    """The same without Hessian: add each person's score (regressors, then log sigma) to `scores` of its cluster."""
    n_rows, _ = _largest_group(first, last, row_start)
    mean_residual, sigma_cross = np.empty(n_rows), np.empty(n_rows)
    blocks, sigma_scores = np.empty(0), np.empty(n_rows)
    start = first
    while start < last:
        end = _end_of_group(start, last, row_start)
        sweep_designs(
            start, end, row_start, pattern_start, outcome_start, outcomes, weights, row_weights, linear_predictor,
            sigma, nodes, node_weights, modes, False, mean_residual, sigma_cross, blocks, sigma_scores, sums,
        )  # fmt: skip
        first_row = row_start[start] - row_start[first]
        add_scores(start, end, row_start, mean_residual, sigma_scores, regressors, first_row, cluster_codes, scores)
        start = end
