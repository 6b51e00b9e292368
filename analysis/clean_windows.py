"""Clean windows: stretches of a person's or county's rows in which only the policy of interest changes.

An effect from rows in which several policies change together is not one policy's. Within each unit the rows are cut
wherever another policy changes. A window that holds a change of the policy of interest is a switching window; its
controls are rows of unexposed windows without a change, in the same joint state of the other policies and, where
periods are given, in the same period. All else is left out, and the share of exposed rows kept says how far the
estimate still speaks of the policy (estimand "Contrast").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class CleanWindows:
    """Rows that belong to a clean contrast, by row in the order given.

    is_kept                  [rows] bool
    window_codes             [rows] integers, ascending; the unit of a within model on the kept rows
    n_switching_windows      windows with a change of the policy alone
    n_treated, n_treated_kept  exposed rows, and of these kept
    status, message          'ok'; 'refused' or 'not_estimable' and why: then no row is kept
    """

    is_kept: np.ndarray
    window_codes: np.ndarray
    n_switching_windows: int
    n_treated: int
    n_treated_kept: int
    status: str = "ok"
    message: str = ""

    @property
    def share_treated_kept(self) -> float:
        """Share of the exposed rows that are kept, NaN without exposed rows."""
        return self.n_treated_kept / self.n_treated if self.n_treated else np.nan


def clean_windows(
    exposures: Mapping[str, np.ndarray], policy: str, row_start: np.ndarray, periods: np.ndarray | None = None
) -> CleanWindows:
    """Find the clean windows of one policy.

    exposures: [rows] by policy, the one of interest among them; rows are sorted by unit and in time within it.
    row_start: [units + 1] first rows of the units, which may be persons (as in PersonRows) or counties. periods: [rows]
    integer codes of calendar periods that controls have to share.
    Raises KeyError when the policy has no exposure, ValueError when lengths disagree.
    """
    if policy not in exposures:
        raise KeyError(f"no exposure of {policy!r} among {', '.join(exposures)}")
    columns = {name: np.asarray(values, float) for name, values in exposures.items()}
    n_rows = int(row_start[-1])
    if any(len(values) != n_rows for values in (*columns.values(), *([] if periods is None else [periods]))):
        raise ValueError(f"exposures and periods must have the {n_rows:,} rows of the units")
    n_missing = {name: int(np.isnan(values).sum()) for name, values in columns.items() if np.isnan(values).any()}
    if n_missing:
        listing = ", ".join(f"{name} ({n:,} rows)" for name, n in n_missing.items())
        return _none_kept(n_rows, "refused", f"exposure unknown in {listing}; leave these rows out first")
    own = columns.pop(policy)
    others = _codes_of_joint_states(columns, n_rows)
    windows = np.cumsum(_starts_anew(others, row_start)) - 1
    is_switching = _has_change(own, windows)
    is_control = ~is_switching & (_largest(own, windows) == 0)
    cells = others if periods is None else others * (int(np.max(periods, initial=0)) + 1) + np.asarray(periods)
    has_switcher = np.isin(cells, np.unique(cells[is_switching[windows]]))
    is_kept = is_switching[windows] | (is_control[windows] & has_switcher)
    n_treated, n_switching = int((own > 0).sum()), int(is_switching.sum())
    if not n_switching:
        message = f"{policy} never changes alone: {n_treated:,} exposed rows, none in a clean window"
        return _none_kept(n_rows, "not_estimable", message, windows, n_treated)
    return CleanWindows(is_kept, windows, n_switching, n_treated, int((own[is_kept] > 0).sum()))


def _codes_of_joint_states(columns: Mapping[str, np.ndarray], n_rows: int) -> np.ndarray:
    """[rows] integers, equal where all columns are."""
    codes = np.zeros(n_rows, dtype=np.int64)
    for values in columns.values():
        own = np.unique(values, return_inverse=True)[1]
        codes = np.unique(codes * (int(own.max(initial=0)) + 1) + own, return_inverse=True)[1]
    return codes


def _starts_anew(joint_states: np.ndarray, row_start: np.ndarray) -> np.ndarray:
    is_start = np.ones(len(joint_states), dtype=bool)
    is_start[1:] = joint_states[1:] != joint_states[:-1]
    is_start[row_start[:-1][np.diff(row_start) > 0]] = True
    return is_start


def _has_change(values: np.ndarray, windows: np.ndarray) -> np.ndarray:
    changes = (values[1:] != values[:-1]) & (windows[1:] == windows[:-1])
    n_windows = int(windows[-1]) + 1 if len(windows) else 0
    return np.bincount(windows[1:][changes], minlength=n_windows) > 0


def _largest(values: np.ndarray, windows: np.ndarray) -> np.ndarray:
    starts = np.flatnonzero(np.diff(windows, prepend=-1))
    return np.maximum.reduceat(values, starts) if len(values) else values


def _none_kept(
    n_rows: int, status: str, message: str, windows: np.ndarray | None = None, n_treated: int = 0
) -> CleanWindows:
    codes = np.zeros(n_rows, dtype=np.int64) if windows is None else windows
    return CleanWindows(np.zeros(n_rows, dtype=bool), codes, 0, n_treated, 0, status, message)
