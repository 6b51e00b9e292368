"""Counties under each policy, month by month: a panel a policy, and the numbers behind them."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme
from analysis.report.formatting import DASH, format_count
from analysis.report.policies.names import PolicyNames, decimal_year, decimal_years, in_page_order
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns

PANEL_WIDTH, PANEL_HEIGHT = 430, 105
LABEL_SIZE, LABEL_LINE, CHARACTER_WIDTH = 10, 12, 5.8
# Milestones short enough to stand in a panel; every event, with its citation, is in the list further down.
MILESTONES = {
    "first_287g_agreement_2002": "first 287(g)",
    "secure_communities_start_2008": "SC begins",
    "dhs_287g_restructuring_2009": "new MOA",
    "morton_priorities_2010": "Morton memo",
    "arizona_sb_1070_injunction_2010": "SB 1070 enjoined",
    "whiting_2011": "Whiting",
    "arizona_v_united_states_2012": "Arizona v. U.S.",
    "task_forces_not_renewed_2012": "not renewed",
    "secure_communities_complete_2013": "everywhere",
    "galarza_2014": "Galarza",
    "johnson_secure_communities_2014": "SC ended",
    "pep_start_2015": "PEP",
    "eo_13768": "EO 13768",
    "lunn_2017": "Lunn",
    "el_cenizo_v_texas_2018": "El Cenizo",
    "warrant_service_officer_2019": "WSO",
    "gonzalez_v_ice_2020": "Gonzalez",
    "eo_13993": "EO 13993",
    "eo_14159": "EO 14159",
}


def month_panels(counts: pd.DataFrame, events: pd.DataFrame, names: PolicyNames) -> list[Markup]:
    """One SVG a policy with a source, on one common axis of time."""
    if counts.empty:
        return []
    span = decimal_year(counts["month_start"].min()), decimal_year(counts["month_start"].max()) + 1 / 12
    by_policy = dict(list(counts.sort_values("month_start").groupby("policy")))
    return [
        _panel(names.of(code), by_policy[code], milestones(events, code, span), span)
        for code in in_page_order(by_policy)
    ]


def milestones(events: pd.DataFrame, policy: str, span: tuple[float, float]) -> pd.DataFrame:
    """Short labels of the events that bear on a policy, each on the first line where it does not touch another."""
    rows, ends = [], []
    for event in events.sort_values("event_date_earliest").itertuples():
        label = MILESTONES.get(event.event_id)
        year = decimal_year(event.event_date_earliest)
        if label is None or policy not in str(event.policies_affected).split(";") or not span[0] <= year <= span[1]:
            continue
        width = len(label) * CHARACTER_WIDTH * (span[1] - span[0]) / PANEL_WIDTH
        left = min(year, span[1] - width)
        line = next((number for number, end in enumerate(ends) if end < left), len(ends))
        ends[line : line + 1] = [left + width]
        rows.append({"year": year, "label": label, "left": left, "y": -LABEL_LINE * line - 1})
    return pd.DataFrame(rows, columns=["year", "label", "left", "y"])


def changes(counts: pd.DataFrame) -> pd.DataFrame:
    """Months in which a count differs from the month before, and the end of the last month."""
    drawn = counts[["n_active", "n_certain", "n_possible"]].astype("float64")
    has_changed = (drawn != drawn.shift()).any(axis=1)
    kept = drawn[has_changed].assign(year=decimal_years(counts.loc[has_changed, "month_start"]))
    last = drawn.tail(1).assign(year=decimal_year(counts["month_start"].iloc[-1]) + 1 / 12)
    return pd.concat([kept, last], ignore_index=True)


def unknown_spans(counts: pd.DataFrame) -> pd.DataFrame:
    """Stretches of months (`start`, `end` in years) in which most counties have no source."""
    is_unknown = counts["n_unknown"].astype("float64") > counts["n_counties"].astype("float64") / 2
    run = (is_unknown != is_unknown.shift()).cumsum()[is_unknown]
    years = decimal_years(counts.loc[is_unknown, "month_start"])
    spans = years.groupby(run).agg(["min", "max"])
    return pd.DataFrame({"start": spans["min"], "end": spans["max"] + 1 / 12}).reset_index(drop=True)


def _panel(name: str, counts: pd.DataFrame, marks: pd.DataFrame, span: tuple[float, float]) -> Markup:
    scale = alt.Scale(domain=list(span), nice=False)
    x_axis = alt.Axis(format="d", values=list(range(2005, int(span[1]) + 1, 5)), grid=False, title=None)
    x = alt.X("year:Q", scale=scale, axis=x_axis)
    y_axis = alt.Axis(tickCount=3, title="counties", minExtent=46, format=",d", tickMinStep=1)
    y_scale = alt.Scale(domainMin=0, domainMax=max(1.0, float(counts["n_possible"].max()) * 1.04), nice=False)
    drawn, grey = changes(counts), unknown_spans(counts)
    base = alt.Chart(drawn).encode(x=x)
    line = base.mark_line(color=theme.ACCENT, strokeWidth=2, interpolate="step-after")
    layers = [line.encode(y=alt.Y("n_active:Q", scale=y_scale, axis=y_axis))]
    if (drawn["n_certain"] != drawn["n_possible"]).any():
        band = base.mark_area(color=theme.SECOND, opacity=0.55, interpolate="step-after")
        layers.insert(0, band.encode(y="n_certain:Q", y2="n_possible:Q"))
    if len(grey):
        shade = alt.Chart(grey).mark_rect(color=theme.GREY, opacity=0.22)
        layers.insert(0, shade.encode(x=alt.X("start:Q", scale=scale), x2="end:Q"))
    title = theme.panel_title(name, "", bool(counts["is_synthetic"].map(is_true).any()), offset=6)
    chart = alt.layer(*layers, *_milestone_layers(marks, scale))
    drawing = chart.properties(width=PANEL_WIDTH, height=PANEL_HEIGHT, title=title)
    return theme.inline_svg(drawing, f"Counties in which this policy was in force, by month: {name}")


def _milestone_layers(marks: pd.DataFrame, scale: alt.Scale) -> list[alt.Chart]:
    if marks.empty:
        return []
    base = alt.Chart(marks)
    rules = base.mark_rule(color=theme.MUTED, strokeWidth=0.8, strokeDash=[2, 2])
    # Labels stand above the panel, at heights in pixels rather than in counties.
    labels = base.mark_text(
        align="left", baseline="bottom", fontSize=LABEL_SIZE, color=theme.MUTED, y=alt.expr("datum.y")
    )
    return [
        rules.encode(x=alt.X("year:Q", scale=scale)),
        labels.encode(x=alt.X("left:Q", scale=scale), text="label:N"),
    ]


def december_table(counts: pd.DataFrame, names: PolicyNames) -> Table | None:
    """Counties in force in the last month of each year, with the range where it is uncertain."""
    if counts.empty:
        return None
    dated = counts.assign(year=pd.to_datetime(counts["month_start"]).dt.year).sort_values("month_start")
    last = dated.groupby(["year", "policy"]).tail(1).set_index(["year", "policy"])
    codes = in_page_order(dated["policy"])
    rows = [
        [
            str(year),
            *(_count_and_range(last.loc[(year, code)]) if (year, code) in last.index else DASH for code in codes),
        ]
        for year in sorted(dated["year"].unique())
    ]
    columns = [Column("Year"), *number_columns(*(names.of(code) for code in codes))]
    is_synthetic = bool(counts["is_synthetic"].map(is_true).any())
    return make_table(
        "Counties in force in the last month of each year (certain–possible).", columns, rows, is_synthetic
    )


def _count_and_range(row: pd.Series) -> str:
    active = format_count(row["n_active"])
    if row["n_certain"] == row["n_possible"]:
        return active
    return f"{active} ({format_count(row['n_certain'])}–{format_count(row['n_possible'])})"
