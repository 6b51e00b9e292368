"""Overlap of propensity scores: treated upwards, controls downwards, all candidates beside the matched sample.

Where treated stand without controls under them, no comparison exists; after matching the two sides should mirror.
"""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme

TREATED, CONTROLS = "treated", "controls"
SAMPLES = {"before": "All candidates", "after": "Matched sample"}
PANEL_WIDTH, PANEL_HEIGHT, N_BINS = 300, 200, 40


def overlap_bins(overlap: pd.DataFrame, n_bins: int = N_BINS) -> pd.DataFrame:
    """Shares of each group by bin of the score: columns sample, group, low, high, share (below zero for controls).

    overlap: score, is_treated, weight (`MatchedResult.overlap`); the matched sample counts by weight. Bins are the same
    in both samples and span the scores; empty bins are left out.
    """
    edges = _edges(overlap["score"], n_bins)
    codes = np.clip(np.searchsorted(edges, overlap["score"], side="right") - 1, 0, n_bins - 1)
    rows = []
    for sample, weights in (("before", np.ones(len(overlap))), ("after", overlap["weight"].to_numpy())):
        for group, is_group in ((TREATED, overlap["is_treated"]), (CONTROLS, ~overlap["is_treated"].astype(bool))):
            totals = np.bincount(codes, weights * is_group.to_numpy(), n_bins)
            shares = totals / totals.sum() if totals.sum() else totals
            signed = shares if group == TREATED else -shares
            rows += [(sample, group, edges[k], edges[k + 1], signed[k]) for k in np.flatnonzero(totals)]
    return pd.DataFrame(rows, columns=["sample", "group", "low", "high", "share"])


def _edges(scores: pd.Series, n_bins: int) -> np.ndarray:
    low, high = (float(scores.min()), float(scores.max())) if len(scores) else (0.0, 1.0)
    return np.linspace(low, high, n_bins + 1) if high > low else np.linspace(low - 0.5, high + 0.5, n_bins + 1)


def overlap_panels(overlap: pd.DataFrame, score_title: str, is_synthetic: bool) -> list[Markup]:
    """All candidates and the matched sample, one SVG each, on common scales; score_title names the score."""
    charts = _charts(overlap, score_title, is_synthetic)
    return [
        theme.inline_svg(chart, f"Propensity scores of treated and controls: {SAMPLES[sample].lower()}")
        for sample, chart in charts.items()
    ]


def overlap_picture(overlap: pd.DataFrame, score_title: str, is_synthetic: bool) -> str:
    """The same two panels side by side as one SVG file that stands without a page."""
    return theme.standalone_svg(alt.hconcat(*_charts(overlap, score_title, is_synthetic).values(), spacing=40))


def _charts(overlap: pd.DataFrame, score_title: str, is_synthetic: bool) -> dict[str, alt.LayerChart]:
    bins = overlap_bins(overlap)
    highest = float(bins["share"].abs().max()) * 1.08 if len(bins) else 1.0
    span = [float(bins["low"].min()), float(bins["high"].max())] if len(bins) else [0.0, 1.0]
    return {
        sample: _panel(bins[bins["sample"] == sample], title, score_title, span, highest, is_synthetic)
        for sample, title in SAMPLES.items()
    }


def _panel(
    bins: pd.DataFrame, title: str, score_title: str, span: list[float], highest: float, is_synthetic: bool
) -> alt.LayerChart:
    colours = bins["group"].map({TREATED: theme.ACCENT, CONTROLS: theme.GREY})
    x_scale, y_scale = alt.Scale(domain=span, nice=False), alt.Scale(domain=[-highest, highest], nice=False)
    y_axis = alt.Axis(
        title="share of the group", tickCount=5, labelExpr="format(abs(datum.value), '.0%')", minExtent=36
    )
    bars = (
        alt.Chart(bins.assign(colour=colours, zero=0.0))
        .mark_rect()
        .encode(
            x=alt.X("low:Q", scale=x_scale, axis=alt.Axis(title=score_title, grid=False, tickCount=5)),
            x2="high:Q",
            y=alt.Y("zero:Q", scale=y_scale, axis=y_axis),
            y2="share:Q",
            color=alt.Color("colour:N", scale=None, legend=None),
        )
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=theme.MUTED)
    words = alt.Chart(
        pd.DataFrame({"y": [highest * 0.92, -highest * 0.92], "x": span[1], "words": [TREATED, CONTROLS]})
    ).mark_text(align="right", dx=-4, fontSize=12, color=theme.INK)
    layers = [
        bars,
        zero.encode(y=alt.Y("zero:Q", scale=y_scale)),
        words.encode(x=alt.X("x:Q", scale=x_scale), y=alt.Y("y:Q", scale=y_scale), text="words:N"),
    ]
    return alt.layer(*layers).properties(
        width=PANEL_WIDTH, height=PANEL_HEIGHT, title=theme.panel_title(title, "", is_synthetic)
    )
