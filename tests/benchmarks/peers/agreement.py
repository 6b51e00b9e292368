"""A job that two programs did on the same rows: seconds of both, and how far apart their numbers are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

_ABSENT = "-"
_HEADINGS = ("job", "rows x columns", "peer", "own s", "peer s", "peer/own", "estimates", "errors", "remarks")


@dataclass(frozen=True)
class Fit:
    """What a program estimated: table indexed by term with estimate and std_error, None where it was not done."""

    program: str
    seconds: float
    table: pd.DataFrame | None
    remarks: str = ""


@dataclass(frozen=True)
class PeerLine:
    """One line of the comparison; what was not measured is None."""

    job: str
    size: str
    peer: str
    own_seconds: float
    peer_seconds: float | None = None
    estimates_apart: float | None = None
    errors_apart: float | None = None
    remarks: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        ratio = None if self.peer_seconds is None else self.peer_seconds / self.own_seconds
        return (
            self.job, self.size, self.peer, _shown(self.own_seconds, ".3f"), _shown(self.peer_seconds, ".2f"),
            _shown(ratio, ",.1f"), _shown(self.estimates_apart, ".1e"), _shown(self.errors_apart, ".1e"), self.remarks,
        )  # fmt: skip


def compare(job: str, size: str, own: Fit, peer: Fit, remarks: str = "") -> PeerLine:
    """The line of two fits of one model; a peer that was not done has neither seconds nor numbers.

    Raises ValueError when the two do not estimate the same terms, or ours has no table.
    """
    words = "; ".join(part for part in (peer.remarks, remarks) if part)
    if peer.table is None:
        return PeerLine(job, size, peer.program, own.seconds, remarks=words)
    if own.table is None:
        raise ValueError(f"{job}: no estimates of ours: {own.remarks}")
    missing = set(own.table.index) ^ set(peer.table.index)
    if missing:
        raise ValueError(f"{job}: {own.program} and {peer.program} do not both have {', '.join(sorted(missing))}")
    estimates_apart, errors_apart = apart(own.table, peer.table)
    return PeerLine(job, size, peer.program, own.seconds, peer.seconds, estimates_apart, errors_apart, words)


def apart(own: pd.DataFrame, peer: pd.DataFrame) -> tuple[float, float]:
    """Largest relative differences of estimates and of standard errors.

    An estimate's difference is taken relative to the peer's estimate, or to its error where that is larger: near zero
    the last digits are noise. Terms for which the peer gives no error (lme4's sigma) count in the estimates alone; a
    missing estimate makes the difference NaN.
    """
    own = own.loc[peer.index]
    ruler = np.fmax(peer["estimate"].abs(), peer["std_error"])
    estimates_apart = ((own["estimate"] - peer["estimate"]).abs() / ruler).to_numpy()
    has_error = peer["std_error"].notna()
    errors_apart = (own["std_error"] / peer["std_error"] - 1)[has_error].abs().to_numpy()
    return float(estimates_apart.max()), float(errors_apart.max()) if len(errors_apart) else float("nan")


def table_text(lines: Sequence[PeerLine]) -> str:
    """The lines under headings, columns aligned, numbers to the right."""
    rows = [_HEADINGS, *(line.cells for line in lines)]
    widths = [max(len(row[c]) for row in rows) for c in range(len(_HEADINGS))]
    return "\n".join(_row_text(row, widths) for row in rows)


def _row_text(row: Sequence[str], widths: Sequence[int]) -> str:
    is_number = [False, False, False, True, True, True, True, True, False]
    cells = zip(row, widths, is_number, strict=True)
    return "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in cells).rstrip()


def _shown(value: float | None, form: str) -> str:
    return _ABSENT if value is None else format(value, form)
