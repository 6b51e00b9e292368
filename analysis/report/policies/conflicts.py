"""Where sources differ: counts by kind and rule, and the first rows of each kind."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report.formatting import DASH, format_count, format_text, is_missing
from analysis.report.labels import POLICY_LABELS
from analysis.report.policies.names import PolicyNames, words
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns, without_empty_columns

MOST_ROWS_SHOWN = 300
KIND_MEANINGS = {
    "model": "which model an agreement has",
    "start": "when it began",
    "end": "when it ended",
    "presence": "whether there was one at all",
    "model_unknown": "agreements whose model no source states",
    "count": "published counts the lists do not reproduce",
    "count_member": "agreements that may make the difference",
}
COLUMNS = (
    Column("Agency or place", "words"), Column("Policy"), Column("Kept", "value"), Column("Set aside", "value"),
    Column("Sources"), Column("Days apart", "number"), Column("Rule", "words"), Column("File and row", "path"),
)  # fmt: skip


@dataclass(frozen=True)
class ConflictKind:
    """One kind of conflict: how many there are, which of them are shown, and the SQL that gives all."""

    kind: str
    meaning: str
    n_rows: str
    table: Table
    n_left_out: str | None
    statement: str


def conflict_summary(conflicts: pd.DataFrame) -> Table | None:
    """Conflicts by kind and rule, commonest first."""
    if conflicts.empty:
        return None
    counted = conflicts.groupby(["kind", "rule"], dropna=False).size().reset_index(name="n")
    ordered = counted.sort_values(["kind", "n"], ascending=[True, False])
    rows = [[words(row.kind), format_text(row.rule), format_count(row.n)] for row in ordered.itertuples()]
    columns = [Column("Kind"), Column("Rule that decided", "words"), *number_columns("Times")]
    return make_table("Conflicts by kind and rule.", columns, rows, bool(conflicts["is_synthetic"].map(is_true).any()))


def conflict_kinds(conflicts: pd.DataFrame, state_names: dict[str, str], names: PolicyNames) -> list[ConflictKind]:
    """Rows by kind, MOST_ROWS_SHOWN at most on the whole page: every kind gets its share of them."""
    kinds = dict(list(conflicts.groupby("kind")))
    shares = shares_of_rows({kind: len(rows) for kind, rows in kinds.items()})
    return [_kind(kind, rows, shares[kind], state_names, names) for kind, rows in kinds.items()]


def shares_of_rows(sizes: dict[str, int], most: int = MOST_ROWS_SHOWN) -> dict[str, int]:
    """Rows shown of each kind: small kinds whole, what they leave shared evenly by the larger ones."""
    shares, left = {}, most
    for number, (kind, size) in enumerate(sorted(sizes.items(), key=lambda of: of[1])):
        shares[kind] = min(size, left // (len(sizes) - number))
        left -= shares[kind]
    return shares


def _kind(kind: str, rows: pd.DataFrame, n_shown: int, state_names: dict[str, str], names: PolicyNames) -> ConflictKind:
    shown = rows.sort_values(["policy", "state_fips", "agency_name"], kind="stable").head(n_shown)
    is_synthetic = bool(rows["is_synthetic"].map(is_true).any())
    lines = [_line(row, state_names, names) for row in shown.itertuples()]
    left_out = len(rows) - len(shown)
    return ConflictKind(
        kind=words(kind),
        meaning=KIND_MEANINGS.get(str(kind), ""),
        n_rows=format_count(len(rows)),
        table=without_empty_columns(make_table(f"Conflicts: {words(kind)}.", COLUMNS, lines, is_synthetic)),
        n_left_out=format_count(left_out) if left_out else None,
        statement=f"select * from marts.policy_conflicts where kind = '{str(kind).replace(chr(39), chr(39) * 2)}'",
    )


def _line(row: object, state_names: dict[str, str], names: PolicyNames) -> list[str]:
    state = "" if is_missing(row.state_fips) else state_names.get(row.state_fips, row.state_fips)
    place = ", ".join(part for part in (row.agency_name, state) if not is_missing(part) and part)
    where = DASH if is_missing(row.file_name) else str(row.file_name)
    if not is_missing(row.row_number):
        where += f", row {format_count(row.row_number)}"
    sources = " over ".join(words(name) for name in (row.source_kept, row.source_set_aside) if not is_missing(name))
    return [
        place or DASH, DASH if is_missing(row.policy) else names.of(row.policy), _value(row.value_kept, names),
        _value(row.value_set_aside, names), sources or DASH, format_count(row.difference_days), format_text(row.rule),
        where,
    ]  # fmt: skip


def _value(value: object, names: PolicyNames) -> str:
    text = format_text(value)
    return names.of(text) if text in POLICY_LABELS else text
