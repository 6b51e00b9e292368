"""Variance inflation factors from a correlation matrix.

Source: Marquardt, D. W. (1970). Generalized inverses, ridge regression, biased linear estimation, and nonlinear
estimation. Technometrics 12(3), 591-612, who names the diagonal of the inverse of the correlation matrix the variance
inflation factors. Each equals 1 / (1 - R²) of the regression of one variable on the others.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

LARGEST_CONDITION_NUMBER = 1e12
SYMMETRY_TOLERANCE = 1e-9


class CollinearityError(ValueError):
    """A matrix from which no variance inflation factors follow."""


def variance_inflation_factors(correlations: pd.DataFrame) -> pd.Series:
    """Return the variance inflation factor of each variable of a square correlation matrix.

    `correlations` has the same names, in the same order, as rows and as columns.
    Raises CollinearityError when the matrix is empty, not square, not symmetric with ones on its diagonal, has a
    missing cell (a variable that never varies), is singular (a variable is a sum of others), or is not positive
    definite (its cells come from different rows and contradict each other).
    """
    _require_correlations(correlations)
    values = correlations.to_numpy(dtype="float64")
    eigenvalues = np.linalg.eigvalsh(values)
    if eigenvalues[0] <= eigenvalues[-1] / LARGEST_CONDITION_NUMBER:
        is_singular = eigenvalues[0] > -1e-9
        problem = "is singular: one variable is a linear combination of others" if is_singular else (
            "is not positive definite: its correlations come from different rows and cannot hold together"
        )  # fmt: skip
        raise CollinearityError(f"the correlation matrix of {_names(correlations)} {problem}; leave a variable out")
    return pd.Series(np.diag(np.linalg.inv(values)), index=correlations.index, name="variance_inflation_factor")


def _require_correlations(correlations: pd.DataFrame) -> None:
    if correlations.empty or list(correlations.index) != list(correlations.columns):
        raise CollinearityError("a correlation matrix needs the same variables, in one order, as rows and as columns")
    values = correlations.to_numpy(dtype="float64")
    missing = correlations.index[np.isnan(values).any(axis=1)]
    if len(missing):
        raise CollinearityError(
            f"correlation(s) of {', '.join(map(str, missing))} are missing; leave out variables that never vary"
        )
    if np.abs(values - values.T).max() > SYMMETRY_TOLERANCE or np.abs(np.diag(values) - 1).max() > SYMMETRY_TOLERANCE:
        raise CollinearityError(f"the matrix of {_names(correlations)} is not symmetric with ones on its diagonal")


def _names(correlations: pd.DataFrame) -> str:
    return ", ".join(map(str, correlations.index))
