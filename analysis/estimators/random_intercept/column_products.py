"""Compiled products with the regressors: predictors, X'X, and score and Hessian from what the sweep left.

Each works on a range of rows or persons and adds to what the caller hands over; see `likelihood.py`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

ROWS_PER_PRODUCT = 32
_PADDING = 16


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def _add_products(regressors, start, product, n_rows, total):
    """Add X' P to the lower triangle of `total`, for the rows of X from `start` and as many rows of P.

    Two columns of X times eight rows at a time. `product` and `total` are padded (`padded_width`) so that inner loops
    have whole vectors only; the padding and the upper triangle of `total` hold nothing of meaning.
    """
    n_columns = regressors.shape[1]
    for a in range(0, n_columns, 2):
        c = min(a + 1, n_columns - 1)
        stop = (a // _PADDING + 1) * _PADDING
        r = 0
        while r + 8 <= n_rows:
            x = regressors[start + r : start + r + 8]
            x0, x1, x2, x3 = x[0, a], x[1, a], x[2, a], x[3, a]
            x4, x5, x6, x7 = x[4, a], x[5, a], x[6, a], x[7, a]
            z0, z1, z2, z3 = x[0, c], x[1, c], x[2, c], x[3, c]
            z4, z5, z6, z7 = x[4, c], x[5, c], x[6, c], x[7, c]
            for b in range(stop):
                p0, p1, p2, p3 = product[r, b], product[r + 1, b], product[r + 2, b], product[r + 3, b]
                p4, p5, p6, p7 = product[r + 4, b], product[r + 5, b], product[r + 6, b], product[r + 7, b]
                total[a, b] += x0 * p0 + x1 * p1 + x2 * p2 + x3 * p3 + x4 * p4 + x5 * p5 + x6 * p6 + x7 * p7
                total[a + 1, b] += z0 * p0 + z1 * p1 + z2 * p2 + z3 * p3 + z4 * p4 + z5 * p5 + z6 * p6 + z7 * p7
            r += 8
        while r < n_rows:
            x0, z0 = regressors[start + r, a], regressors[start + r, c]
            for b in range(stop):
                total[a, b] += x0 * product[r, b]
                total[a + 1, b] += z0 * product[r, b]
            r += 1


@njit(cache=True, nogil=True, error_model="numpy")
def padded_width(n_columns):
    return (n_columns + _PADDING - 1) // _PADDING * _PADDING


@njit(cache=True, nogil=True, error_model="numpy")
def add_lower_triangle(padded, total):
    for a in range(total.shape[0]):
        for b in range(a + 1):
            total[a, b] += padded[a, b]


@njit(cache=True, nogil=True, error_model="numpy")
def add_cross_products(first_row, last_row, regressors, total):
    """Add X'X of the rows to the lower triangle of `total`."""
    n_columns = regressors.shape[1]
    width = padded_width(n_columns)
    padded = np.zeros((width, width))
    product = np.zeros((ROWS_PER_PRODUCT, width))
    for start in range(first_row, last_row, ROWS_PER_PRODUCT):
        n_rows = min(ROWS_PER_PRODUCT, last_row - start)
        for r in range(n_rows):
            for c in range(n_columns):
                product[r, c] = regressors[start + r, c]
        _add_products(regressors, start, product, n_rows, padded)
    add_lower_triangle(padded, total)


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def predict(regressors, coefficients, predictor):
    """Write X coefficients."""
    for row in range(regressors.shape[0]):
        total = 0.0
        for c in range(coefficients.shape[0]):
            total += regressors[row, c] * coefficients[c]
        predictor[row] = total


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def add_information(
    first, last, row_start, blocks, mean_residual, sigma_cross, regressors, first_row, padded, product, score, cross
):
    """Add the sums over designs `first` … `last`-1: X' M X to the lower triangle of `padded`, X' mean_residual
    to `score` and X' sigma_cross to `cross`.

    The designs' first row is `first_row` of X and the first element of the arrays by row and of the blocks. Rows of
    M X are collected in `product` until it fills the first-level cache, then multiplied eight at a time.
    A library's threaded product is no faster here and, sharing its processors with other work, many times slower.
    """
    n_columns = regressors.shape[1]
    base = row_start[first]
    block = 0
    g = first
    while g < last:
        start = row_start[g] - base
        n = 0
        while g < last and n < ROWS_PER_PRODUCT:
            own = row_start[g] - base
            row = own + first_row
            n_rows = row_start[g + 1] - row_start[g]
            for t in range(n_rows):
                entry = blocks[block + t * n_rows]
                for c in range(n_columns):
                    product[n, c] = entry * regressors[row, c]
                for s in range(1, n_rows):
                    entry = blocks[block + t * n_rows + s]
                    for c in range(n_columns):
                        product[n, c] += entry * regressors[row + s, c]
                residual = mean_residual[own + t]
                mixed = sigma_cross[own + t]
                for c in range(n_columns):
                    score[c] += residual * regressors[row + t, c]
                    cross[c] += mixed * regressors[row + t, c]
                n += 1
            block += n_rows * n_rows
            g += 1
        _add_products(regressors, start + first_row, product, n, padded)


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def add_scores(first, last, row_start, mean_residual, sigma_scores, regressors, first_row, cluster_codes, scores):
    """Add every person's score (regressors, then log sigma) to the row of `scores` of its cluster."""
    n_columns = regressors.shape[1]
    base = row_start[first]
    for g in range(first, last):
        cluster = cluster_codes[g]
        for row in range(row_start[g] - base, row_start[g + 1] - base):
            for c in range(n_columns):
                scores[cluster, c] += mean_residual[row] * regressors[first_row + row, c]
        scores[cluster, n_columns] += sigma_scores[g - first]
