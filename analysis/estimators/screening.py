"""What must be said about the data before or after a fit: each check returns a fault or None.

A fault names the columns concerned, so that a caller can leave them out openly and fit again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

_COLLINEAR_RESIDUAL_SHARE = 1e-9
_SEPARATION_SLACK = 0.01
_SHARE_OF_DIRECTION = 0.1


@dataclass(frozen=True)
class Fault:
    """Why there is no estimate: status 'refused', 'not_estimable' or 'not_converged', and the columns."""

    status: str
    message: str
    columns: tuple[int, ...] = ()


def missing_values(frame: pd.DataFrame, columns: Sequence[str]) -> Fault | None:
    """Refuse missing values: dropping rows is the caller's decision, to be counted and told."""
    counts = frame[list(dict.fromkeys(columns))].isna().sum()
    counts = counts[counts > 0]
    if counts.empty:
        return None
    listing = ", ".join(f"{name} ({count:,} rows)" for name, count in counts.items())
    return Fault("refused", f"missing values in {listing}; leave these rows out or fill them before the fit")


def outcome_without_variation(outcomes: np.ndarray, row_start: np.ndarray) -> Fault | None:
    """No events, only events, or nobody seen twice: no model to fit."""
    n_events, n_rows = int(outcomes.sum()), len(outcomes)
    if n_rows == 0:
        return Fault("not_estimable", "no rows")
    if n_events == 0:
        return Fault("not_estimable", f"the outcome never occurs in {n_rows:,} interviews")
    if n_events == n_rows:
        return Fault("not_estimable", f"the outcome occurs in each of {n_rows:,} interviews")
    if np.diff(row_start).max() < 2:
        return Fault("not_estimable", "nobody is interviewed twice: the person intercept cannot be told apart")
    return None


def constant_columns(deviations: np.ndarray, names: Sequence[str], reasons: Sequence[str]) -> Fault | None:
    """Columns without variation; `reasons` says for each column what that means."""
    columns = tuple(int(c) for c in np.flatnonzero(deviations <= 1e-12))
    if not columns:
        return None
    return Fault("not_estimable", "; ".join(f"{names[c]} {reasons[c]}" for c in columns), columns)


def collinear_column(cross_products: np.ndarray, names: Sequence[str]) -> Fault | None:
    """The first column that the columns before it determine.

    cross_products: X'X of all columns, the intercept first. Works through the columns in order by a
    bordered Cholesky factor of the correlation-like scaled matrix; the share of a column left over by
    its predecessors decides.
    """
    scale = 1.0 / np.sqrt(np.diag(cross_products))
    scaled = cross_products * np.outer(scale, scale)
    factor = np.zeros_like(scaled)
    for c in range(len(scaled)):
        previous = np.linalg.solve(factor[:c, :c], scaled[:c, c]) if c else np.empty(0)
        left_over = 1.0 - previous @ previous
        # Relative to the variance about the mean, or a column far from zero would look collinear.
        variance_share = 1.0 - scaled[0, c] ** 2 if c else 1.0
        if left_over < _COLLINEAR_RESIDUAL_SHARE * max(variance_share, 1e-6):
            weights = np.linalg.solve(factor[:c, :c].T, previous)
            partners = [names[p] for p in range(c) if abs(weights[p]) > 1e-6]
            return Fault("not_estimable", f"{names[c]} is collinear with {', '.join(partners)}", (c,))
        factor[c, :c] = previous
        factor[c, c] = np.sqrt(left_over)
    return None


def separated_columns(
    regressors: np.ndarray, outcomes: np.ndarray | None, direction: np.ndarray, names: Sequence[str]
) -> Fault:
    """Judge a runaway search: does the direction of its last step separate events from non-events?

    A direction d with (2y - 1) x'd >= 0 in all rows is the certificate that no finite maximum exists
    (Albert and Anderson 1984); the random intercept does not change that, for it integrates over
    predictors that all move the same way. Without outcomes by row the question is not asked.
    """
    movement = regressors @ direction
    largest = np.abs(movement).max()
    moved = np.abs(movement) > 0.5 * largest
    contributions = np.abs(regressors[moved] * direction).mean(axis=0)
    columns = tuple(int(c) for c in np.flatnonzero(contributions > _SHARE_OF_DIRECTION * contributions.max()) if c > 0)
    listing = ", ".join(names[c] for c in columns)
    smallest = -np.inf if outcomes is None else np.where(outcomes > 0, movement, -movement).min()
    if columns and smallest >= -_SEPARATION_SLACK * largest:
        n_rows = int(moved.sum())
        return Fault(
            "not_estimable",
            f"separation: {listing} predicts the outcome of {n_rows:,} interviews without exception, "
            "so its coefficient has no finite estimate",
            columns,
        )
    return Fault("not_converged", f"the coefficient of {listing or 'the intercept'} runs away", columns)
