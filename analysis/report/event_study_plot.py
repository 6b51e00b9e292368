"""Leads and lags of a policy with intervals, the time before it shaded, and who is seen at each event time below."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.disclosure import round_significant
from analysis.estimators.linear.result import EventStudyResult
from analysis.report import chart_theme as theme
from analysis.report import formatting as text
from analysis.report.labels import POLICY_LABELS

COLUMN_WIDTH, PANEL_HEIGHT, COUNT_HEIGHT = 52, 190, 20
NARROWEST_COLUMN = 22
PERCENTAGE_POINTS = 100.0
FEWEST_CLUSTERS = 5
COUNT_LABELS = {"n_interviews": "interviews", "n_units": "persons", "n_treated_clusters": "treated counties"}


@dataclass(frozen=True)
class EffectScale:
    """The vertical axis: its title, the value of no effect, and its ends; without ends as wide as the intervals."""

    title: str = "percentage points"
    no_effect: float = 0.0
    ends: tuple[float, float] | None = None
    is_log: bool = False

    def y(self, column: str) -> alt.Y:
        """The column on this axis."""
        ticks = {"values": list(RATIO_TICKS), "format": "~g"} if self.is_log else {"tickCount": 5}
        axis = alt.Axis(title=self.title, minExtent=30, **ticks)
        if self.ends is None:
            return alt.Y(f"{column}:Q", axis=axis)
        kind = {"type": "log"} if self.is_log else {}
        return alt.Y(f"{column}:Q", axis=axis, scale=alt.Scale(domain=list(self.ends), nice=False, **kind))

    def cut(self, points: pd.DataFrame) -> pd.DataFrame:
        """Intervals cut at the ends; estimates and whole intervals beyond them are missing.

        The picture is not clipped instead: clips are named, and the same name in two pictures of a page is one clip.
        """
        if self.ends is None:
            return points
        low, high = self.ends
        is_beyond = (points["conf_high"] < low) | (points["conf_low"] > high)
        cut = points.assign(estimate=points["estimate"].where(points["estimate"].between(low, high)))
        for column in ("conf_low", "conf_high"):
            cut[column] = points[column].clip(low, high).mask(is_beyond)
        return cut


RATIO_TICKS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
ODDS_RATIO_SCALE = EffectScale("odds ratio", 1.0, (0.125, 8.0), is_log=True)


def event_study_panels(result: EventStudyResult, is_synthetic: bool, is_gated: bool = False) -> list[Markup]:
    """One SVG a policy, in percentage points; none without estimates.

    Under the disclosure gate counts are rounded for release and numbers keep four significant digits.
    """
    return [
        theme.inline_svg(chart, f"Effects by half-year since adoption with 95% intervals: {_label(policy)}")
        for policy, chart in event_study_charts(result, is_synthetic, is_gated).items()
    ]


def event_study_picture(result: EventStudyResult, is_synthetic: bool, is_gated: bool = False) -> str:
    """The same panels, two by two, as one SVG file; raises ValueError for a result without estimates."""
    charts = list(event_study_charts(result, is_synthetic, is_gated).values())
    if not charts:
        raise ValueError(f"nothing to draw: the event study is {result.status} ({result.message})")
    return theme.standalone_svg(alt.concat(*charts, columns=2, spacing=40))


def event_study_charts(
    result: EventStudyResult, is_synthetic: bool, is_gated: bool = False
) -> dict[str, alt.VConcatChart]:
    """A chart a policy, not yet themed."""
    if result.status != "ok":
        return {}
    points = event_points(result, is_gated)
    return {policy: _panel(_label(policy), rows, is_synthetic) for policy, rows in points.groupby("policy", sort=False)}


def event_points(result: EventStudyResult, is_gated: bool = False) -> pd.DataFrame:
    """One row a policy and event time, in order of time: what is drawn, counts as text.

    The reference has estimate 0 and no interval; bins with fewer than five treated counties are grey.
    """
    estimates = result.table[["term", "component", "estimate", "conf_low", "conf_high"]]
    points = result.counts.merge(estimates, on=["term", "component"], how="left", validate="one_to_one")
    is_reference = points["component"] == "reference"
    points.loc[is_reference, "estimate"] = 0.0
    for column in ("estimate", "conf_low", "conf_high"):
        points[column] = [_released(PERCENTAGE_POINTS * value, is_gated) for value in points[column]]
    is_thin = points["n_treated_clusters"] < FEWEST_CLUSTERS
    for column in COUNT_LABELS:
        points[column] = [text.format_count(count, is_gated) for count in points[column]]
    points["is_before"] = points["component"].isin(["lead", "reference"])
    points["colour"] = is_thin.map({True: theme.GREY, False: theme.ACCENT}).astype("object")
    points["fill"] = points["colour"].where(~is_reference, theme.PAPER)
    points["event_time"] = points["event_time"].str.replace("-", text.MINUS)
    shown = ["policy", "event_time", "is_before", "estimate", "conf_low", "conf_high", "colour", "fill", *COUNT_LABELS]
    return points[shown]


def _released(value: float, is_gated: bool) -> float:
    return round_significant(value) if is_gated and not text.is_missing(value) else value


def _label(policy: str) -> str:
    return POLICY_LABELS.get(policy, policy)


def _panel(title: str, points: pd.DataFrame, is_synthetic: bool) -> alt.VConcatChart:
    """Estimates above, counts below, on one axis of event times."""
    order = list(points["event_time"])
    width = COLUMN_WIDTH * len(order)
    x = _event_axis(order, title=None, labels=False, ticks=False)
    estimates = _estimates(points, x, EffectScale()).properties(width=width, height=PANEL_HEIGHT)
    counts = _counts(points, order).properties(width=width, height=COUNT_HEIGHT * len(COUNT_LABELS))
    heading = theme.panel_title(title, "", is_synthetic)
    return alt.vconcat(estimates, counts, spacing=6, title=heading).resolve_scale(x="shared")


def effects_over_time_panel(
    points: pd.DataFrame, title: str, time_title: str, scale: EffectScale, is_synthetic: bool
) -> Markup:
    """One SVG of effects by time without counts, as they stand in the tables of results.

    points: event_time (text, in order), is_before, estimate, conf_low, conf_high, colour, fill.
    """
    points = scale.cut(points)
    order = list(points["event_time"])
    width = max(NARROWEST_COLUMN * len(order), 8 * COLUMN_WIDTH)
    x = _event_axis(order, title=time_title)
    chart = _estimates(points, x, scale).properties(
        width=width, height=PANEL_HEIGHT, title=theme.panel_title(title, "", is_synthetic)
    )
    return theme.inline_svg(chart, f"{title}: {scale.title} by {time_title}, with 95% intervals")


def _event_axis(order: list[str], **of_axis: object) -> alt.X:
    scale = alt.Scale(paddingInner=0, paddingOuter=0)
    return alt.X("event_time:O", sort=order, scale=scale, axis=alt.Axis(labelAngle=0, grid=False, **of_axis))


def _estimates(points: pd.DataFrame, x: alt.X, scale: EffectScale) -> alt.LayerChart:
    """Shaded time before adoption, no effect, intervals, points; the reference hollow and named."""
    base = alt.Chart(points).encode(x=x)
    y = scale.y("estimate")
    before = base.transform_filter("datum.is_before").mark_rect(fill=theme.GRID, opacity=0.45)
    zero = alt.Chart(pd.DataFrame({"zero": [scale.no_effect]})).mark_rule(color=theme.MUTED, strokeDash=[4, 3])
    bars = base.transform_filter("isValid(datum.conf_low) && isValid(datum.conf_high)")
    bars = bars.mark_rule(strokeWidth=2.5)
    dots = base.transform_filter("isValid(datum.estimate)").mark_point(size=70, strokeWidth=2, opacity=1)
    word = base.transform_filter("!isValid(datum.conf_low)").mark_text(fontSize=11, fontStyle="italic", dy=-12)
    word = word.transform_filter(f"datum.fill == '{theme.PAPER}'")
    return alt.layer(
        before,
        zero.encode(y=scale.y("zero")),
        bars.encode(y=scale.y("conf_low"), y2="conf_high:Q", color=alt.Color("colour:N", scale=None, legend=None)),
        dots.encode(y=y, stroke=alt.Stroke("colour:N", scale=None), fill=alt.Fill("fill:N", scale=None)),
        word.encode(y=y, text=alt.value("reference"), color=alt.value(theme.MUTED)),
    )


def _counts(points: pd.DataFrame, order: list[str]) -> alt.Chart:
    """Counts as rows of text."""
    long = points.melt(id_vars=["event_time"], value_vars=list(COUNT_LABELS), var_name="what", value_name="count")
    long["what"] = long["what"].map(COUNT_LABELS)
    y_axis = alt.Axis(title=None, domain=False, ticks=False, labelPadding=6)
    y = alt.Y("what:N", sort=list(COUNT_LABELS.values()), axis=y_axis)
    x = _event_axis(order, title="half-years since adoption (0: partly exposed)")
    return alt.Chart(long).mark_text(fontSize=11, color=theme.MUTED).encode(x=x, y=y, text="count:N")


def lead_test_sentence(test: pd.Series) -> str:
    """What a row of `joint_test` says, with what the test could have seen."""
    if text.is_missing(test["p_value"]):
        return f"The leads cannot be tested together: {test['message']}."
    constant = PERCENTAGE_POINTS * test["smallest_detectable_constant"]
    trend = PERCENTAGE_POINTS * test["smallest_detectable_trend"]
    p_value = "p < 0.001" if test["p_value"] < 0.001 else f"p = {test['p_value']:.3f}"
    return (
        f"Joint test of the leads: F({test['df_numerator']:.0f}, {test['df_denominator']:,.0f}) ="
        f" {test['statistic']:.2f}, {p_value}. With 80 % power it finds leads that all differ from the reference by"
        f" {constant:.2g} percentage points, or a line of {trend:.2g} a half-year; what is smaller it may miss."
    )
