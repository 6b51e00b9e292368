"""Altair charts as inline SVG that follow the page's light and dark colours.

Charts are drawn with the placeholder colours below; in the SVG text each becomes a CSS variable of the
stylesheet, so one picture serves both themes and print.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager

import altair as alt
import vl_convert
from altair.utils import schemapi
from markupsafe import Markup, escape

INK, MUTED, GRID = "#0a0a01", "#0a0a02", "#0a0a03"
ACCENT, SECOND, GREY, TRUTH = "#0a0a04", "#0a0a05", "#0a0a06", "#0a0a07"
PAPER, WARNING = "#0a0a08", "#0a0a09"

CSS_VARIABLES = {
    INK: "var(--ink)",
    MUTED: "var(--muted)",
    GRID: "var(--line)",
    ACCENT: "var(--accent)",
    SECOND: "var(--second)",
    GREY: "var(--grey)",
    TRUTH: "var(--truth)",
    PAPER: "var(--paper)",
    WARNING: "var(--warning)",
}
LIGHT_COLOURS = {
    INK: "#1d2733",
    MUTED: "#5b6775",
    GRID: "#d9dee4",
    ACCENT: "#1f5fa8",
    SECOND: "#6f9fd1",
    GREY: "#a3abb4",
    TRUTH: "#c2410c",
    PAPER: "#ffffff",
    WARNING: "#8a4b00",
}
"""The light theme's colours, for a picture that has no stylesheet beside it."""
FONT = "Arial, Helvetica, sans-serif"


CATEGORIES = ("#3b7dbf", "#d98c1f", "#3f9d78", "#b5679b", "#c2573a", "#8a7ec8", "#9a8c3c", "#4aa3b8")
"""Colours that tell kinds apart on light and on dark paper alike."""


def panel_title(title: str, subtitle: str, is_synthetic: bool, offset: int = 10) -> alt.TitleParams:
    """Panel heading; the word SYNTHETIC stands inside the picture, so that a cut-out cannot lose it."""
    lines = ["SYNTHETIC DATA", subtitle] if is_synthetic else [subtitle]
    return alt.TitleParams(
        text=title,
        subtitle=[line for line in lines if line],
        anchor="start",
        frame="group",
        color=INK,
        fontSize=15,
        subtitleFontSize=12,
        subtitleColor=WARNING if is_synthetic else MUTED,
        subtitleFontWeight="bold" if is_synthetic else "normal",
        offset=offset,
    )


def unvalidated_charts() -> AbstractContextManager[None]:
    """While it lasts, charts are not checked against Vega-Lite's schema: half the time of a page with many of them.

    The tests draw the same charts checked.
    """
    return schemapi.debug_mode(False)


def inline_svg(chart: alt.TopLevelMixin, label: str) -> Markup:
    """The chart as an SVG element that scales with its column; `label` is read out by screen readers."""
    svg = _coloured_svg(chart, "transparent", CSS_VARIABLES)
    svg = re.sub(r'\s(xmlns(:xlink)?|version)="[^"]*"', "", svg)
    width, height = re.search(r'<svg[^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()
    opening = f'<svg class="chart" role="img" aria-label="{escape(label)}" viewBox="0 0 {width} {height}">'
    return Markup(re.sub(r"<svg[^>]*>", opening, svg, count=1))


def standalone_svg(chart: alt.TopLevelMixin) -> str:
    """The chart as an SVG file in the light theme's colours, on white."""
    return _coloured_svg(chart, LIGHT_COLOURS[PAPER], LIGHT_COLOURS)


def _coloured_svg(chart: alt.TopLevelMixin, background: str, colours: dict[str, str]) -> str:
    themed = (
        chart.configure(font=FONT, background=background)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, titleColor=MUTED, gridColor=GRID, domainColor=GRID, tickColor=GRID,
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
        )
    )  # fmt: skip
    svg = vl_convert.vegalite_to_svg(themed.to_dict(validate=schemapi.DEBUG_MODE))
    for placeholder, colour in colours.items():
        svg = svg.replace(placeholder, colour)
    return svg
