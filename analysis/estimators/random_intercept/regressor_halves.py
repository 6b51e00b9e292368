"""The between–within regressors written once, straight from the frame's columns, with their cross products.

Means, deviations, assembly and X'X are each cheap beside the memory they move: done a block of persons at a time,
they share it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit

from analysis.estimators.random_intercept.column_moments import ColumnMoments
from analysis.estimators.random_intercept.column_products import add_cross_products
from analysis.estimators.random_intercept.person_ranges import PersonRanges

_PERSONS_PER_BLOCK = 500
_ROUNDING = 1e-12


@njit(cache=True, nogil=True, error_model="numpy")
def _write_block(row_start, columns, n_split, regressors):
    """Write intercept, deviations, means and whole columns of a block of persons.

    columns: [columns, at least the rows of the block]; row_start: [persons + 1] within the frame.
    """
    base = row_start[0]
    for g in range(len(row_start) - 1):
        first, last = row_start[g] - base, row_start[g + 1] - base
        for c in range(n_split):
            total = 0.0
            for row in range(first, last):
                total += columns[c, row]
            mean = total / (last - first)
            threshold = _ROUNDING * (1.0 + abs(mean))
            for row in range(first, last):
                deviation = columns[c, row] - mean
                regressors[row, 1 + c] = 0.0 if abs(deviation) <= threshold else deviation
                regressors[row, 1 + n_split + c] = mean
        for row in range(first, last):
            regressors[row, 0] = 1.0
            for c in range(n_split, len(columns)):
                regressors[row, 1 + n_split + c] = columns[c, row]


def write_regressors(
    columns: Sequence[np.ndarray], n_split: int, row_start: np.ndarray, regressors: np.ndarray
) -> np.ndarray:
    """Fill [rows, 1 + 2 n_split + whole columns]: intercept, deviations, means, whole columns; return its X'X.

    columns: [rows] each, sorted by person, the first n_split of which are split. row_start: [persons + 1], from the
    first row of the columns.
    """

    def write(persons: tuple[int, int]) -> np.ndarray:
        cross_products = np.zeros((regressors.shape[1], regressors.shape[1]))
        for first in range(persons[0], persons[1], _PERSONS_PER_BLOCK):
            starts = row_start[first : min(first + _PERSONS_PER_BLOCK, persons[1]) + 1]
            rows = slice(starts[0], starts[-1])
            block = regressors[rows]
            source = np.empty((len(columns), len(block)))
            for c, column in enumerate(columns):
                source[c] = column[rows]
            _write_block(starts, source, n_split, block)
            add_cross_products(0, len(block), block, cross_products)
        return cross_products

    lower = sum(PersonRanges(row_start).run(write))
    return lower + np.tril(lower, -1).T


def column_moments_of(regressors: np.ndarray, cross_products: np.ndarray, outcomes: np.ndarray) -> ColumnMoments:
    """The moments of an assembled matrix whose X'X is known."""
    return ColumnMoments(cross_products, regressors[np.flatnonzero(outcomes)].sum(axis=0))
