"""Compiled third conditional moments: how the information changes with each predictor, for the Firth penalty."""

from __future__ import annotations

import numpy as np
from numba import njit

from analysis.estimators.conditional.kernels import fill_tails, joined, lengthen, tilt


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def _weigh_pairs(start, n_rows, regressors, root, rotated, weights):
    """Write weights[t, s] = x_t C x_s for the rows from `start`, by way of x root; most deviations are zero."""
    n_terms = regressors.shape[1]
    for t in range(n_rows):
        for c in range(n_terms):
            rotated[t, c] = 0.0
        for r in range(n_terms):
            x = regressors[start + t, r]
            if x != 0.0:
                for c in range(r + 1):
                    rotated[t, c] += x * root[r, c]
        for s in range(t + 1):
            total = 0.0
            for c in range(n_terms):
                total += rotated[t, c] * rotated[s, c]
            weights[t, s] = total
            weights[s, t] = total


@njit(cache=True, nogil=True, error_model="numpy")
def add_penalty_score(
    first, last, row_start, block_start, outcomes, linear_predictor, residual, blocks, regressors, root, score
):
    """Add to `score` the derivatives of half the log determinant of the information, for persons `first` … `last`-1.

    By each predictor that is half the third cumulants of the person's outcomes weighted by A = X C X', C the inverse
    information. root: [terms, terms] lower triangular, C = root root'. residual and blocks as `sweep_persons` left them
    at the same predictor. Works in O(n^3 k) for a person of n interviews.
    """
    n_terms = regressors.shape[1]
    longest = 0
    for g in range(first, last):
        longest = max(longest, row_start[g + 1] - row_start[g])
    p_all, q_all, mean, pull, third = (
        np.empty(longest), np.empty(longest), np.empty(longest), np.empty(longest), np.empty(longest)
    )  # fmt: skip
    tails = np.empty((longest + 1, longest + 1))
    head, inner, innermost = np.empty(longest + 1), np.empty(longest + 1), np.empty(longest + 1)
    A = np.empty((longest, longest))
    rotated = np.empty((longest, n_terms))
    for g in range(first, last):
        row, block = row_start[g], block_start[g]
        n_rows = row_start[g + 1] - row
        k = 0
        for t in range(n_rows):
            k += outcomes[row + t]
            mean[t] = outcomes[row + t] - residual[row + t]
        p, q = p_all[:n_rows], q_all[:n_rows]
        tilt(linear_predictor[row : row + n_rows], k, p, q)
        fill_tails(p, q, k, tails)
        total = tails[0, k]
        _weigh_pairs(row, n_rows, regressors, root, rotated, A)
        for t in range(n_rows):
            third[t] = 0.0
        if k > 2:
            head[0] = 1.0
            head[1 : k - 2] = 0.0
            for t in range(n_rows):
                inner[: k - 2] = head[: k - 2]
                for s in range(t + 1, n_rows):
                    innermost[: k - 2] = inner[: k - 2]
                    for u in range(s + 1, n_rows):
                        all_three = p[t] * p[s] * p[u] * joined(innermost, tails[u + 1], k - 3) / total
                        third[u] += 2.0 * A[t, s] * all_three
                        third[s] += 2.0 * A[t, u] * all_three
                        third[t] += 2.0 * A[s, u] * all_three
                        lengthen(innermost, p[u], q[u], k - 3)
                    lengthen(inner, p[s], q[s], k - 3)
                lengthen(head, p[t], q[t], k - 3)
        quadratic, trace = 0.0, 0.0
        for t in range(n_rows):
            pull[t] = 0.0
            for s in range(n_rows):
                pull[t] += A[t, s] * mean[s]
                trace -= A[t, s] * blocks[block + t * n_rows + s]
            quadratic += pull[t] * mean[t]
        for u in range(n_rows):
            slope = third[u] + A[u, u] * mean[u] + (quadratic - 2.0 * pull[u] - trace) * mean[u]
            for s in range(n_rows):
                if s != u:
                    both = mean[u] * mean[s] - blocks[block + u * n_rows + s]
                    slope += both * (A[s, s] + 2.0 * A[u, s] - 2.0 * pull[s])
            for c in range(n_terms):
                score[c] += 0.5 * slope * regressors[row + u, c]
