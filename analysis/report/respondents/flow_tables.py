"""The sample flow in numbers: every rule, also one that took out nothing, and what stays although it is not known."""

from __future__ import annotations

import pandas as pd

from analysis.report.sample_flow import FlowStep, flow_steps
from analysis.report.tables import Column, Table, make_table, number_columns

CAPTIONS = {
    "interviews": "From the rows of the files to the interviews of the panel.",
    "incidents": "From the rows of the files to the violent incidents of the panel.",
}
KEPT_CAPTIONS = {
    "interviews": "Interviews that stay although something is not known.",
    "incidents": "Violent incidents that stay although something is not known.",
}


def flow_table(sample_flow: pd.DataFrame, flow: str, is_synthetic: bool, is_gated: bool) -> Table | None:
    """Every rule of a flow in order; None without rows."""
    steps = [step for step in flow_steps(sample_flow, flow, is_gated) if step.kind != "kept"]
    if not steps:
        return None
    rows = [
        [
            step.rule, step.n_records if step.kind == "exclusion" else "", step.n_records_left, step.n_persons_left,
        ]
        for step in steps
    ]  # fmt: skip
    columns = [Column("Rule", "words"), *number_columns("Takes out", "Records left", "People left")]
    return make_table(CAPTIONS.get(flow, flow), columns, rows, is_synthetic)


def kept_table(sample_flow: pd.DataFrame, flow: str, is_synthetic: bool, is_gated: bool) -> Table | None:
    """What stays in the panel although it is not known, and what is made of it; None when nothing does."""
    steps = [step for step in flow_steps(sample_flow, flow, is_gated) if step.kind == "kept"]
    if not steps:
        return None
    rows = [[*_what_and_then(step), step.n_records] for step in steps]
    columns = [Column("Not known", "words"), Column("What is made of it", "words"), *number_columns("Records")]
    return make_table(KEPT_CAPTIONS.get(flow, flow), columns, rows, is_synthetic)


def _what_and_then(step: FlowStep) -> list[str]:
    """The rule says what is not known, then a colon, then what is made of it."""
    what, _, then = step.rule.partition(": ")
    return [what, then]
