"""The sample flow as a picture: a bar of what is left after each rule, what the rule takes out beside it."""

from __future__ import annotations

import textwrap

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme
from analysis.report.sample_flow import FlowStep, flow_steps

WIDTH, BAR_HEIGHT, LINE_HEIGHT, GAP = 400, 20, 15, 14
LINE_CHARACTERS, CHARACTER_WIDTH = 46, 6.6
NARROWEST_TAKEN, LABEL_MARGIN = 0.006, 0.015
TITLES = {"interviews": "Interviews", "incidents": "Incidents"}


def flow_picture(sample_flow: pd.DataFrame, flow: str, is_synthetic: bool, is_gated: bool) -> Markup | None:
    """One SVG of a flow; None without rows. Rules that take out nothing are left to the table."""
    steps = [step for step in flow_steps(sample_flow, flow, is_gated) if step.kind != "kept" and not step.takes_nothing]
    if not steps:
        return None
    rows, top = [], 0
    for step in steps:
        lines = textwrap.wrap(step.rule, LINE_CHARACTERS)
        bar_top = top + LINE_HEIGHT * len(lines) + 3
        rows.append(_row(step, flow, "\n".join(lines), top, bar_top))
        top = bar_top + BAR_HEIGHT + GAP
    frame = pd.DataFrame(rows)
    layers = [*_bars(frame, top), *_labels(frame, top)]
    chart = alt.layer(*layers).properties(
        width=WIDTH, height=top - GAP, title=theme.panel_title(TITLES.get(flow, flow), "", is_synthetic)
    )
    return theme.inline_svg(chart, f"Sample flow, {flow}: what each rule takes out and what is left")


def _row(step: FlowStep, flow: str, words: str, top: int, bar_top: int) -> dict:
    taken_end = min(1.0, step.share_left + step.share_taken)
    left = min(step.share_left, taken_end - NARROWEST_TAKEN) if step.share_taken else step.share_left
    remaining = _remaining(step, flow)
    label_x, label_colour = _label_place(len(remaining) * CHARACTER_WIDTH / WIDTH, left, taken_end)
    is_exclusion = step.kind == "exclusion"
    return {
        "rule": words, "top": top, "bar_top": bar_top, "bar_end": bar_top + BAR_HEIGHT,
        "middle": bar_top + BAR_HEIGHT / 2, "left": left, "taken_end": taken_end,
        "taken": f"takes out {step.n_records}" if is_exclusion else "",
        "remaining": remaining, "label_x": label_x, "label_colour": label_colour,
        "weight": "normal" if is_exclusion else "bold",
    }  # fmt: skip


def _remaining(step: FlowStep, flow: str) -> str:
    """What a bar stands for: records, records left, or, at the end, records of people."""
    if step.kind == "panel":
        return f"{step.n_records_left} {flow} of {step.n_persons_left} people"
    return step.n_records_left + (" left" if step.kind == "exclusion" else "")


def _label_place(width: float, left: float, taken_end: float) -> tuple[float, str]:
    """Start and colour of a bar's words: in what is left, else behind the bar, else in what is taken out."""
    if width + 2 * LABEL_MARGIN <= left:
        return LABEL_MARGIN, theme.PAPER
    if taken_end + width + LABEL_MARGIN <= 1:
        return taken_end + LABEL_MARGIN, theme.INK
    return left + LABEL_MARGIN, theme.PAPER


def _y(column: str, height: int) -> alt.Y:
    return alt.Y(f"{column}:Q", scale=alt.Scale(domain=[height - GAP, 0], nice=False), axis=None)


def _x(column: str) -> alt.X:
    return alt.X(f"{column}:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=None)


def _bars(frame: pd.DataFrame, height: int) -> list[alt.Chart]:
    base = alt.Chart(frame).transform_calculate(zero="0").encode(y=_y("bar_top", height), y2="bar_end:Q")
    left = base.mark_rect(color=theme.ACCENT).encode(x=_x("zero"), x2="left:Q")
    taken = base.transform_filter("datum.taken_end > datum.left").mark_rect(color=theme.TRUTH)
    return [left, taken.encode(x=_x("left"), x2="taken_end:Q")]


def _labels(frame: pd.DataFrame, height: int) -> list[alt.Chart]:
    base = alt.Chart(frame)
    words = {"align": "left", "baseline": "top", "lineBreak": "\n", "fontSize": 12, "lineHeight": LINE_HEIGHT}
    rules = [
        base.transform_filter(f"datum.weight == '{weight}'")
        .mark_text(fontWeight=weight, color=theme.INK, **words)
        .encode(x=alt.value(0), y=_y("top", height), text="rule:N")
        for weight in ("normal", "bold")
    ]
    taken = base.mark_text(align="right", baseline="top", fontSize=12, fontWeight="bold", color=theme.TRUTH)
    remaining = base.mark_text(align="left", baseline="middle", fontSize=12, fontWeight="bold")
    label_colour = alt.Color("label_colour:N", scale=None)
    return [
        *rules,
        taken.encode(x=alt.value(WIDTH), y=_y("top", height), text="taken:N"),
        remaining.encode(x=_x("label_x"), y=_y("middle", height), text="remaining:N", color=label_colour),
    ]
