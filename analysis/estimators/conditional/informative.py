"""Who informs a conditional likelihood: persons whose outcome differs between their interviews."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.screening import Fault, missing_values


@dataclass(frozen=True)
class InformativePersons:
    """Where the rows of informative persons stand in the frame, and the count of all others.

    positions   [informative rows] of the frame, sorted by person
    row_start   [informative persons + 1] first of each person's positions
    outcomes    [informative rows] 0/1
    """

    positions: np.ndarray
    row_start: np.ndarray
    outcomes: np.ndarray
    n_persons: int
    n_interviews: int
    n_single_interview_persons: int

    @property
    def n_informative(self) -> int:
        return len(self.row_start) - 1

    @property
    def fault(self) -> Fault | None:
        """Nobody to condition on."""
        if self.n_informative:
            return None
        single = self.n_single_interview_persons
        constant = self.n_persons - single
        return Fault(
            "not_estimable",
            f"no informative person: of {self.n_persons:,} persons {single:,} have one interview and "
            f"{constant:,} the same outcome in all of theirs; take a more frequent outcome or a longer panel",
        )


def informative_persons(frame: pd.DataFrame, outcome: str, person: str) -> InformativePersons | Fault:
    """Find them from two columns; only their own rows are sorted, and only where persons' rows are scattered.

    Raises ValueError for an outcome other than 0/1.
    """
    fault = missing_values(frame, [outcome, person])
    if fault is not None:
        return fault
    y = frame[outcome].to_numpy(dtype=np.float64)
    if not ((y == 0) | (y == 1)).all():
        raise ValueError(f"outcome '{outcome}' holds values other than 0 and 1; recode it before the fit")
    run_start, run_person, n_persons = _runs(frame[person])
    run_length = np.diff(np.append(run_start, len(y)))
    run_events = np.add.reduceat(y, run_start) if len(y) else y
    sizes = np.bincount(run_person, run_length, n_persons)
    events = np.bincount(run_person, run_events, n_persons)
    is_informative = (events > 0) & (events < sizes)
    runs = np.flatnonzero(is_informative[run_person])
    runs = runs[np.argsort(run_person[runs], kind="stable")]
    positions = _positions(run_start[runs], run_length[runs])
    row_start = np.concatenate([[0], np.cumsum(sizes[is_informative])]).astype(np.int64)
    n_single = int((sizes == 1).sum())
    return InformativePersons(positions, row_start, y[positions].astype(np.uint8), n_persons, len(y), n_single)


def _runs(person: pd.Series) -> tuple[np.ndarray, np.ndarray, int]:
    """First rows of runs of the same person, the person's code of each run, and the number of persons."""
    is_number = isinstance(person.dtype, np.dtype) and person.dtype.kind in "iuf"
    values = person.to_numpy() if is_number else pd.factorize(person)[0]
    is_start = np.ones(len(values), dtype=bool)
    is_start[1:] = values[1:] != values[:-1]
    run_start = np.flatnonzero(is_start)
    heads = values[run_start]
    if (heads[1:] > heads[:-1]).all():
        return run_start, np.arange(len(heads)), len(heads)
    codes, persons = pd.factorize(heads)
    return run_start, codes, len(persons)


def _positions(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Rows of consecutive runs, in the order of the runs."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(lengths.sum())
