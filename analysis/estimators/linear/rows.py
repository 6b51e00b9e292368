"""A data frame as arrays for a linear model: the outcome, columns, effects as codes, clusters and weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.estimators.person_rows import require_columns, require_numeric
from analysis.estimators.screening import Fault, missing_values


@dataclass(frozen=True)
class LinearRows:
    """Arrays of one length, or the fault that forbids a fit.

    outcomes [rows]; columns: one [rows] array a term; effects: one [rows] array of codes a fixed effect;
    clusters: [rows] codes, each row its own where no cluster is named; weights: [rows] or None.
    """

    outcomes: np.ndarray
    columns: tuple[np.ndarray, ...]
    effects: tuple[np.ndarray, ...]
    clusters: np.ndarray
    weights: np.ndarray | None
    fault: Fault | None = None

    def __len__(self) -> int:
        return len(self.outcomes)

    def of(self, is_kept: np.ndarray) -> LinearRows:
        """The rows for which [rows] `is_kept` is true."""
        if is_kept.all():
            return self
        return replace(
            self,
            outcomes=self.outcomes[is_kept],
            columns=tuple(column[is_kept] for column in self.columns),
            effects=tuple(codes[is_kept] for codes in self.effects),
            clusters=self.clusters[is_kept],
            weights=None if self.weights is None else self.weights[is_kept],
        )


def linear_rows(
    frame: pd.DataFrame,
    outcome: str,
    terms: Sequence[str],
    effects: Sequence[str],
    cluster: str | None = None,
    weights: str | None = None,
) -> LinearRows:
    """Read and check the columns.

    Raises KeyError for a column the frame lacks, ValueError for one that should hold numbers and does not, or for a
    term named twice.
    """
    numeric = [outcome, *terms, *([weights] if weights else [])]
    needed = [*numeric, *effects, *([cluster] if cluster else [])]
    require_columns(frame, needed)
    require_numeric(frame, numeric)
    twice = sorted({term for term in terms if list(terms).count(term) > 1})
    if twice:
        raise ValueError(f"terms named twice: {', '.join(twice)}")
    fault = missing_values(frame, needed)
    if fault is not None:
        empty = np.empty(0)
        return LinearRows(empty, (), (), empty, None, fault)
    row_weights = frame[weights].to_numpy(dtype=np.float64) if weights else None
    if row_weights is not None and not (np.isfinite(row_weights) & (row_weights > 0)).all():
        n_bad = int((~(np.isfinite(row_weights) & (row_weights > 0))).sum())
        fault = Fault("refused", f"weights '{weights}' are not positive in {n_bad:,} rows; leave these out")
    return LinearRows(
        outcomes=frame[outcome].to_numpy(dtype=np.float64),
        columns=tuple(as_column(frame[term]) for term in terms),
        effects=tuple(level_codes(frame[name]) for name in effects),
        clusters=level_codes(frame[cluster]) if cluster else np.arange(len(frame), dtype=np.uint32),
        weights=row_weights,
        fault=fault,
    )


def as_column(column: pd.Series) -> np.ndarray:
    """[rows]; indicators stay one byte a row until they are used, numbers become floats."""
    return column.to_numpy(dtype=bool if pd.api.types.is_bool_dtype(column) else np.float64)


def level_codes(column: pd.Series) -> np.ndarray:
    """[rows] codes of the levels, from 0 and in order of appearance."""
    return pd.factorize(column)[0].astype(np.uint32)


def joint_codes(*codes: np.ndarray) -> np.ndarray:
    """[rows] codes of the combinations that occur, from 0."""
    combined = np.zeros(len(codes[0]), dtype=np.int64)
    for part in codes:
        combined = combined * (int(part.max(initial=0)) + 1) + part
    return pd.factorize(combined)[0].astype(np.uint32)


def count_levels(codes: np.ndarray) -> int:
    """Number of codes that occur."""
    return int(np.count_nonzero(np.bincount(codes))) if len(codes) else 0


def outcome_fault(outcomes: np.ndarray, what: str) -> Fault | None:
    """No rows, or an outcome that never or always occurs. `what` names the rows, such as 'interviews'."""
    if len(outcomes) == 0:
        return Fault("not_estimable", f"no {what}")
    if outcomes.min() < outcomes.max():
        return None
    words = {0.0: "never occurs in", 1.0: "occurs in each of"}.get(float(outcomes[0]), "is the same in all")
    return Fault("not_estimable", f"the outcome {words} {len(outcomes):,} {what}; nothing can be compared")
