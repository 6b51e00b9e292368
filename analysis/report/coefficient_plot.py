"""Odds ratios with 95 % intervals, a panel a policy: populations down, with and without time effects side by side."""

from __future__ import annotations

from math import exp, log

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme
from analysis.report import formatting as text
from analysis.report.cells import Cell
from analysis.report.labels import POPULATION_LABELS, POPULATIONS, label_policy, label_population
from analysis.report.sight import state_of
from analysis.specification.choices import PAPER_POLICIES

LOWEST_RATIO, HIGHEST_RATIO = 0.25, 4.0
TICKS = (0.25, 0.5, 1.0, 2.0, 4.0)
WITH_TIME, WITHOUT_TIME = "with", "without"
MISSING_WORDS = {"no_source": "no source", "failed": "no estimate", "absent": "not in this run"}
DRAWN_STATES = ("readable", "thin", "refused")
PANEL_WIDTH, ROW_HEIGHT = 280, 40


def plot_row(cell: Cell, variant: str) -> dict:
    """Coordinates of one estimate, cut at the edges of the scale, with the edge noted for an arrow."""
    state = state_of(cell)
    row = {"population": label_population(cell.population), "variant": variant, "state": state}
    row |= {"point": None, "low": None, "high": None, "cut_low": None, "cut_high": None}
    row["words"] = MISSING_WORDS.get(state) if variant == WITH_TIME else None
    if state not in DRAWN_STATES:
        return row
    low, middle, high = (_ratio(cell.value(name)) for name in ("conf_low", "estimate", "conf_high"))
    is_beyond_low, is_beyond_high = low is not None and low < LOWEST_RATIO, high is not None and high > HIGHEST_RATIO
    if middle is not None and LOWEST_RATIO <= middle <= HIGHEST_RATIO:
        row["point"] = middle
    if low is not None and high is not None:
        row["low"] = min(max(low, LOWEST_RATIO), HIGHEST_RATIO)
        row["high"] = max(min(high, HIGHEST_RATIO), LOWEST_RATIO)
        row["cut_low"] = LOWEST_RATIO if is_beyond_low else None
        row["cut_high"] = HIGHEST_RATIO if is_beyond_high else None
    return row


def _ratio(log_odds: object) -> float | None:
    return None if text.is_missing(log_odds) else exp(min(max(float(log_odds), log(1e-6)), log(1e6)))


def panel_frame(policy: str, cells: dict[str, list[Cell]], truth: dict[tuple[str, str], float]) -> pd.DataFrame:
    """Rows of one panel; the planted odds ratio stands once a population, on the row with time effects."""
    rows = [plot_row(cell, variant) for variant, of in cells.items() for cell in of if cell.policy == policy]
    frame = pd.DataFrame(rows).astype(dict.fromkeys(("point", "low", "high", "cut_low", "cut_high"), "float64"))
    planted = {label_population(population): value for (code, population), value in truth.items() if code == policy}
    is_marked = (frame["variant"] == WITH_TIME) & frame["state"].isin(DRAWN_STATES)
    frame["truth"] = frame["population"].map(planted).where(is_marked).astype("float64")
    frame["truth"] = frame["truth"].clip(LOWEST_RATIO, HIGHEST_RATIO)
    frame["colour"] = [
        theme.GREY if state != "readable" else theme.ACCENT if variant == WITH_TIME else theme.SECOND
        for state, variant in zip(frame["state"], frame["variant"], strict=True)
    ]
    return frame


def panel_chart(policy: str, frame: pd.DataFrame, has_pair: bool, is_synthetic: bool) -> alt.LayerChart:
    """One policy's panel."""
    populations = [POPULATION_LABELS[code] for code in POPULATIONS]
    y_axis = alt.Axis(ticks=False, domain=False, labelPadding=8)
    base = alt.Chart(frame).encode(
        y=alt.Y("population:N", sort=populations, title=None, axis=y_axis),
        color=alt.Color("colour:N", scale=None, legend=None),
    )
    if has_pair:
        lanes = alt.YOffset("variant:N", sort=[WITH_TIME, WITHOUT_TIME], scale=alt.Scale(padding=0.5))
        base = base.encode(yOffset=lanes)
    no_change = alt.Chart(pd.DataFrame({"one": [1.0]})).mark_rule(color=theme.MUTED, strokeDash=[4, 3])
    layers = [no_change.encode(x=_ratio_axis("one")), *_intervals(base), *_points(base), _missing_words(base)]
    return alt.layer(*layers).properties(
        width=PANEL_WIDTH,
        height=ROW_HEIGHT * len(POPULATIONS),
        title=theme.panel_title(label_policy(policy), "", is_synthetic),
    )


def _ratio_axis(column: str) -> alt.X:
    scale = alt.Scale(type="log", domain=[LOWEST_RATIO, HIGHEST_RATIO], nice=False)
    axis = alt.Axis(values=TICKS, format="~g", title="odds ratio (log scale)", grid=True, labelFlush=False)
    return alt.X(f"{column}:Q", scale=scale, axis=axis)


def _where_known(base: alt.Chart, column: str) -> alt.Chart:
    return base.transform_filter(f"isValid(datum.{column})").encode(x=_ratio_axis(column))


def _intervals(base: alt.Chart) -> list[alt.Chart]:
    """Interval bars, with an arrow head where the bar leaves the scale."""
    return [
        _where_known(base, "low").mark_rule(strokeWidth=2.5).encode(x2="high:Q"),
        _where_known(base, "cut_low").mark_point(shape="triangle-left", size=70, filled=True, opacity=1),
        _where_known(base, "cut_high").mark_point(shape="triangle-right", size=70, filled=True, opacity=1),
    ]


def _points(base: alt.Chart) -> list[alt.Chart]:
    """Estimates, filled with time effects and hollow without, and the planted truth as a diamond around them."""
    points, truths = _where_known(base, "point"), _where_known(base, "truth")
    hollow = points.mark_point(size=60, fill=theme.PAPER, strokeWidth=2, opacity=1)
    return [
        points.mark_point(size=75, filled=True, opacity=1).transform_filter(f"datum.variant == '{WITH_TIME}'"),
        hollow.transform_filter(f"datum.variant == '{WITHOUT_TIME}'"),
        truths.mark_point(shape="diamond", size=150, filled=False, strokeWidth=2.2, opacity=1).encode(
            color=alt.value(theme.TRUTH)
        ),
    ]


def _missing_words(base: alt.Chart) -> alt.Chart:
    """Why a population has no estimate, in its place."""
    words = base.transform_filter("isValid(datum.words)").mark_text(fontSize=12, fontStyle="italic", align="left", dx=8)
    return words.encode(x=alt.datum(1.0), text="words:N", color=alt.value(theme.MUTED))


def coefficient_panels(
    with_time: list[Cell], without_time: list[Cell] | None, truth: dict[tuple[str, str], float], is_synthetic: bool
) -> list[Markup]:
    """One SVG a policy of the paper, in order. `truth` is left out of the picture when nothing is synthetic."""
    charts = _panel_charts(with_time, without_time, truth, is_synthetic)
    return [
        theme.inline_svg(chart, f"Odds ratios by population: {label_policy(policy)}")
        for policy, chart in charts.items()
    ]


def coefficient_picture(
    with_time: list[Cell], without_time: list[Cell] | None, truth: dict[tuple[str, str], float], is_synthetic: bool
) -> str:
    """The same panels, two by two, as one SVG file that stands without a page."""
    charts = _panel_charts(with_time, without_time, truth, is_synthetic)
    return theme.standalone_svg(alt.concat(*charts.values(), columns=2, spacing=40))


def _panel_charts(
    with_time: list[Cell], without_time: list[Cell] | None, truth: dict[tuple[str, str], float], is_synthetic: bool
) -> dict[str, alt.LayerChart]:
    cells = {WITH_TIME: with_time} | ({WITHOUT_TIME: without_time} if without_time else {})
    shown = truth if is_synthetic else {}
    return {
        policy: panel_chart(policy, panel_frame(policy, cells, shown), without_time is not None, is_synthetic)
        for policy in PAPER_POLICIES
    }
