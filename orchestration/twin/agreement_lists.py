"""Writes the two older lists of 287(g) agreements: the Inspector General's table of 2009 and the page's list of 2010.

Both are views of the invented agreements on one day. The table of 28 October 2009 alone tells hybrids; it leaves a few
agreements out, and calls pending what had not signed the revised memorandum yet, or nothing at all. The list of 29
October 2010 is complete, prints hybrids as jail enforcement, and marks one state with the asterisks of a footnote.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.twin.agreement_workbooks import is_in_force
from orchestration.twin.agreements import HYBRID, JAIL, TASK_FORCE
from orchestration.twin.random_streams import random_stream
from orchestration.twin.text_files import write_rows

OIG_FILE, ROSTER_FILE = "oig_2009_synthetic.csv", "roster_2010-10-29_synthetic.csv"
OIG_DAY, ROSTER_DAY = dt.date(2009, 10, 28), dt.date(2010, 10, 29)
OIG_SOURCE = "SYNTHETIC, laid out as DHS OIG-10-63 App. E Table 3 (28 Oct 2009)"
OIG_COLUMNS = ("source", "as_of", "state", "agency", "model", "date_signed_original", "status")
ROSTER_SNAPSHOT, ROSTER_CAPTURE = "20110220090259", "2011-02-20"
ROSTER_COLUMNS = (
    "snapshot_ts", "capture_date", "caption", "caption_n", "content_asof", "asof_basis", "state", "agency",
    "support_type", "date_signed", "moa_file",
)  # fmt: skip
MODEL_NAMES = {JAIL: "Jail Enforcement", TASK_FORCE: "Task Force", HYBRID: "Hybrid"}
N_LEFT_OUT = 4
# What was signed within five months of the table was an application in it.
LAST_PENDING_SIGNING = dt.date(2010, 3, 31)
FOOTNOTE_MARK = "**"


def printed_model(model: str) -> str:
    """Return a model as the lists print it that do not tell hybrids from jail agreements."""
    return MODEL_NAMES[JAIL if model == HYBRID else model]


def marked_state(row: tuple) -> str:
    """Return an agreement's state in capitals; the state agency's carries the mark of a footnote."""
    return row.state_name.upper() + (FOOTNOTE_MARK if row.level == "state" else "")


def write_oig_table(path: Path, agreements: pd.DataFrame, seed: int) -> None:
    """Write the table of 28 October 2009: agreements signed, under revision, and applied for."""
    left_out = _left_out(agreements, seed)
    rows = [
        (OIG_SOURCE, OIG_DAY.isoformat(), row.state_name, row.agency, MODEL_NAMES[row.model], *_signing(row))
        for row in agreements.itertuples()
        if row.Index not in left_out and row.signed <= LAST_PENDING_SIGNING
    ]
    write_rows(path, OIG_COLUMNS, rows)


def _signing(row: tuple) -> tuple[str | None, str]:
    """Return the first signing and the status on the day of the table."""
    if row.signed > OIG_DAY:
        return None, "pending"
    return row.signed.isoformat(), "pending" if row.renewed is not None and row.renewed > OIG_DAY else "signed"


def _left_out(agreements: pd.DataFrame, seed: int) -> frozenset[int]:
    """Draw the agreements the table leaves out; never a hybrid, which no other list would tell."""
    known = agreements.index[(agreements["model"] != HYBRID) & (agreements["signed"] <= OIG_DAY)]
    drawn = random_stream(seed, "left out of the table of 2009").choice(np.asarray(known), N_LEFT_OUT, replace=False)
    return frozenset(drawn.tolist())


def write_roster(path: Path, agreements: pd.DataFrame) -> None:
    """Write the list of 29 October 2010 as it was captured in February 2011."""
    listed = [row for row in agreements.itertuples(index=False) if is_in_force(row, ROSTER_DAY)]
    count = str(len(listed))
    caption = f"Mutually Signed Agreements ({count}) as of {ROSTER_DAY:%m/%d/%Y}"
    day = ROSTER_DAY.isoformat()
    rows = [
        (
            ROSTER_SNAPSHOT, ROSTER_CAPTURE, caption, count, day, "on-page caption", marked_state(row),
            row.agency, printed_model(row.model), row.signed.isoformat(), _memorandum(row.agency),
        )
        for row in listed
    ]  # fmt: skip
    write_rows(path, ROSTER_COLUMNS, rows)


def _memorandum(agency: str) -> str:
    return f"synthetic_287g{''.join(letter for letter in agency.lower() if letter.isalnum())}.pdf"
