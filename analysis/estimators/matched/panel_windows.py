"""Who can be matched in a panel of interviews: persons at their last unexposed interview, and unexposed persons beside.

A treated person is one whose exposure switches from off to on while observed. Its window runs from the last unexposed
interview to the first exposed one. A control window is any two interviews of a person, at the half-years of some
treated person's window, with no exposure to any policy up to its end; a person may offer several windows, and once one
is taken the others are gone. Persons who switch later serve as controls before they do (not-yet-treated).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.matched.cross_section import zero_one
from analysis.estimators.matched.result import FLOW_COLUMNS
from analysis.estimators.person_rows import require_columns, require_numeric
from analysis.estimators.screening import Fault, missing_values

MADE_COLUMNS = ("is_treated", "outcome_before", "outcome_after", "outcome_change", "row_before", "row_after")


@dataclass(frozen=True)
class PanelWindows:
    """candidates: one row a window; flow: persons by step (FLOW_COLUMNS); fault: why there are no windows."""

    candidates: pd.DataFrame
    flow: pd.DataFrame
    fault: Fault | None = None


@dataclass(frozen=True)
class _Interviews:
    """Arrays [interviews], sorted by person and order; n_before_row counts the person's earlier interviews."""

    frame_row: np.ndarray
    person: np.ndarray
    n_before_row: np.ndarray
    outcome: np.ndarray
    half_year: np.ndarray
    exposures_so_far: np.ndarray
    others_so_far: np.ndarray


def pairs_at_last_unexposed(
    frame: pd.DataFrame,
    outcome: str,
    person: str,
    interview_order: str,
    treated: str,
    *,
    calendar: str,
    exact: Sequence[str] = (),
    covariates: Sequence[str] = (),
    other_exposures: Sequence[str] = (),
    cluster: str | None = None,
    n_before: int = 1,
    without_others: bool = False,
) -> PanelWindows:
    """Candidate windows: treated persons at their last unexposed interview, and controls' windows of the same dates.

    frame     one row a person-interview; treated and other_exposures are 0/1 columns
    calendar  half-year of the interview, sortable; n_before: interviews that make the outcome before, the mean of them
    without_others  leaves out treated persons exposed to another policy up to the end of their window

    Candidates have person, is_treated, calendar, <calendar>_after, the exact, covariate and cluster columns at the
    matching interview, outcome_before, outcome_after, outcome_change, and row_before and row_after, which are positions
    in the frame; sorted by person and window, whatever the order of the frame. Faults: missing values, two interviews
    of one person with one order.
    Raises KeyError for unknown columns, ValueError for exposures that are not 0/1 and n_before below 1.
    """
    needed = [outcome, person, interview_order, treated, calendar, *exact, *covariates, *other_exposures]
    needed += [cluster] if cluster else []
    require_columns(frame, needed)
    require_numeric(frame, [outcome, treated, *other_exposures])
    _require_free_names(person, calendar, exact, covariates, cluster)
    if n_before < 1:
        raise ValueError(f"n_before must be at least one interview, got {n_before}")
    nothing = pd.DataFrame(), pd.DataFrame(columns=list(FLOW_COLUMNS))
    fault = missing_values(frame, needed)
    if fault is not None:
        return PanelWindows(*nothing, fault)
    interviews, n_repeated = _interviews(frame, outcome, person, interview_order, treated, calendar, other_exposures)
    if n_repeated:
        words = f"{n_repeated:,} interviews have the person and '{interview_order}' of another; keep one of each"
        return PanelWindows(*nothing, Fault("refused", words))
    first_exposed, flow = _switches(interviews, n_before, without_others)
    before, after, is_treated = _with_controls(interviews, first_exposed, n_before)
    kept = list(dict.fromkeys([person, calendar, *exact, *covariates, *([cluster] if cluster else [])]))
    candidates = frame[kept].iloc[interviews.frame_row[before]].reset_index(drop=True)
    candidates["is_treated"] = is_treated
    candidates[f"{calendar}_after"] = frame[calendar].to_numpy()[interviews.frame_row[after]]
    candidates["outcome_before"] = _mean_before(interviews.outcome, before, n_before)
    candidates["outcome_after"] = interviews.outcome[after]
    candidates["outcome_change"] = candidates["outcome_after"] - candidates["outcome_before"]
    candidates["row_before"], candidates["row_after"] = interviews.frame_row[before], interviews.frame_row[after]
    n_controls = len(np.unique(interviews.person[before[~is_treated]]))
    flow.append(("controls: unexposed to every policy through a treated window's half-years", n_controls))
    return PanelWindows(candidates, pd.DataFrame(flow, columns=list(FLOW_COLUMNS)))


def _require_free_names(
    person: str, calendar: str, exact: Sequence[str], covariates: Sequence[str], cluster: str | None
) -> None:
    made = {*MADE_COLUMNS, f"{calendar}_after"}
    taken = sorted(made & {person, calendar, *exact, *covariates, cluster})
    if taken:
        raise ValueError(f"columns {', '.join(taken)} are made here; rename them in the frame")


def _interviews(
    frame: pd.DataFrame,
    outcome: str,
    person: str,
    interview_order: str,
    treated: str,
    calendar: str,
    other_exposures: Sequence[str],
) -> tuple[_Interviews, int]:
    exposed = zero_one(frame, treated)
    others = np.zeros(len(frame), dtype=bool)
    for column in other_exposures:
        others |= zero_one(frame, column)
    persons = pd.factorize(frame[person], sort=True)[0]
    orders = pd.factorize(frame[interview_order], sort=True)[0]
    rows = np.lexsort((orders, persons))
    persons, orders = persons[rows], orders[rows]
    is_repeated = (np.diff(persons, prepend=-1) == 0) & (np.diff(orders, prepend=-1) == 0)
    starts = np.searchsorted(persons, persons)
    return _Interviews(
        frame_row=rows,
        person=persons,
        n_before_row=np.arange(len(rows)) - starts,
        outcome=frame[outcome].to_numpy(dtype=np.float64)[rows],
        half_year=pd.factorize(frame[calendar], sort=True)[0][rows],
        exposures_so_far=_so_far(exposed[rows], starts),
        others_so_far=_so_far(others[rows], starts),
    ), int(is_repeated.sum())


def _so_far(is_exposed: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Number of the person's exposed interviews up to and with this one."""
    total = np.concatenate([[0], np.cumsum(is_exposed)])
    return total[1:] - total[starts]


def _switches(interviews: _Interviews, n_before: int, without_others: bool) -> tuple[np.ndarray, list[tuple[str, int]]]:
    """Positions of first exposed interviews that have enough unexposed ones before, and the persons by step."""
    so_far, n_rows = interviews.exposures_so_far, len(interviews.person)
    is_persons_first = interviews.n_before_row == 0
    is_first = (so_far == 1) & (is_persons_first | (np.roll(so_far, 1) == 0))
    is_switch = is_first & (interviews.n_before_row > 0)
    has_enough = is_switch & (interviews.n_before_row >= n_before)
    has_others = has_enough & (interviews.others_so_far > 0)
    sizes = np.bincount(interviews.person) if n_rows else np.empty(0, dtype=int)
    flow = [
        ("persons", len(sizes)),
        ("interviewed once", int((sizes == 1).sum())),
        ("exposed at the first interview already", int((is_first & ~is_switch).sum())),
        ("switch from unexposed to exposed", int(is_switch.sum())),
        (f"of them with fewer than {n_before} unexposed interviews", int((is_switch & ~has_enough).sum())),
        ("of them exposed to another policy by then", int(has_others.sum())),
    ]
    taken = has_enough & ~has_others if without_others else has_enough
    flow.append(("treated: can be matched", int(taken.sum())))
    return np.flatnonzero(taken), flow


def _with_controls(
    interviews: _Interviews, first_exposed: np.ndarray, n_before: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positions before and after of treated and control windows, in the order of persons, and who is treated."""
    before, after = [first_exposed - 1], [first_exposed]
    n_half_years = int(interviews.half_year.max(initial=0)) + 1
    needed = interviews.half_year[first_exposed - 1] * n_half_years + interviews.half_year[first_exposed]
    needed = np.unique(needed)
    is_unexposed = (interviews.exposures_so_far == 0) & (interviews.others_so_far == 0)
    for lag in range(1, int(interviews.n_before_row.max(initial=0)) + 1):
        ends = np.flatnonzero(is_unexposed & (interviews.n_before_row >= lag + n_before - 1))
        dates = interviews.half_year[ends - lag] * n_half_years + interviews.half_year[ends]
        ends = ends[np.isin(dates, needed)]
        before.append(ends - lag)
        after.append(ends)
    is_treated = np.concatenate([np.full(len(part), k == 0) for k, part in enumerate(before)])
    before, after = np.concatenate(before), np.concatenate(after)
    order = np.lexsort((after, before))
    return before[order], after[order], is_treated[order]


def _mean_before(outcomes: np.ndarray, before: np.ndarray, n_before: int) -> np.ndarray:
    return np.mean([outcomes[before - k] for k in range(n_before)], axis=0) if len(before) else np.empty(0)
