"""Which of the paper's policies stand together, by year."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme
from analysis.report.formatting import format_count, format_share
from analysis.report.policies.names import SHORT_LABELS, words
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns

NONE = "none of the four known to be in force"
OTHER = "other combinations"
SHARE_OF_THE_COMMON = 0.05
PANEL_WIDTH, PANEL_HEIGHT = 400, 190


def by_combination(joint: pd.DataFrame) -> pd.DataFrame:
    """County-months by year and combination of policies in force, whatever is unknown of the others."""
    combination = joint["joint_state"].astype(str).str.split(" ? ", regex=False).str[0].map(_label)
    counted = joint.assign(combination=combination).groupby(["year", "combination"], as_index=False)["n_county_months"]
    return counted.sum().astype({"year": "int64", "n_county_months": "float64"})


def _label(state: str) -> str:
    if state == "none":
        return NONE
    return " + ".join(SHORT_LABELS.get(code, words(code)) for code in state.split(" + "))


def joint_panels(joint: pd.DataFrame) -> list[Markup]:
    """All county-months, and those of rare combinations alone, which the first picture is too small for."""
    if joint.empty:
        return []
    counted = by_combination(joint)
    totals = counted.groupby("combination")["n_county_months"].sum().sort_values(ascending=False)
    is_common = totals > totals.sum() * SHARE_OF_THE_COMMON
    is_synthetic = bool(joint["is_synthetic"].map(is_true).any())
    panels = [_panel(counted, "All counties", list(totals.index), is_synthetic)]
    rare = counted[counted["combination"].isin(totals.index[~is_common])]
    if len(rare) and is_common.any():
        panels.append(_panel(rare, "Rare combinations alone", list(totals.index), is_synthetic))
    return panels


def _panel(counted: pd.DataFrame, title: str, order: list[str], is_synthetic: bool) -> Markup:
    colours = _colours(order)
    shown = (
        counted.assign(
            combination=[name if name in colours else OTHER for name in counted["combination"]],
        )
        .groupby(["year", "combination"], as_index=False)["n_county_months"]
        .sum()
    )
    present = [name for name in colours if name in set(shown["combination"])]
    years = sorted(shown["year"].unique())
    color = alt.Color(
        "combination:N",
        scale=alt.Scale(domain=present, range=[colours[name] for name in present]),
        sort=present,
        legend=alt.Legend(
            title=None, orient="bottom", columns=1, labelLimit=400, labelColor=theme.INK, labelFontSize=12
        ),
    )
    x_axis = alt.Axis(labelAngle=0, values=[int(year) for year in years if year % 5 == 0], title=None, ticks=False)
    bars = (
        alt.Chart(shown)
        .mark_bar()
        .encode(
            x=alt.X("year:O", axis=x_axis),
            y=alt.Y("n_county_months:Q", axis=alt.Axis(title="county-months", tickCount=4, format=",d")),
            color=color,
            order=alt.Order("rank:Q"),
        )
    )
    ranked = bars.transform_calculate(
        rank="indexof(" + str([name.replace("'", "") for name in present]) + ", datum.combination)"
    )
    chart = ranked.properties(width=PANEL_WIDTH, height=PANEL_HEIGHT, title=theme.panel_title(title, "", is_synthetic))
    return theme.inline_svg(chart, f"County-months by year and combination of policies in force: {title}")


def _colours(order: list[str]) -> dict[str, str]:
    """A colour for each combination, commonest first; more than the palette holds fall under OTHER."""
    named = [name for name in order if name != NONE]
    colours = {NONE: theme.GRID} | dict(zip(named, theme.CATEGORIES, strict=False))
    return colours | {OTHER: theme.GREY}


def joint_table(joint: pd.DataFrame) -> Table | None:
    """Every joint state, with what is unknown in it, over all years."""
    if joint.empty:
        return None
    is_known = joint["is_fully_known"].map(is_true)
    counted = joint.assign(is_known=is_known).groupby(["joint_state", "is_known"], as_index=False)
    totals = counted.agg(n=("n_county_months", "sum"), first=("year", "min"), last=("year", "max"))
    everything = totals["n"].sum()
    rows = []
    for row in totals.sort_values("n", ascending=False).itertuples():
        known, *unknown = str(row.joint_state).split(" ? ")
        unknown_names = ", ".join(SHORT_LABELS.get(code, words(code)) for code in unknown) or "nothing"
        rows.append(
            [
                _label(known),
                unknown_names,
                f"{row.first}–{row.last}",
                format_count(row.n),
                format_share(row.n / everything),
            ]
        )
    columns = [Column("In force"), Column("Not known"), Column("Years"), *number_columns("County-months", "Share")]
    is_synthetic = bool(joint["is_synthetic"].map(is_true).any())
    return make_table("Joint states of the four policies, all years.", columns, rows, is_synthetic)
