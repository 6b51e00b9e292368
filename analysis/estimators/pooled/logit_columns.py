"""A frame as the columns of a weighted logit, read in blocks and never copied, and what forbids a fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators import screening
from analysis.estimators.person_rows import regressor_matrix, require_columns, require_numeric
from analysis.estimators.random_intercept.column_products import add_cross_products

_ROWS_PER_BLOCK = 8_192
INTERCEPT = ("intercept", "control")


@dataclass(frozen=True)
class LogitColumns:
    """The rows of a logit: columns [rows of the frame] each, without the intercept's, outcomes and weights [rows used].

    rows: positions used, None for all. names begin with the intercept.
    """

    columns: tuple[np.ndarray, ...]
    outcomes: np.ndarray
    weights: np.ndarray | None
    rows: np.ndarray | None
    names: tuple[str, ...]

    @property
    def n_rows(self) -> int:
        return len(self.outcomes)

    def blocks(self) -> Iterator[tuple[slice, np.ndarray]]:
        """Positions among the rows used, and their [block, terms] regressors with the intercept first."""
        for start in range(0, self.n_rows, _ROWS_PER_BLOCK):
            block = slice(start, min(start + _ROWS_PER_BLOCK, self.n_rows))
            rows = block if self.rows is None else self.rows[block]
            yield block, regressor_matrix([column[rows] for column in self.columns], block.stop - start)

    def column(self, c: int) -> np.ndarray:
        """[rows used] of one term, by position with the intercept at 0."""
        values = self.columns[c - 1]
        return values if self.rows is None else values[self.rows]

    def regressors(self) -> np.ndarray:
        """[rows used, terms]: for a library that wants all at once."""
        return regressor_matrix([self.column(c) for c in range(1, len(self.names))], self.n_rows)


def logit_columns(
    frame: pd.DataFrame,
    outcome: str,
    terms: Sequence[str],
    needed: Sequence[str] = (),
    weights: str | None = None,
    is_counted: np.ndarray | None = None,
) -> LogitColumns | screening.Fault:
    """Read and screen; needed: further columns in which nothing may be missing. Records without weight are not used.

    Raises KeyError or ValueError for wrong arguments; data that cannot be fitted give their fault.
    """
    terms = tuple(terms)
    columns = [outcome, *terms, *needed, *([weights] if weights else [])]
    require_columns(frame, columns)
    require_numeric(frame, [outcome, *terms, *([weights] if weights else [])])
    if len(set(terms)) < len(terms):
        raise ValueError(f"terms are named more than once: {', '.join(terms)}")
    is_used = np.ones(len(frame), dtype=bool) if is_counted is None else is_counted
    if weights:
        is_used = is_used & (frame[weights].to_numpy(dtype=np.float64) != 0)
    rows = None if is_used.all() else np.flatnonzero(is_used)
    fault = _missing_values(frame, columns, rows)
    if fault is not None:
        return fault
    used = frame[[outcome, *([weights] if weights else [])]].iloc[slice(None) if rows is None else rows]
    outcomes = used[outcome].to_numpy(dtype=np.float64)
    if not np.isin(outcomes, (0.0, 1.0)).all():
        raise ValueError(f"outcome '{outcome}' holds values other than 0 and 1; recode it before the fit")
    design = LogitColumns(
        columns=tuple(_native(frame[term]) for term in terms),
        outcomes=outcomes,
        weights=used[weights].to_numpy(dtype=np.float64) if weights else None,
        rows=rows,
        names=(INTERCEPT[0], *terms),
    )
    return fault_of_columns(design) or design


def fault_of_columns(design: LogitColumns) -> screening.Fault | None:
    """No variation of the outcome, constant or collinear columns, indicators that separate."""
    n_rows, n_events = design.n_rows, int(design.outcomes.sum())
    if n_rows == 0:
        return screening.Fault("not_estimable", "no rows")
    if n_events in (0, n_rows):
        words = "never occurs in" if n_events == 0 else "occurs in each of"
        return screening.Fault("not_estimable", f"the outcome {words} {n_rows:,} interviews")
    lower, event_sums = np.zeros((len(design.names),) * 2), np.zeros(len(design.names))
    for block, X in design.blocks():
        add_cross_products(0, len(X), X, lower)
        event_sums += X[design.outcomes[block] == 1].sum(axis=0)
    cross_products = lower + np.tril(lower, -1).T
    infinite = np.flatnonzero(~np.isfinite(np.diag(cross_products)))
    if len(infinite):
        listing = ", ".join(design.names[c] for c in infinite)
        return screening.Fault("refused", f"infinite values in {listing}; correct them before the fit", tuple(infinite))
    means, squares = cross_products[0] / n_rows, np.diag(cross_products) / n_rows
    deviations = np.sqrt(np.maximum(squares - means**2, 0.0)) / np.sqrt(np.maximum(squares, 1e-300))
    deviations[0] = 1.0
    # A small variance about a large mean may be rounding: look at those columns themselves.
    for c in np.flatnonzero(deviations < 1e-4):
        deviations[c] = np.ptp(design.column(c))
    reasons = ("does not vary",) * len(design.names)
    fault = screening.constant_columns(deviations, design.names, reasons)
    fault = fault or screening.collinear_column(cross_products, design.names)
    if fault is not None:
        return screening.with_remedy(fault)
    doubtful = screening.columns_without_overlap(cross_products[0], event_sums)
    columns = {c: design.column(c) for c in doubtful}
    return screening.separating_indicators(columns, design.outcomes, design.names)


def _missing_values(frame: pd.DataFrame, columns: Sequence[str], rows: np.ndarray | None) -> screening.Fault | None:
    # Only columns that lack something anywhere are copied for the rows used.
    lacking = [name for name in dict.fromkeys(columns) if frame[name].hasnans]
    return screening.missing_values(frame[lacking].iloc[slice(None) if rows is None else rows], lacking)


def _native(column: pd.Series) -> np.ndarray:
    """The column as it lies in the frame; blocks become floating point one at a time."""
    is_extension = not isinstance(column.dtype, np.dtype)
    return column.to_numpy(dtype=np.float64, na_value=np.nan) if is_extension else column.to_numpy()
