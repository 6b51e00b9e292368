"""Terms for which the conditional likelihood has no finite maximum.

A direction d certifies that when, within every person, no interview without the event lies above one with it in x'd
and somewhere they differ (Albert and Anderson 1984, for comparisons within persons).
"""

from __future__ import annotations

import numpy as np

from analysis.estimators.conditional.kernels import ordering_columns
from analysis.estimators.conditional.within_design import WithinDesign
from analysis.estimators.screening import Fault

_SLACK = 0.01
_SHARE_OF_DIRECTION = 0.1
_REMEDY = "leave it out, or ask for penalty='firth', which gives finite estimates"


def separating_terms(design: WithinDesign) -> Fault | None:
    """Terms that separate alone, in one direction or the other: no search is needed to know it."""
    found = np.flatnonzero(ordering_columns(design.row_start, design.outcomes, design.regressors))
    if not len(found):
        return None
    is_ordered = np.zeros(len(design.row_start) - 1, dtype=bool)
    for c in found:
        is_ordered |= _varies(design, design.regressors[:, c])
    return _separation(design, tuple(int(c) for c in found), int(is_ordered.sum()))


def fault_of_runaway(design: WithinDesign, direction: np.ndarray) -> Fault:
    """Judge a runaway search by the direction [terms] of its last step."""
    movement = design.regressors @ direction
    largest = np.abs(movement).max()
    gaps = _gaps(design, movement)
    is_moved = _varies(design, movement, 0.5 * largest)
    rows = np.repeat(is_moved, np.diff(design.row_start))
    contributions = np.abs(design.regressors[rows] * direction).mean(axis=0)
    columns = tuple(int(c) for c in np.flatnonzero(contributions > _SHARE_OF_DIRECTION * contributions.max()))
    if gaps.min() >= -_SLACK * largest:
        return _separation(design, columns, int(is_moved.sum()))
    listing = ", ".join(design.names[c] for c in columns)
    return Fault("not_converged", f"the coefficient of {listing} runs away", columns)


def _gaps(design: WithinDesign, movement: np.ndarray) -> np.ndarray:
    """[persons] smallest movement among interviews with the event, less the largest among those without."""
    is_event, first = design.outcomes == 1, design.row_start[:-1]
    with_event = np.minimum.reduceat(np.where(is_event, movement, np.inf), first)
    return with_event - np.maximum.reduceat(np.where(is_event, -np.inf, movement), first)


def _varies(design: WithinDesign, movement: np.ndarray, at_least: float = 0.0) -> np.ndarray:
    first = design.row_start[:-1]
    return np.maximum.reduceat(movement, first) - np.minimum.reduceat(movement, first) > at_least


def _separation(design: WithinDesign, columns: tuple[int, ...], n_persons: int) -> Fault:
    listing = ", ".join(design.names[c] for c in columns)
    return Fault(
        "not_estimable",
        f"separation: {listing} orders the interviews with and without the event without exception in the "
        f"{n_persons:,} informative persons within whom it varies, so its coefficient has no finite estimate; "
        f"{_REMEDY}",
        columns,
    )
