"""Victimization rates by year with 95 % intervals, a panel a group or a kind of crime, published rates beside them."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme
from analysis.report.labels import POPULATION_LABELS, label_outcome, label_population
from analysis.report.rate_rows import VIOLENCE, outcomes_shown, published_rows, rate_rows, unit_words

PANEL_WIDTH, PANEL_HEIGHT = 270, 150
PUBLISHED_SHIFT_YEARS = 0.32


def group_panels(rates: pd.DataFrame, published: pd.DataFrame, is_gated: bool) -> list[Markup]:
    """Violence by year, one SVG a group, on one common vertical scale."""
    drawn = [
        (label_population(code), _points(rates, VIOLENCE, code, is_gated), published_rows(published, VIOLENCE, code))
        for code in POPULATION_LABELS
    ]
    drawn = [(label, points, beside) for label, points, beside in drawn if len(points)]
    highest = max((_highest(points, beside) for _, points, beside in drawn), default=1.0)
    return [_panel(label, points, beside, highest) for label, points, beside in drawn]


def crime_panels(rates: pd.DataFrame, published: pd.DataFrame, is_gated: bool) -> list[Markup]:
    """Everybody by year, one SVG a kind of crime, each on a vertical scale of its own."""
    panels = []
    for outcome in outcomes_shown(rates):
        points, beside = _points(rates, outcome, "all", is_gated), published_rows(published, outcome)
        if outcome != VIOLENCE and len(points):
            panels.append(_panel(label_outcome(outcome), points, beside, _highest(points, beside)))
    return panels


def _points(rates: pd.DataFrame, outcome: str, population: str, is_gated: bool) -> pd.DataFrame:
    rows = rate_rows(rates, outcome, "rate", population, is_gated)
    unit = f"per {unit_words(rows)}"
    rows = rows[rows["estimate"].notna()].reset_index(drop=True)
    columns = ["year", "estimate", "conf_low", "conf_high", "is_synthetic"]
    colours = rows["is_grey"].map({True: theme.GREY, False: theme.ACCENT}).astype("object")
    # A line joins neighbouring years of one kind alone: nothing is drawn across years that were not estimated.
    is_break = (rows["year"].diff() != 1) | (rows["is_synthetic"] != rows["is_synthetic"].shift())
    fills = colours.where(~rows["is_synthetic"], theme.PAPER)
    return rows[columns].assign(colour=colours, fill=fills, stretch=is_break.cumsum(), unit=unit)


def _highest(points: pd.DataFrame, beside: pd.DataFrame) -> float:
    tops = [points["conf_high"].max(), points["estimate"].max(), _of_years(beside, points)["estimate"].max()]
    return float(pd.Series(tops).max()) * 1.05 or 1.0


def _of_years(beside: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    return beside[beside["year"].isin(points["year"])]


def _panel(label: str, points: pd.DataFrame, beside: pd.DataFrame, highest: float) -> Markup:
    y_axis = alt.Axis(tickCount=4, title=points["unit"].iloc[0], minExtent=30)
    y_scale = alt.Scale(domain=[0, highest], nice=False)
    x = alt.X("year:Q", axis=_year_axis(points["year"]), scale=alt.Scale(domain=_span(points["year"]), nice=False))
    base = alt.Chart(points.drop(columns=["unit", "is_synthetic"])).encode(x=x)
    y = alt.Y("estimate:Q", scale=y_scale, axis=y_axis)
    colour = alt.Color("colour:N", scale=None, legend=None)
    line = base.mark_line(color=theme.SECOND, strokeWidth=1.5).encode(y=y, detail="stretch:N")
    bars = base.transform_filter("isValid(datum.conf_low) && isValid(datum.conf_high)")
    bars = bars.mark_rule(strokeWidth=2).encode(y=alt.Y("conf_low:Q", scale=y_scale), y2="conf_high:Q", color=colour)
    dots = base.mark_point(size=42, strokeWidth=2, opacity=1).encode(
        y=y, stroke=alt.Stroke("colour:N", scale=None), fill=alt.Fill("fill:N", scale=None)
    )
    chart = alt.layer(line, bars, dots, _diamonds(_of_years(beside, points), x, y_scale)).properties(
        width=PANEL_WIDTH, height=PANEL_HEIGHT, title=_title(label, points["is_synthetic"])
    )
    return theme.inline_svg(chart, f"Victimization rate by year with 95% intervals: {label}")


def _diamonds(beside: pd.DataFrame, x: alt.X, y_scale: alt.Scale) -> alt.Chart:
    """Published rates, a little to the right so that the estimate stays visible."""
    shifted = beside[["year", "estimate"]].assign(year=beside["year"] + PUBLISHED_SHIFT_YEARS)
    marks = alt.Chart(shifted).mark_point(shape="diamond", size=48, color=theme.TRUTH, strokeWidth=1.8, opacity=1)
    return marks.encode(x=x, y=alt.Y("estimate:Q", scale=y_scale))


def _title(label: str, is_synthetic: pd.Series) -> alt.TitleParams:
    title = theme.panel_title(label, "", bool(is_synthetic.any()))
    if is_synthetic.any() and not is_synthetic.all():
        title.subtitle = "SYNTHETIC DATA, hollow dots only"
    return title


def _span(years: pd.Series) -> list[float]:
    """The years drawn with room for the diamonds; a single year gets as much on both sides."""
    return [float(years.min()) - 0.6, float(years.max()) + 0.8]


def _year_axis(years: pd.Series) -> alt.Axis:
    """Round years between the first and the last, and no tick that another touches."""
    first, last = int(years.min()), int(years.max())
    step = max(1, -(-(last - first) // 4))
    return alt.Axis(format="d", values=list(range(first, last + 1, step)), grid=False, title=None)
