"""Published counts beside ours: a table with the agreement, and dots on one scale a program."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme
from analysis.report.formatting import format_count, format_text, is_missing
from analysis.report.policies.names import PolicyNames, day, interval, words
from analysis.report.tables import Column, Table, make_table, number_columns

PROGRAM_NAMES = {"secure_communities": "Secure Communities", "287g": "287(g) agreements"}
AGREEMENT_MEANINGS = {
    "exact_in_list": "the list of that time has exactly as many",
    "exact": "the dates give exactly as many",
    "within_uncertainty": "lies between what is certain and what is possible",
    "differs": "lies outside; every difference is a conflict below",
    "no_source": "nothing to count",
}
AGREEMENT_COLOURS = {"differs": theme.TRUTH, "no_source": theme.GREY}
PANEL_WIDTH, ROW_HEIGHT = 270, 17
TICKS = (10, 30, 100, 300, 1_000, 3_000)


def agreement_counts(counts: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Number, state and meaning of each agreement state that occurs, in the order of AGREEMENT_MEANINGS."""
    found = counts["agreement"].value_counts()
    order = [state for state in AGREEMENT_MEANINGS if state in found] + sorted(
        set(found.index) - set(AGREEMENT_MEANINGS)
    )
    return [(format_count(found[state]), words(state), AGREEMENT_MEANINGS.get(state, "")) for state in order]


def counts_table(counts: pd.DataFrame, names: PolicyNames, is_synthetic: bool) -> Table | None:
    """Every published count, ours for the same days, and where it was published."""
    if counts.empty:
        return None
    rows = [
        [
            _what(row, names), interval(row.as_of_earliest, row.as_of_latest), _range(row.count_low, row.count_high),
            format_count(row.n_listed), format_count(row.n_known_then), _range(row.n_certain, row.n_possible),
            words(row.agreement), _citation(row),
        ]
        for row in _in_order(counts).itertuples()
    ]  # fmt: skip
    columns = [
        Column("Count", "words"), Column("As of", "value"),
        *number_columns("Published", "In the list", "As known then", "Certain–possible, as known now"),
        Column("Agreement"), Column("Published in", "words"),
    ]  # fmt: skip
    return make_table("Published counts beside ours.", columns, rows, is_synthetic)


def _in_order(counts: pd.DataFrame) -> pd.DataFrame:
    rank = counts["program"].map({name: number for number, name in enumerate(PROGRAM_NAMES)}).fillna(len(PROGRAM_NAMES))
    return counts.assign(rank=rank).sort_values(["rank", "measure", "as_of_latest", "count_low"], kind="stable")


def _what(row: object, names: PolicyNames) -> str:
    subject = "" if is_missing(row.policy) else f", {names.of(row.policy)}"
    return f"{PROGRAM_NAMES.get(row.program, words(row.program))}: {words(row.measure)}{subject}"


def _citation(row: object) -> str:
    return format_text(row.citation) + ("" if is_missing(row.note) or not row.note else f" ({row.note})")


def _range(low: object, high: object) -> str:
    first, last = format_count(low), format_count(high)
    return first if first == last else f"{first}–{last}"


def count_panels(counts: pd.DataFrame, names: PolicyNames, is_synthetic: bool) -> list[Markup]:
    """One SVG a program: a bar from certain to possible, and the published count as a dot or a short line."""
    known = counts[counts["n_possible"].notna() & counts["count_low"].notna()]
    by_date = known.sort_values(["as_of_latest", "measure", "policy", "count_low"], kind="stable")
    by_program = dict(list(by_date.groupby("program")))
    order = [program for program in PROGRAM_NAMES if program in by_program]
    order += [program for program in by_program if program not in PROGRAM_NAMES]
    return [
        _panel(PROGRAM_NAMES.get(program, words(program)), by_program[program], names, is_synthetic)
        for program in order
    ]


def _panel(program: str, counts: pd.DataFrame, names: PolicyNames, is_synthetic: bool) -> Markup:
    rows = [
        {
            "row": number, "label": _row_label(row, names), "low": float(row.count_low), "high": float(row.count_high),
            "certain": max(1.0, float(row.n_certain)), "possible": max(1.0, float(row.n_possible)),
            "middle": (float(row.count_low) + float(row.count_high)) / 2,
            "colour": AGREEMENT_COLOURS.get(row.agreement, theme.INK),
        }
        for number, row in enumerate(counts.itertuples())
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    # Two counts may be of the same day and kind: the row number keeps them apart, the label alone is shown.
    labels = " : ".join(f"datum.value == {row['row']} ? {row['label']!r}" for row in rows) + " : ''"
    y = alt.Y("row:O", axis=alt.Axis(labelExpr=labels, title=None, ticks=False, domain=False, labelLimit=300))
    scale = alt.Scale(
        type="log",
        nice=False,
        domain=[frame[["low", "certain"]].min().min() * 0.85, frame[["high", "possible"]].max().max() * 1.15],
    )
    axis = alt.Axis(title="count (log scale)", format=",d", values=list(TICKS))
    base = alt.Chart(frame).encode(y=y, color=alt.Color("colour:N", scale=None))
    ours = base.mark_rule(strokeWidth=7, opacity=0.75).encode(
        x=alt.X("certain:Q", scale=scale, axis=axis), x2="possible:Q", color=alt.value(theme.SECOND)
    )
    tick = base.mark_tick(thickness=4, size=9).encode(x=alt.X("certain:Q", scale=scale), color=alt.value(theme.SECOND))
    published = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    dots = base.mark_point(filled=True, size=34, opacity=1).encode(x=alt.X("middle:Q", scale=scale))
    chart = alt.layer(ours, tick, published, dots).properties(
        width=PANEL_WIDTH, height=ROW_HEIGHT * len(frame), title=theme.panel_title(program, "", is_synthetic)
    )
    return theme.inline_svg(chart, f"Published counts and ours: {program}")


def _row_label(row: object, names: PolicyNames) -> str:
    measure = {"counties_activated_in_year": "in the year to ", "counties_activated_by": "by "}.get(row.measure, "")
    subject = "" if is_missing(row.policy) else " " + names.of(row.policy).replace("287(g) ", "")
    kind = {"agencies_in_force": " agencies", "jurisdictions_in_force": " jurisdictions"}.get(row.measure, "")
    return f"{measure}{day(row.as_of_latest)}{subject}{kind}"
