"""Rows set aside and rows accounted for, as the quality page prints them. Never a value of a row."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report.formatting import format_count, format_text

MOST_ROWS_SHOWN = 20


@dataclass(frozen=True)
class RejectionLine:
    """How many rows of a source were set aside for one reason."""

    source: str
    reason: str
    n_rows: str


UNRECOGNISED = "no catalog entry"
"""Stands where a source would: the file could not be recognised."""


@dataclass(frozen=True)
class RejectedRowLine:
    """Where one rejected row is: enough to open the file, and the sheet of a workbook, at it."""

    source: str
    file_name: str
    sheet: str
    row_number: str
    column_name: str
    reason: str


@dataclass(frozen=True)
class AccountingLine:
    """Rows read = rows kept + rows rejected, for one source; of the kept, those a later rule sets aside."""

    source: str
    n_files: str
    rows_read: str
    rows_kept: str
    rows_rejected: str
    rows_set_aside_later: str
    is_balanced: bool


def rejection_lines(rejected_rows: pd.DataFrame, is_gated: bool, reason: str = "reason") -> list[RejectionLine]:
    """One line a source and reason, the most frequent first; `reason` names the column that holds it."""
    named = rejected_rows.assign(source=rejected_rows["source"].fillna(UNRECOGNISED))
    counts = named.groupby(["source", reason], sort=True).size()
    return [
        RejectionLine(str(source), str(told), format_count(count, is_gated))
        for (source, told), count in counts.sort_values(ascending=False, kind="stable").items()
    ]


def first_rejected_rows(rejected_rows: pd.DataFrame) -> list[RejectedRowLine]:
    """The first rows of every source in file order, at most MOST_ROWS_SHOWN of each."""
    named = rejected_rows.assign(source=rejected_rows["source"].fillna(UNRECOGNISED))
    ordered = named.sort_values(["source", "file_name", "row_number"], kind="stable")
    shown = ordered.groupby("source", sort=False).head(MOST_ROWS_SHOWN)
    return [
        RejectedRowLine(
            source=str(row.source),
            file_name=format_text(row.file_name),
            sheet=format_text(row.sheet),
            row_number=format_count(row.row_number),
            column_name=format_text(row.column_name),
            reason=format_text(row.reason),
        )
        for row in shown.itertuples()
    ]


def accounting_lines(row_accounting: pd.DataFrame, is_gated: bool) -> list[AccountingLine]:
    """One line a source; a source that does not add up comes first."""
    numbers = ["rows_read", "rows_kept", "rows_rejected", "rows_set_aside_later"]
    sums = row_accounting.groupby("source", sort=True)[numbers].sum()
    n_files = row_accounting.groupby("source").size()
    is_file_balanced = row_accounting["rows_read"] == row_accounting["rows_kept"] + row_accounting["rows_rejected"]
    is_balanced = is_file_balanced.groupby(row_accounting["source"]).all()
    lines = [
        AccountingLine(
            source=str(source),
            n_files=format_count(n_files[source]),
            rows_read=format_count(row["rows_read"], is_gated),
            rows_kept=format_count(row["rows_kept"], is_gated),
            rows_rejected=format_count(row["rows_rejected"], is_gated),
            rows_set_aside_later=format_count(row["rows_set_aside_later"], is_gated),
            is_balanced=bool(is_balanced[source]),
        )
        for source, row in sums.iterrows()
    ]
    return sorted(lines, key=lambda line: line.is_balanced)
