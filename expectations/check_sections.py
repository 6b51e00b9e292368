"""Check results as the quality page prints them: totals, then table by table with what failed first."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report.formatting import format_text
from analysis.report.provenance import is_true

KIND_LABELS = {"dbt": "dbt", "great_expectations": "Great Expectations", "python": "Python"}
LAYER_ORDER = {"raw": 0, "staging": 1, "intermediate": 2, "marts": 3, "results": 4, "quality": 5, "meta": 6}


@dataclass(frozen=True)
class CheckTotals:
    """How many checks ran and how they ended; only blocking failures stop a publication."""

    n_passed: int
    n_blocking_failures: int
    n_warnings: int

    @property
    def n_checks(self) -> int:
        return self.n_passed + self.n_blocking_failures + self.n_warnings


@dataclass(frozen=True)
class CheckLine:
    check_name: str
    kind: str
    outcome: str
    observed: str
    description: str


@dataclass(frozen=True)
class CheckedTable:
    """Checks of one table; failures stand first."""

    layer: str
    table_name: str
    totals: CheckTotals
    by_kind: list[tuple[str, int, int]]
    lines: list[CheckLine]


def outcome_of(row: pd.Series) -> str:
    """`passed`, `failed` (blocks) or `warned` (does not)."""
    if is_true(row["is_passed"]):
        return "passed"
    return "failed" if is_true(row["is_blocking"]) else "warned"


def check_totals(check_results: pd.DataFrame) -> CheckTotals:
    outcomes = [outcome_of(row) for _, row in check_results.iterrows()]
    return CheckTotals(outcomes.count("passed"), outcomes.count("failed"), outcomes.count("warned"))


def checked_tables(check_results: pd.DataFrame) -> list[CheckedTable]:
    """Tables in the order data flows through the layers."""
    groups = check_results.groupby(["layer", "table_name"], sort=True)
    tables = [_checked_table(layer, table_name, rows) for (layer, table_name), rows in groups]
    return sorted(tables, key=lambda table: (LAYER_ORDER.get(table.layer, 9), table.table_name))


def _checked_table(layer: str, table_name: str, rows: pd.DataFrame) -> CheckedTable:
    outcomes = pd.Series([outcome_of(row) for _, row in rows.iterrows()], index=rows.index)
    by_kind = [
        (KIND_LABELS.get(kind, str(kind)), int((outcomes[of_kind.index] == "passed").sum()), len(of_kind))
        for kind, of_kind in rows.groupby("kind", sort=True)
    ]
    lines = [
        CheckLine(
            check_name=str(row["check_name"]),
            kind=KIND_LABELS.get(row["kind"], str(row["kind"])),
            outcome=outcomes[index],
            observed=format_text(row["observed"]),
            description=format_text(row["description"]),
        )
        for index, row in rows.iterrows()
    ]
    order = {"failed": 0, "warned": 1, "passed": 2}
    lines.sort(key=lambda line: (order[line.outcome], line.check_name))
    return CheckedTable(str(layer), str(table_name), check_totals(rows), by_kind, lines)
