"""Terms for which the conditional likelihood has no finite maximum.

A direction d certifies that when, within every person, no interview without the event lies above one with it in x'd
and somewhere they differ (Albert and Anderson 1984, for comparisons within persons).
"""

from __future__ import annotations

import numpy as np

from analysis.estimators.conditional.kernels import ordering_columns
from analysis.estimators.conditional.newton import Search
from analysis.estimators.conditional.within_design import WithinDesign
from analysis.estimators.screening import Fault

_SLACK = 0.01
_SHARE_OF_DIRECTION = 0.1
_REMEDY = "leave the terms out, or ask for penalty='firth', which gives finite estimates"


def separating_terms(design: WithinDesign) -> Fault | None:
    """Terms that separate alone, in one direction or the other: no search is needed to know it."""
    found = np.flatnonzero(ordering_columns(design.row_start, design.outcomes, design.regressors))
    if not len(found):
        return None
    is_ordered = np.zeros(len(design.row_start) - 1, dtype=bool)
    for c in found:
        is_ordered |= _varies(design, design.regressors[:, c])
    return _separation(design, tuple(int(c) for c in found), int(is_ordered.sum()))


def fault_of_search(design: WithinDesign, search: Search) -> Fault:
    """Judge a search without a maximum: by the direction of its last step, and else by looking for a certificate."""
    fault = _certified(design, search.last_step) or _certified(design, separating_direction(design))
    if fault is not None:
        return fault
    if search.ending == "exhausted":
        return Fault("not_converged", f"no maximum after {search.n_steps} Newton steps")
    columns = _moving_terms(design, search.last_step)
    return Fault("not_converged", f"the coefficient of {_listing(design, columns)} runs away", columns)


def _certified(design: WithinDesign, direction: np.ndarray) -> Fault | None:
    movement = design.regressors @ direction
    largest = np.abs(movement).max()
    if not largest > 0 or _gaps(design, movement).min() < -_SLACK * largest:
        return None
    n_persons = int(_varies(design, movement, 0.5 * largest).sum())
    return _separation(design, _moving_terms(design, direction), n_persons)


def separating_direction(design: WithinDesign) -> np.ndarray:
    """[terms] direction that separates most, or zeros where none does: a linear programme (Konis 2007).

    Beside the direction each person has a threshold that interviews with the event must reach and others not pass.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, csr_array, hstack

    n_rows, n_terms = design.regressors.shape
    sizes = np.diff(design.row_start)
    n_persons = len(sizes)
    person, is_event = np.repeat(np.arange(n_persons), sizes), design.outcomes == 1
    sign = np.where(is_event, 1.0, -1.0)
    scale = 1.0 / np.abs(design.regressors).max(axis=0)
    events = np.add.reduceat(is_event.astype(float), design.row_start[:-1])
    weights = np.where(is_event, 1.0 / events[person], 1.0 / (sizes - events)[person])
    signed = sign[:, None] * design.regressors * scale
    thresholds = coo_array((sign, (np.arange(n_rows), person)), shape=(n_rows, n_persons))
    answer = linprog(
        -np.append(weights @ signed, np.zeros(n_persons)),
        A_ub=hstack([csr_array(-signed), thresholds]).tocsr(),
        b_ub=np.zeros(n_rows),
        bounds=[(-1, 1)] * n_terms + [(None, None)] * n_persons,
        method="highs",
    )
    return answer.x[:n_terms] * scale if answer.status == 0 and answer.fun < -1e-6 else np.zeros(n_terms)


def _moving_terms(design: WithinDesign, direction: np.ndarray) -> tuple[int, ...]:
    """Terms that carry the movement along the direction in the persons whom it moves most."""
    movement = design.regressors @ direction
    rows = np.repeat(_varies(design, movement, 0.5 * np.abs(movement).max()), np.diff(design.row_start))
    contributions = np.abs(design.regressors[rows] * direction).mean(axis=0)
    return tuple(int(c) for c in np.flatnonzero(contributions > _SHARE_OF_DIRECTION * contributions.max()))


def _listing(design: WithinDesign, columns: tuple[int, ...]) -> str:
    return ", ".join(design.names[c] for c in columns)


def _gaps(design: WithinDesign, movement: np.ndarray) -> np.ndarray:
    """[persons] smallest movement among interviews with the event, less the largest among those without."""
    is_event, first = design.outcomes == 1, design.row_start[:-1]
    with_event = np.minimum.reduceat(np.where(is_event, movement, np.inf), first)
    return with_event - np.maximum.reduceat(np.where(is_event, -np.inf, movement), first)


def _varies(design: WithinDesign, movement: np.ndarray, at_least: float = 0.0) -> np.ndarray:
    first = design.row_start[:-1]
    return np.maximum.reduceat(movement, first) - np.minimum.reduceat(movement, first) > at_least


def _separation(design: WithinDesign, columns: tuple[int, ...], n_persons: int) -> Fault:
    tell = "tells" if len(columns) == 1 else "tell"
    return Fault(
        "not_estimable",
        f"separation: {_listing(design, columns)} {tell} interviews with the event from those without, with no "
        f"exception in {n_persons:,} informative persons, so no finite coefficient maximises the likelihood; {_REMEDY}",
        columns,
    )
