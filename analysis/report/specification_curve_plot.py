"""The specification curve in pictures: sorted effects with intervals, and below them the choices each rests on.

Source of the picture: Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4, 1208-1214, figure 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.disclosure import round_significant
from analysis.report import chart_theme as theme
from analysis.report.coefficient_plot import HIGHEST_RATIO, LOWEST_RATIO, TICKS
from analysis.report.labels import label_policy, label_population

PANEL_WIDTH, CURVE_HEIGHT, CHOICE_HEIGHT = 460, 190, 13
CHOICE = "choice_"
Truth = Mapping[tuple[str, str, str], float]
"""Planted log odds ratio by policy, population and exposure definition."""


def curve_panel(policy: str, population: str, points: pd.DataFrame, is_synthetic: bool) -> Markup | None:
    """One panel as SVG; None where no specification has an estimate.

    points: of one policy and population, as `curve_points` gives them: all that is drawn comes from these columns.
    """
    if points.empty:
        return None
    chart = _panel(policy, population, points, is_synthetic)
    return theme.inline_svg(chart, f"Specification curve: {label_policy(policy)}, {label_population(population)}")


def curve_points(effects: pd.DataFrame, truth: Truth, is_gated: bool = False) -> pd.DataFrame:
    """Estimated specifications sorted by effect, cut at the edges of the scale, coloured by what may be read.

    effects: rows of the curve of one policy and population, with their choices. Adds position, ratio, low, high,
    median (of what may be read), colour and truth; under the gate each ratio is rounded for release.
    """
    points = effects[effects["status"] == "ok"].sort_values(["estimate", "specification_id"]).reset_index(drop=True)
    points["position"] = np.arange(1, len(points) + 1)
    logs = points[["estimate", "conf_low", "conf_high"]].astype("float64")
    logs["median"] = logs.loc[~points["is_thin"].astype(bool), "estimate"].median()
    ratios = np.exp(logs.clip(-20, 20)).clip(LOWEST_RATIO, HIGHEST_RATIO)
    points[["ratio", "low", "high", "median"]] = ratios.map(round_significant) if is_gated else ratios
    is_significant = (points["p_value"] < 0.05).fillna(False)
    points["colour"] = [
        theme.GREY if thin else theme.ACCENT if significant else theme.SECOND
        for thin, significant in zip(points["is_thin"], is_significant, strict=True)
    ]
    keys = zip(points["term"], points["population"], points["exposure_definition"], strict=True)
    planted = [truth.get((str(term), str(population), str(definition))) for term, population, definition in keys]
    points["truth"] = np.exp(pd.Series(planted, dtype="float64")).clip(LOWEST_RATIO, HIGHEST_RATIO)
    return points


def choice_runs(points: pd.DataFrame) -> pd.DataFrame:
    """Runs of neighbouring specifications with the same choice on an axis: axis, choice, first, last.

    One mark a run rather than one a specification keeps the page small; an axis without a choice has no rows.
    """
    runs = []
    for column in choice_columns(points):
        values = points[column].astype(str)
        if values.nunique() < 2:
            continue
        starts = values.ne(values.shift()).cumsum()
        for _, run in points.assign(value=values).groupby(starts):
            runs.append((_axis_words(column), run["value"].iloc[0], run["position"].min(), run["position"].max()))
    return pd.DataFrame(runs, columns=["axis", "choice", "first", "last"])


def choice_columns(effects: pd.DataFrame) -> list[str]:
    """Columns of choices, in the order of the axes."""
    return [str(column) for column in effects.columns if str(column).startswith(CHOICE)]


def _axis_words(column: str) -> str:
    return column.removeprefix(CHOICE).replace("_", " ")


def _panel(policy: str, population: str, points: pd.DataFrame, is_synthetic: bool) -> alt.VConcatChart:
    title = f"{label_policy(policy)}: {label_population(population)}"
    x = alt.X("position:Q", scale=alt.Scale(domain=[0, len(points) + 1], nice=False), axis=None)
    parts = [_curve(points, x).properties(width=PANEL_WIDTH, height=CURVE_HEIGHT)]
    runs = choice_runs(points)
    if len(runs):
        parts.append(_choices(runs, len(points)))
    return alt.vconcat(*parts, spacing=8, title=theme.panel_title(title, "", is_synthetic))


def _curve(points: pd.DataFrame, x: alt.X) -> alt.LayerChart:
    scale = alt.Scale(type="log", domain=[LOWEST_RATIO, HIGHEST_RATIO], nice=False)
    axis = alt.Axis(values=TICKS, format="~g", title="odds ratio (log scale)", minExtent=30)

    def y(column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", scale=scale, axis=axis)

    colour = alt.Color("colour:N", scale=None, legend=None)
    shown = ["position", "ratio", "low", "high", "colour", "truth"]
    base = alt.Chart(points[shown]).encode(x=x)
    one = alt.Chart(pd.DataFrame({"one": [1.0]})).mark_rule(color=theme.MUTED, strokeDash=[4, 3])
    levels = pd.DataFrame({"truth": sorted(points["truth"].dropna().unique())}, dtype="float64")
    median = pd.DataFrame({"median": points["median"].dropna().unique()}, dtype="float64")
    return alt.layer(
        one.encode(y=y("one")),
        base.mark_rule(strokeWidth=1, opacity=0.45).encode(y=y("low"), y2="high:Q", color=colour),
        alt.Chart(levels).mark_rule(color=theme.TRUTH, strokeWidth=1.4).encode(y=y("truth")),
        alt.Chart(median).mark_rule(color=theme.INK, strokeWidth=1, strokeDash=[1, 2]).encode(y=y("median")),
        base.mark_point(size=9, filled=True, opacity=1).encode(y=y("ratio"), color=colour),
    )


def _choices(runs: pd.DataFrame, n_points: int) -> alt.FacetChart | alt.VConcatChart:
    """A row a choice; a bar where the specification above made it."""
    rows = []
    for axis, of_axis in runs.groupby("axis", sort=False):
        order: Sequence[str] = sorted(of_axis["choice"].unique())
        frame = of_axis.assign(left=of_axis["first"] - 0.5, right=of_axis["last"] + 0.5)
        scale = alt.Scale(domain=[0, n_points + 1], nice=False)
        y_axis = alt.Axis(
            title=None, ticks=False, domain=False, labelFontSize=9, labelPadding=4, labelLimit=240, minExtent=30
        )
        rows.append(
            alt.Chart(frame)
            .mark_rect(fill=theme.MUTED)
            .encode(
                x=alt.X("left:Q", scale=scale, axis=None),
                x2="right:Q",
                y=alt.Y("choice:N", sort=order, scale=alt.Scale(paddingInner=0.35), axis=y_axis),
            )
            .properties(
                width=PANEL_WIDTH,
                height=CHOICE_HEIGHT * len(order),
                title=alt.TitleParams(str(axis), anchor="start", fontSize=10, color=theme.MUTED, offset=2),
            )
        )
    return alt.vconcat(*rows, spacing=3)
