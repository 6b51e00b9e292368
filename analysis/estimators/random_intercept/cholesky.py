"""Solving with one small positive definite or triangular matrix, compiled.

A library's solver wakes its threads even for fifty columns; when the processors have other work, waiting for
them takes a hundred times longer than the arithmetic.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, error_model="numpy")
def solve_lower(factor, right_hand_side, n):
    """Solution [n] with the leading n rows and columns of a lower triangular matrix."""
    solution = np.empty(n)
    for i in range(n):
        total = right_hand_side[i]
        for k in range(i):
            total -= factor[i, k] * solution[k]
        solution[i] = total / factor[i, i]
    return solution


@njit(cache=True, nogil=True, error_model="numpy")
def solve_positive_definite(matrix, right_hand_side):
    """Whether the symmetric [n, n] matrix is positive definite and, if so, the solution [n]; else zeros."""
    n = matrix.shape[0]
    factor = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= factor[i, k] * factor[j, k]
            if j < i:
                factor[i, j] = total / factor[j, j]
            elif total > 0.0:
                factor[i, i] = np.sqrt(total)
            else:
                return False, np.zeros(n)
    solution = solve_lower(factor, right_hand_side, n)
    for i in range(n - 1, -1, -1):
        solution[i] /= factor[i, i]
        for k in range(i):
            solution[k] -= factor[i, k] * solution[i]
    return True, solution
