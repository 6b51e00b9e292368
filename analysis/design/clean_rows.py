"""Clean windows of a specification: which interviews are kept, and which of them are compared with each other.

The windows themselves are those of `analysis/clean_windows.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.clean_windows import clean_windows
from analysis.design.panel_columns import PanelColumns
from analysis.specification import Specification
from analysis.specification.choices import POLICIES

SMALLEST_KNOWN_SHARE = 0.5
PERIOD = "reference_half_year"


@dataclass(frozen=True)
class CleanRows:
    """rows: positions kept among the panel's; unit_codes: [rows] ascending, the unit within which they are compared."""

    rows: np.ndarray
    unit_codes: np.ndarray
    notes: tuple[str, ...] = ()
    refusal: str = ""


def clean_window_columns(specification: Specification) -> list[str]:
    """Columns that windows are told from: the exposure of every policy, and the period controls share."""
    if specification.windows == "all":
        return []
    return [PERIOD, *(specification.exposure_column(policy) for policy in POLICIES)]


def clean_rows(panel: PanelColumns, rows: np.ndarray, specification: Specification) -> CleanRows:
    """Keep the windows in which the specification's policy alone changes, and their controls of the same half-year.

    rows: positions of complete interviews, sorted by person and in time. Without clean windows asked for, all are kept
    and a person is the unit; with them, the window is. Interviews for which another policy is unknown are left out and
    counted; a policy that is unknown for most of them is disregarded and named, for it would leave nobody.
    """
    if specification.windows == "all":
        return CleanRows(rows, panel.person_codes[rows])
    (policy,) = specification.policies
    known = {name: panel.numbers(specification.exposure_column(name)) for name in POLICIES}
    shares = {name: float(np.isfinite(values[rows]).mean()) if len(rows) else 1.0 for name, values in known.items()}
    unknown = [name for name in POLICIES if name != policy and shares[name] < SMALLEST_KNOWN_SHARE]
    exposures = {name: values for name, values in known.items() if name not in unknown}
    is_known = np.isfinite([values[rows] for values in exposures.values()]).all(axis=0)
    left = rows[is_known]
    codes = panel.person_codes[left]
    starts = np.append(np.flatnonzero(np.diff(codes, prepend=-1)), len(codes)) if len(codes) else np.zeros(1, dtype=int)
    periods = panel.levels(PERIOD).codes[left].astype(np.int64)
    found = clean_windows({name: values[left] for name, values in exposures.items()}, policy, starts, periods)
    notes = [f"{int((~is_known).sum()):,} interviews left out: another policy is unknown"] if not is_known.all() else []
    notes += [f"{name} is unknown for most interviews: windows do not heed its changes" for name in unknown]
    if found.status != "ok":
        nobody = np.zeros(0, dtype=np.int64)
        return CleanRows(nobody, nobody, (*notes, found.message), found.message)
    notes.append(
        f"clean windows: {found.n_treated_kept:,} of {found.n_treated:,} exposed interviews kept"
        f" ({100 * found.share_treated_kept:.0f} %), {found.n_switching_windows:,} windows in which {policy} alone"
        " changes; windows take the place of persons, and are counted as such"
    )
    return CleanRows(left[found.is_kept], found.window_codes[found.is_kept], tuple(notes))
