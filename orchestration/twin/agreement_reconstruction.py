"""Writes the reconstruction of 287(g) agreements from 2002 to 2017: signings, models and the bounds of tallies.

What it says of signings is the truth. Its bounds are days of captures or of fiscal years: many agreements are tallied
before they were signed, and task forces for the whole fiscal year after they ended. The invented agreements hold no
relabelling but that of hybrids, which it prints as jail enforcement, so no row has two models.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from orchestration.twin.agreement_lists import ROSTER_DAY, marked_state, printed_model
from orchestration.twin.agreement_workbooks import capture_days
from orchestration.twin.agreements import HYBRID, JAIL, TASK_FORCE
from orchestration.twin.legal_facts import task_force_last_day
from orchestration.twin.text_files import write_rows

FILE_NAME = "agreements_2002_2017_best_guess_synthetic.csv"
LAST_CAPTURE = dt.date(2017, 8, 1)
# Task forces are tallied to the end of the fiscal year in which they were wound up.
LAST_TALLY_OF_TASK_FORCES = dt.date(2013, 9, 30)
COLUMNS = (
    "state", "agency", "jurisdiction_level", "county_fips", "first_signed_best", "signing_dates", "models",
    "active_from", "active_to", "terminated", "confidence",
)  # fmt: skip
N_WITHOUT_MODEL = 2


def write_reconstruction(path: Path, agreements: pd.DataFrame) -> None:
    """Write one row an agreement, two of them without level, county, signing dates and model."""
    bare = _without_model(agreements)
    write_rows(path, COLUMNS, [_row(row, is_bare=row.Index in bare) for row in agreements.itertuples()])


def _without_model(agreements: pd.DataFrame) -> frozenset[int]:
    """Return the ended jail agreements the reconstruction knows least of; the list of 2010 tells their model."""
    is_listed = agreements["signed"] <= ROSTER_DAY
    ended = agreements[(agreements["model"] == JAIL) & agreements["last_day"].notna() & is_listed]
    return frozenset(ended.index[:N_WITHOUT_MODEL])


def _row(row: tuple, *, is_bare: bool) -> tuple[str | None, ...]:
    signings = [day for day in (row.signed, row.renewed, row.signed_anew) if day is not None and day <= LAST_CAPTURE]
    details = (
        "statewide" if row.level == "state" else "local",
        _county_codes(row),
        "; ".join(day.isoformat() for day in signings),
        printed_model(row.model),
    )
    level, counties, signing_dates, model = (None,) * 4 if is_bare else details
    return (
        marked_state(row), row.agency, level, counties, row.signed.isoformat(), signing_dates, model,
        _active_from(row).isoformat(), _active_to(row).isoformat(), "FALSE" if row.last_day is None else "TRUE",
        "medium" if is_bare else "high",
    )  # fmt: skip


def _county_codes(row: tuple) -> str | None:
    """Join the codes; some city departments have theirs twice, as in the real file."""
    codes = list(row.counties)
    if row.level == "municipal" and len(codes) == 1 and int(codes[0]) % 3 == 0:
        codes = codes * 2
    return "; ".join(codes) or None


def fiscal_year_end(day: dt.date) -> dt.date:
    """Return the last day of the federal fiscal year a day lies in."""
    return dt.date(day.year + (day.month >= 10), 9, 30)


def _active_from(row: tuple) -> dt.date:
    """Return the first day of the fiscal year of the signing; for every third agreement the first capture after it."""
    seen = [day for day in capture_days() if day >= row.signed and (row.last_day is None or day <= row.last_day)]
    if row.Index % 3 == 2 and seen:
        return seen[0]
    return dt.date(fiscal_year_end(row.signed).year - 1, 10, 1)


def _active_to(row: tuple) -> dt.date:
    """Return the last capture, or the end of the last fiscal year, in which an agreement is tallied.

    A fiscal year stands for an end inside it only; one that reaches beyond the regime says the task force lasted as
    long as task forces did.
    """
    if row.last_day is None:
        return LAST_CAPTURE
    regime_end = task_force_last_day(row.state_fips)
    if row.model in (TASK_FORCE, HYBRID) and row.last_day == regime_end:
        return LAST_TALLY_OF_TASK_FORCES
    tally = fiscal_year_end(row.last_day)
    seen = [day for day in capture_days() if row.signed <= day <= row.last_day]
    is_tally_true = row.model == JAIL or tally < regime_end
    return tally if is_tally_true and (row.Index % 2 or not seen) else seen[-1]
