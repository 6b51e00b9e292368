"""Share of interviews with a violent victimization by year, a panel a population group."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.disclosure import SMALLEST_RELEASED_COUNT
from analysis.report import chart_theme as theme
from analysis.report.labels import POPULATION_LABELS, label_population
from analysis.report.provenance import is_true

PANEL_WIDTH, PANEL_HEIGHT = 260, 150


def yearly_rates(panel_summary: pd.DataFrame, is_gated: bool) -> pd.DataFrame:
    """Rows with a year; under the gate, rates that rest on a withheld count are left out."""
    rows = panel_summary[panel_summary["interview_year"].notna() & panel_summary["victimized_pct"].notna()]
    if is_gated:
        rows = rows[(rows["n_victimized_interviews"] >= SMALLEST_RELEASED_COUNT).fillna(False).astype(bool)]
    columns = ["interview_year", "population", "victimized_pct", "is_synthetic"]
    return rows[columns].astype({"interview_year": "int64", "victimized_pct": "float64"})


def rate_panels(panel_summary: pd.DataFrame, is_gated: bool) -> list[Markup]:
    """One SVG a population, on one common vertical scale, in the page's order of groups."""
    rates = yearly_rates(panel_summary, is_gated)
    if rates.empty:
        return []
    highest = rates["victimized_pct"].max() * 1.08
    years = sorted(rates["interview_year"].unique())
    order = [code for code in POPULATION_LABELS if code in set(rates["population"])]
    return [_panel(code, rates[rates["population"] == code], highest, years) for code in order]


def _panel(population: str, rates: pd.DataFrame, highest: float, years: list[int]) -> Markup:
    every = max(1, round(len(years) / 5))
    x_axis = alt.Axis(format="d", values=[int(year) for year in years[::every]], grid=False, title=None)
    base = alt.Chart(rates[["interview_year", "victimized_pct"]]).encode(
        x=alt.X("interview_year:Q", axis=x_axis, scale=alt.Scale(domain=_span(years), nice=False)),
        y=alt.Y(
            "victimized_pct:Q",
            scale=alt.Scale(domain=[0, float(highest)]),
            axis=alt.Axis(tickCount=4, title="% of interviews"),
        ),
    )
    line = base.mark_line(color=theme.ACCENT, strokeWidth=2.5)
    points = base.mark_point(color=theme.ACCENT, filled=True, size=45, opacity=1)
    is_synthetic = bool(rates["is_synthetic"].map(is_true).any())
    label = label_population(population)
    chart = (line + points).properties(
        width=PANEL_WIDTH, height=PANEL_HEIGHT, title=theme.panel_title(label, "", is_synthetic)
    )
    return theme.inline_svg(chart, f"Share of interviews with violent victimization by year: {label}")


def _span(years: list[int]) -> list[float]:
    """The years drawn; a single year gets room on both sides, since a scale needs two ends."""
    first, last = int(years[0]), int(years[-1])
    return [first, last] if first < last else [first - 0.5, last + 0.5]
