"""Fixed effects taken out of columns by pyfixest's compiled solver, and rows that such effects leave no information.

`pyfixest.feols` does the same and more, but for a million rows with 44 event-time columns it takes 21 s and 4.8 GB
where this takes 3 s and 1.1 GB (tests/benchmarks/bench_linear.py); its default tolerance, 1e-6, moreover leaves errors
in the fourth digit of models with person effects.

Source of the solver: Fong and Saunders (2011), LSMR, preconditioned by additive Schwarz; tolerance 1e-8.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

COLUMNS_AT_A_TIME = 8
TOLERANCE = 1e-8


class AbsorptionError(ArithmeticError):
    """The solver did not reach its tolerance."""


def is_informative(effects: Sequence[np.ndarray]) -> np.ndarray:
    """[rows] whether a row remains once rows that are alone in a level are left out, until none is alone."""
    from pyfixest.core.detect_singletons import detect_singletons

    codes = np.column_stack(effects)
    kept = np.arange(len(codes))
    while len(kept):
        is_single = detect_singletons(codes[kept])
        if not is_single.any():
            break
        kept = kept[~is_single]
    mask = np.zeros(len(codes), dtype=bool)
    mask[kept] = True
    return mask


def absorb(columns: Sequence[np.ndarray], effects: Sequence[np.ndarray], weights: np.ndarray | None) -> np.ndarray:
    """Residuals [rows, columns] of the columns on all effects; on the mean where there are no effects.

    effects: one [rows] array of codes each. weights: [rows] or None. Raises AbsorptionError.
    """
    from pyfixest.core.demean import demean_within

    residuals = np.empty((len(columns[0]), len(columns)), order="F")
    codes = np.asfortranarray(np.column_stack(effects), dtype=np.uint32) if effects else None
    preconditioner = "additive"
    for start in range(0, len(columns), COLUMNS_AT_A_TIME):
        part = slice(start, start + COLUMNS_AT_A_TIME)
        block = np.column_stack([column.astype(np.float64, copy=False) for column in columns[part]])
        if codes is None:
            residuals[:, part] = block - np.average(block, axis=0, weights=weights)
            continue
        solved, is_converged, built = demean_within(
            block, codes, weights=weights, tol=TOLERANCE, preconditioner=preconditioner
        )
        if not is_converged:
            raise AbsorptionError("the fixed effects could not be taken out: the solver did not converge")
        residuals[:, part] = solved
        preconditioner = built or preconditioner
    return residuals


def squares_about_mean(column: np.ndarray, weights: np.ndarray | None) -> float:
    """Weighted sum of squares of a [rows] column about its mean: what an effect can leave at most."""
    values = column.astype(np.float64, copy=False)
    deviations = values - np.average(values, weights=weights)
    return float(deviations @ (deviations if weights is None else weights * deviations))
