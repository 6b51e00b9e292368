"""The sample flow as the report prints it: every exclusion in order, with what is left after it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report.formatting import format_count

FLOW_TITLES = {"interviews": "From person records to the panel", "incidents": "From incident records to the outcome"}


@dataclass(frozen=True)
class FlowLine:
    """One step of a flow; `is_kept` marks a record that stays although something about it is not known."""

    rule: str
    n_records: str
    n_records_left: str
    n_persons_left: str
    is_kept: bool


def sample_flows(flow: pd.DataFrame, is_gated: bool) -> list[tuple[str, list[FlowLine]]]:
    """Title and lines of each flow, in order; empty without rows."""
    return [
        (title, [_line(row, is_gated) for _, row in flow[flow["flow"] == name].sort_values("step").iterrows()])
        for name, title in FLOW_TITLES.items()
        if (flow["flow"] == name).any()
    ]


def _line(row: pd.Series, is_gated: bool) -> FlowLine:
    is_exclusion, is_kept = row["kind"] == "exclusion", row["kind"] == "kept"
    return FlowLine(
        rule=f"left out: {row['rule']}" if is_exclusion else str(row["rule"]),
        n_records=format_count(row["n_records"], is_gated) if is_exclusion or is_kept else "",
        n_records_left="" if is_kept else format_count(row["n_records_left"], is_gated),
        n_persons_left="" if is_kept else format_count(row["n_persons_left"], is_gated),
        is_kept=is_kept,
    )
