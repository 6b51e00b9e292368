"""Compiled sums over rows that average effects are made of."""

from __future__ import annotations

from numba import njit


@njit(cache=True, nogil=True, error_model="numpy")
def add_effects(linear_predictor, exposure, coefficient, weights, low, step, tables, sums, slopes):
    """Add the weighted sums over rows of the effect, its own and its log-sigma derivative to `sums` [3].

    Writes slopes [rows]: the weighted difference of the derivatives with respect to the predictor. tables: [grid, 3]
    from `low` by `step`; read with linear interpolation.
    """
    effect, own, spread = 0.0, 0.0, 0.0
    last = tables.shape[0] - 2
    for row in range(linear_predictor.shape[0]):
        unexposed = linear_predictor[row] - coefficient * exposure[row]
        at = (unexposed - low) / step
        cell = min(max(int(at), 0), last)
        part = at - cell
        p0 = tables[cell, 0] + part * (tables[cell + 1, 0] - tables[cell, 0])
        d0 = tables[cell, 1] + part * (tables[cell + 1, 1] - tables[cell, 1])
        s0 = tables[cell, 2] + part * (tables[cell + 1, 2] - tables[cell, 2])
        at = (unexposed + coefficient - low) / step
        cell = min(max(int(at), 0), last)
        part = at - cell
        p1 = tables[cell, 0] + part * (tables[cell + 1, 0] - tables[cell, 0])
        d1 = tables[cell, 1] + part * (tables[cell + 1, 1] - tables[cell, 1])
        s1 = tables[cell, 2] + part * (tables[cell + 1, 2] - tables[cell, 2])
        weight = weights[row]
        effect += weight * (p1 - p0)
        own += weight * (d1 * (1.0 - exposure[row]) + d0 * exposure[row])
        spread += weight * (s1 - s0)
        slopes[row] = weight * (d1 - d0)
    sums[0] += effect
    sums[1] += own
    sums[2] += spread
