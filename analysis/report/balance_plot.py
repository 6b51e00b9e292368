"""Love plot: how far treated and controls lie apart in each covariate, before and after matching."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme

WIDTH, ROW_HEIGHT = 380, 24
ACCEPTABLE = 0.1
"""Standardised differences under a tenth are commonly taken as balance (Austin 2009)."""
BEFORE, AFTER = "before", "after"


def balance_rows(balance: pd.DataFrame, names: dict[str, str] | None = None) -> pd.DataFrame:
    """One row a covariate or level: words and absolute standardised differences before and after, the largest on top.

    balance: `MatchedResult.balance`; names: words for covariates. Differences that are not defined are missing.
    """
    names = names or {}
    named = balance["covariate"].map(lambda covariate: names.get(covariate, covariate.replace("_", " ")))
    words = named + balance["level"].map(lambda level: f": {level}" if level else "")
    apart = balance["std_mean_difference"].abs().replace(float("inf"), float("nan"))
    long = pd.DataFrame({"words": words, "sample": balance["sample"], "apart": apart})
    wide = long.pivot_table(index="words", columns="sample", values="apart", aggfunc="first", dropna=False, sort=False)
    wide = wide.reindex(columns=[BEFORE, AFTER]).astype("float64")
    return wide.sort_values(BEFORE, ascending=False, kind="stable").rename_axis(columns=None).reset_index()


def balance_panel(
    balance: pd.DataFrame, is_synthetic: bool, names: dict[str, str] | None = None, title: str = "Balance"
) -> Markup:
    """The plot as an SVG for a page; hollow before, filled after matching."""
    label = f"{title}: standardised differences between treated and controls, before and after matching"
    return theme.inline_svg(_chart(balance, is_synthetic, names, title), label)


def balance_picture(balance: pd.DataFrame, is_synthetic: bool, names: dict[str, str] | None = None) -> str:
    """The plot as an SVG file that stands without a page."""
    return theme.standalone_svg(_chart(balance, is_synthetic, names))


def _chart(
    balance: pd.DataFrame, is_synthetic: bool, names: dict[str, str] | None, title: str = "Balance"
) -> alt.LayerChart:
    rows = balance_rows(balance, names)
    highest = max(float(rows[[BEFORE, AFTER]].max().max()), 2 * ACCEPTABLE) * 1.05
    scale = alt.Scale(domain=[0, highest], nice=False)
    axis = alt.Axis(title="difference in standard deviations of the treated", tickCount=6, grid=True)
    y_axis = alt.Axis(ticks=False, domain=False, labelPadding=8, labelLimit=260)
    base = alt.Chart(rows).encode(y=alt.Y("words:N", sort=rows["words"].tolist(), title=None, axis=y_axis))
    line = alt.Chart(pd.DataFrame({"at": [ACCEPTABLE]})).mark_rule(color=theme.MUTED, strokeDash=[4, 3])
    both = base.transform_filter("isValid(datum.before) && isValid(datum.after)")
    layers = [
        line.encode(x=alt.X("at:Q", scale=scale, axis=axis)),
        both.mark_rule(color=theme.GRID, strokeWidth=2).encode(x=alt.X("before:Q", scale=scale), x2="after:Q"),
        _points(base, BEFORE, scale).mark_point(
            size=60, stroke=theme.SECOND, fill=theme.PAPER, strokeWidth=2, opacity=1
        ),
        _points(base, AFTER, scale).mark_point(size=70, color=theme.ACCENT, filled=True, opacity=1),
    ]
    heading = theme.panel_title(title, "hollow: before matching, filled: after", is_synthetic)
    return alt.layer(*layers).properties(width=WIDTH, height=ROW_HEIGHT * max(len(rows), 1), title=heading)


def _points(base: alt.Chart, sample: str, scale: alt.Scale) -> alt.Chart:
    return base.transform_filter(f"isValid(datum.{sample})").encode(x=alt.X(f"{sample}:Q", scale=scale))
