"""The way from the rows of the files to the panel, rule by rule, as quality.sample_flow counts it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.disclosure import round_count
from analysis.report.formatting import format_count, is_missing

INTERVIEWS, INCIDENTS = "interviews", "incidents"


@dataclass(frozen=True)
class FlowStep:
    """One row of the flow: `kind` is start, exclusion, panel or kept; counts are text, gated where they must be.

    share_left and share_taken are parts of the records at the start, made from the counts as they are printed, so
    that no length in a picture tells more than its label.
    """

    kind: str
    rule: str
    n_records: str
    n_records_left: str
    n_persons_left: str
    share_left: float
    share_taken: float

    @property
    def takes_nothing(self) -> bool:
        return self.n_records == "0"


def flow_steps(sample_flow: pd.DataFrame, flow: str, is_gated: bool) -> list[FlowStep]:
    """Steps of one flow in order; none when the flow has no rows."""
    rows = sample_flow[sample_flow["flow"] == flow].sort_values("step")
    starts = rows.loc[rows["kind"] == "start", "n_records_left"]
    total = _printed(starts.iloc[0], is_gated) if len(starts) else 0
    return [
        FlowStep(
            kind=str(row.kind),
            rule=str(row.rule),
            n_records=format_count(row.n_records, is_gated),
            n_records_left=format_count(row.n_records_left, is_gated),
            n_persons_left=format_count(row.n_persons_left, is_gated),
            share_left=min(1.0, _printed(row.n_records_left, is_gated) / total) if total else 0.0,
            share_taken=_printed(row.n_records, is_gated) / total if total and row.kind == "exclusion" else 0.0,
        )
        for row in rows.itertuples()
    ]


def _printed(count: object, is_gated: bool) -> int:
    """The count as it is printed, as a number; a withheld one is none."""
    shown = 0 if is_missing(count) else round_count(int(count)) if is_gated else int(count)
    return shown if isinstance(shown, int) else 0


def flow_sentence(sample_flow: pd.DataFrame, is_gated: bool) -> str | None:
    """From records to interviews and people, in one sentence; None without a flow."""
    steps = {step.kind: step for step in flow_steps(sample_flow, INTERVIEWS, is_gated)}
    if not {"start", "panel"} <= set(steps):
        return None
    start, panel = steps["start"], steps["panel"]
    return f"{start.n_records_left} records → {panel.n_records_left} interviews of {panel.n_persons_left} people."
