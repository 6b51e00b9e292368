"""What must be said about the data before or after a fit: each check returns a fault or None.

A fault names the columns concerned, so that a caller can leave them out openly and fit again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.estimators.random_intercept.cholesky import solve_lower

_COLLINEAR_RESIDUAL_SHARE = 1e-9
_SEPARATION_SLACK = 0.01
_ROWS_PER_BLOCK = 65_536
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


def one_cluster(cluster: str) -> Fault:
    """Cluster-robust errors need two clusters."""
    return Fault("not_estimable", f"only one cluster by {cluster}: errors need at least two; cluster by less")


def with_remedy(fault: Fault | None) -> Fault | None:
    """The fault of columns that cannot be told apart, with what to do about it."""
    return fault and replace(fault, message=f"{fault.message}; leave out what cannot be told apart")


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
        previous = solve_lower(factor, scaled[c], c)
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


def columns_without_overlap(sums: np.ndarray, event_sums: np.ndarray) -> list[int]:
    """Columns that, were they 0/1 indicators, would be without events or without non-events at 0 or at 1.

    sums: X'1, event_sums: X'y, both [columns] with the intercept first.
    """
    n_rows, n_events = sums[0], event_sums[0]
    is_bare = (event_sums == 0) | (event_sums == sums) | (event_sums == n_events)
    is_bare |= sums - event_sums == n_rows - n_events
    return [int(c) for c in np.flatnonzero(is_bare) if c > 0]


def separating_indicators(
    columns: Mapping[int, np.ndarray], outcomes: np.ndarray, names: Sequence[str]
) -> Fault | None:
    """0/1 columns that alone predict the outcome of one of their two groups: no search is needed to know it.

    columns: [rows] each, by position. Separation by several terms together shows in the search.
    """
    found, is_predicted = [], np.zeros(len(outcomes), dtype=bool)
    for c, values in columns.items():
        if not ((values == 0) | (values == 1)).all():
            continue
        groups = [values == 1, values == 0]
        bare = [group for group in groups if outcomes[group].sum() in (0, group.sum())]
        if bare:
            found.append(c)
            is_predicted |= bare[0]
    return _separation(found, int(is_predicted.sum()), names) if found else None


def separated_columns(
    regressors: np.ndarray, outcomes: np.ndarray | None, direction: np.ndarray, names: Sequence[str]
) -> Fault:
    """Judge a runaway search: does the direction of its last step separate events from non-events?

    A direction d with (2y - 1) x'd >= 0 in all rows is the certificate that no finite maximum exists
    (Albert and Anderson 1984); the random intercept does not change that, for it integrates over
    predictors that all move the same way. Without outcomes by row the question is not asked.
    """
    blocks = [slice(first, first + _ROWS_PER_BLOCK) for first in range(0, len(regressors), _ROWS_PER_BLOCK)]
    movement = np.concatenate([regressors[block] @ direction for block in blocks])
    largest = np.abs(movement).max()
    moved = np.abs(movement) > 0.5 * largest
    contributions = sum(np.abs(regressors[block][moved[block]] * direction).sum(axis=0) for block in blocks)
    columns = tuple(int(c) for c in np.flatnonzero(contributions > _SHARE_OF_DIRECTION * contributions.max()) if c > 0)
    listing = ", ".join(names[c] for c in columns)
    smallest = -np.inf if outcomes is None else np.where(outcomes > 0, movement, -movement).min()
    if columns and smallest >= -_SEPARATION_SLACK * largest:
        return _separation(columns, int(moved.sum()), names)
    return Fault("not_converged", f"the coefficient of {listing or 'the intercept'} runs away", columns)


def _separation(columns: Sequence[int], n_rows: int, names: Sequence[str]) -> Fault:
    return Fault(
        "not_estimable",
        f"separation: {', '.join(names[c] for c in columns)} predicts the outcome of {n_rows:,} interviews without "
        "exception, so its coefficient has no finite estimate; leave it out or merge it with a like term",
        tuple(columns),
    )
