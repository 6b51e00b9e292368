"""A data frame as arrays sorted by person: the one place where frames are read for an estimator."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.level_weights import levels_of_weights
from analysis.estimators.screening import Fault, missing_values

_ROWS_PER_BLOCK = 4_096
_ROWS_WORTH_THREADS = 200_000


@dataclass(frozen=True)
class PersonRows:
    """One array a term and 0/1 outcomes, sorted by person, or the fault that forbids a fit.

    weights and cluster_codes are one value a person; row_weights, one a row, are None for ones.
    """

    columns: tuple[np.ndarray, ...]
    outcomes: np.ndarray
    row_start: np.ndarray
    weights: np.ndarray
    cluster_codes: np.ndarray | None
    cluster_name: str | None
    n_persons: int
    n_rows: int
    fault: Fault | None = None
    row_weights: np.ndarray | None = None
    cluster_labels: np.ndarray | None = None


def person_rows(
    frame: pd.DataFrame,
    outcome: str,
    person: str,
    terms: Sequence[str],
    cluster: str | None = None,
    weights: str | None = None,
    row_weights: str | None = None,
    weight_scaling: str = "size",
) -> PersonRows:
    """Sort by person and check; raises KeyError or ValueError for wrong arguments, see `random_intercept`.

    With row_weights and no cluster each person is one, for weighted rows have no model-based errors.
    """
    needed = [outcome, person, *terms, *(name for name in (cluster, weights, row_weights) if name)]
    require_columns(frame, needed)
    require_numeric(frame, [outcome, *terms, *(name for name in (weights, row_weights) if name)])
    codes, known = pd.factorize(frame[person])
    n_rows, n_persons = len(frame), len(known)
    fault = missing_values(frame, needed) or (None if n_rows else Fault("not_estimable", "no rows"))
    if fault is not None:
        empty = np.empty(0)
        return PersonRows((), empty, empty, empty, None, cluster, n_persons, n_rows, fault)
    order = np.argsort(codes, kind="stable") if (np.diff(codes) < 0).any() else slice(None)
    row_start = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=n_persons))]).astype(np.int64)
    outcomes = frame[outcome].to_numpy(dtype=np.float64)[order]
    if not np.isin(outcomes, (0.0, 1.0)).all():
        raise ValueError(f"outcome '{outcome}' holds values other than 0 and 1; recode it before the fit")
    columns = tuple(frame[term].to_numpy(dtype=np.float64)[order] for term in terms)
    fault, person_weights, level_one = None, np.ones(n_persons), None
    if row_weights:
        level_one = frame[row_weights].to_numpy(dtype=np.float64)[order]
        fault = _weights_not_positive(level_one, row_weights, "interviews")
        if fault is None:
            person_weights, level_one = levels_of_weights(level_one, row_start, weight_scaling)
    if weights:
        person_weights = frame[weights].to_numpy(dtype=np.float64)[order][row_start[:-1]]
        fault = fault or changing_column(frame[weights], codes, row_start, order, weights)
        fault = fault or _weights_not_positive(person_weights, weights, "persons")
    cluster_codes = cluster_labels = None
    if cluster:
        cluster_codes, cluster_labels = pd.factorize(frame[cluster].to_numpy()[order][row_start[:-1]])
        cluster_codes = cluster_codes.astype(np.int64)
        fault = fault or changing_column(frame[cluster], codes, row_start, order, cluster)
    elif row_weights:
        cluster, cluster_codes = person, np.arange(n_persons)
    return PersonRows(
        columns, outcomes.astype(np.uint8), row_start, person_weights, cluster_codes, cluster, n_persons, n_rows,
        fault, level_one, None if cluster_labels is None else np.asarray(cluster_labels),
    )  # fmt: skip


def _weights_not_positive(values: np.ndarray, name: str, units: str) -> Fault | None:
    n_faulty = int(len(values) - (np.isfinite(values) & (values > 0)).sum())
    if n_faulty == 0:
        return None
    words = f"weights '{name}' are zero, negative or infinite for {n_faulty:,} {units}; leave these out before the fit"
    return Fault("refused", words)


def split_by_person(column: np.ndarray, row_start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Person means, repeated on each row, and deviations from them; deviations that are rounding become 0."""
    sizes = np.diff(row_start)
    means = np.repeat(np.add.reduceat(column, row_start[:-1]) / sizes, sizes)
    deviations = column - means
    deviations[np.abs(deviations) <= 1e-12 * (1.0 + np.abs(means))] = 0.0
    return means, deviations


def regressor_matrix(columns: Sequence[np.ndarray], n_rows: int) -> np.ndarray:
    """[rows, columns + 1] in C order with the intercept first, filled in blocks that stay in the cache."""
    X = np.empty((n_rows, len(columns) + 1))

    def fill(first_row: int, last_row: int) -> None:
        for start in range(first_row, last_row, _ROWS_PER_BLOCK):
            block = slice(start, min(start + _ROWS_PER_BLOCK, last_row))
            X[block, 0] = 1.0
            for c, column in enumerate(columns, start=1):
                X[block, c] = column[block]

    if n_rows < _ROWS_WORTH_THREADS:
        fill(0, n_rows)
        return X
    edges = [0, n_rows // 2, n_rows]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(fill, edges[:-1], edges[1:]))
    return X


def changing_column(
    column: pd.Series, codes: np.ndarray, row_start: np.ndarray, order: np.ndarray | slice, name: str
) -> Fault | None:
    """Refuse a column that is not the same in all rows of a person; codes: [rows] of persons, before `order`."""
    values = pd.factorize(column)[0][order]
    first = np.repeat(values[row_start[:-1]], np.diff(row_start))
    n_changing = len(np.unique(codes[order][values != first]))
    if n_changing == 0:
        return None
    return Fault("refused", f"'{name}' must be constant within a person but changes for {n_changing:,} persons")


def require_columns(frame: pd.DataFrame, names: Sequence[str]) -> None:
    """Raise KeyError for names that are no columns of the frame."""
    absent = [name for name in names if name not in frame.columns]
    if absent:
        raise KeyError(f"columns not in the frame: {', '.join(absent)}; it has {', '.join(map(str, frame.columns))}")


def require_numeric(frame: pd.DataFrame, names: Sequence[str]) -> None:
    """Raise ValueError for columns that are neither numbers nor indicators."""
    for name in names:
        if not (pd.api.types.is_numeric_dtype(frame[name]) or pd.api.types.is_bool_dtype(frame[name])):
            raise ValueError(f"column '{name}' has type {frame[name].dtype}; make it numeric or 0/1 indicators first")
