"""Single columns of a design: numbers from mart columns, indicators from levels.

Levels in which the outcome never or always occurs would have coefficients without a finite estimate;
ordered levels are pooled with their neighbours, unordered ones with the reference, and it is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.specification.control_terms import ControlTerm


@dataclass(frozen=True)
class Columns:
    """Named numeric columns with what should be told about them; all of one component."""

    names: tuple[str, ...]
    values: tuple[np.ndarray, ...]
    notes: tuple[str, ...] = field(default=())

    def multiplied(self, factor: np.ndarray, suffix: str) -> Columns:
        """The columns times a [rows] factor, with a suffix on their names."""
        names = tuple(f"{name}{suffix}" for name in self.names)
        return Columns(names, tuple(values * factor for values in self.values), self.notes)


def as_numbers(column: pd.Series) -> np.ndarray:
    """Float array with NaN for missing; takes booleans, numbers and database objects (True, False, None).

    Raises ValueError naming the column when it holds anything else.
    """
    is_missing = column.isna().to_numpy()
    try:
        if column.dtype == object or pd.api.types.is_extension_array_dtype(column.dtype):
            values = np.full(len(column), np.nan)
            values[~is_missing] = column[~is_missing].to_numpy().astype(np.float64)
            return values
        return column.to_numpy(dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"column '{column.name}' holds values that are no numbers; cast it in the mart") from error


def control_columns(term: ControlTerm, values: np.ndarray | pd.Categorical, outcomes: np.ndarray) -> Columns:
    """The column or columns of one control, in the units the registry declares.

    values: levels of a categorical control, numbers with NaN for missing of any other.
    """
    if isinstance(values, pd.Categorical):
        return _level_columns(term, values, outcomes)
    if term.missing == "imputations":
        return Columns((term.term,), (in_declared_units(term, values),))
    is_missing = np.isnan(values)
    if is_missing.any():
        values = np.where(is_missing, np.nanmean(values), values)
    names, columns = [term.term], [in_declared_units(term, values)]
    notes = []
    if is_missing.any() and term.transform != "square":
        names.append(f"{term.column}_missing")
        columns.append(indicator(is_missing))
        notes.append(
            f"{term.column} missing in {int(is_missing.sum()):,} interviews: set to its mean, with an indicator"
        )
    return Columns(tuple(names), tuple(columns), tuple(notes))


def indicator(is_so: np.ndarray) -> np.ndarray:
    """0 and 1 in a byte each: most columns are indicators, and as wide numbers they would fill the memory."""
    return is_so.view(np.int8)


def in_declared_units(term: ControlTerm, values: np.ndarray) -> np.ndarray:
    """Values of any shape, transformed and in the unit the registry declares; a missing one stays missing."""
    if term.transform == "log":
        # People live there, so a density of zero is rounding; below one in 100 km2 the logarithm would run off.
        values = np.log(np.maximum(values, 0.01))
    elif term.transform == "square":
        values = values**2
    is_indicator_as_is = values.dtype == np.int8 and term.transform == "none" and term.per == 1
    return values if is_indicator_as_is else values / term.per


def ordered_level_columns(prefix: str, levels: pd.Categorical, outcomes: np.ndarray) -> Columns:
    """Indicators of ordered levels, the first as reference, such as calendar half-years; none may be missing."""
    present = levels.remove_unused_categories()
    distinct, codes = present.categories, present.codes
    n_rows = np.bincount(codes, minlength=len(distinct))
    n_events = np.bincount(codes, weights=outcomes, minlength=len(distinct))
    groups, notes = _pool_neighbours(n_rows, n_events), []
    for group in groups:
        if len(group) > 1:
            notes.append(f"{prefix} {distinct[group[0]]} to {distinct[group[-1]]} pooled: too few events to tell apart")
    group_of_level = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    group_codes = group_of_level[codes]
    names = [f"{prefix}_{distinct[group[0]]}" for group in groups[1:]]
    columns = [indicator(group_codes == g) for g in range(1, len(groups))]
    return Columns(tuple(names), tuple(columns), tuple(notes))


def _pool_neighbours(n_rows: np.ndarray, n_events: np.ndarray) -> list[list[int]]:
    """Runs of consecutive levels, each with at least one event and one non-event."""
    groups: list[list[int]] = [[]]
    for level in range(len(n_rows)):
        groups[-1].append(level)
        events = n_events[groups[-1]].sum()
        if 0 < events < n_rows[groups[-1]].sum():
            groups.append([])
    leftover = groups.pop()
    if not groups:
        return [leftover]
    groups[-1].extend(leftover)
    return groups


def _level_columns(term: ControlTerm, levels: pd.Categorical, outcomes: np.ndarray) -> Columns:
    labels = np.array([*map(_label, levels.categories), "missing"])  # code -1 finds the last
    row_labels = pd.Categorical(labels).codes[levels.codes]
    names, columns, notes = [], [], []
    for code, label in enumerate(np.unique(labels)):
        is_level = row_labels == code
        n_rows, n_events = is_level.sum(), outcomes[is_level].sum()
        if n_rows == 0 or label == term.reference:
            continue
        if 0 < n_events < n_rows:
            names.append(f"{term.column}_{label}")
            columns.append(indicator(is_level))
        else:
            notes.append(f"{term.column} '{label}' pooled with '{term.reference}': its outcome does not vary")
    return Columns(tuple(names), tuple(columns), tuple(notes))


def _label(level: object) -> str:
    """A whole number without a point: where some are missing, integers of the mart arrive as floats."""
    return f"{level:g}" if isinstance(level, float) else str(level)
