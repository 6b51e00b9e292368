"""Coverage of county crime: how many counties are warned of by year, and how thin the thin are in the newest."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme
from analysis.report.formatting import DASH, format_count, format_share
from analysis.report.places.inputs import PlaceInputs
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns

FULL_COVERAGE, BIN_WIDTH = 100.0, 10
CLASSES = {
    "silent": ("No agency reported", theme.INK),
    "thin": ("More than half imputed", theme.TRUTH),
    "partial": ("Less than half imputed", theme.SECOND),
}
WIDTH, ROW_HEIGHT, HISTOGRAM_HEIGHT = 400, 30, 170


def coverage_context(inputs: PlaceInputs) -> dict:
    """What the section prints."""
    counties = classed_counties(inputs.county_crime)
    is_synthetic = bool(counties["is_synthetic"].any())
    newest = int(counties["year"].max()) if len(counties) else None
    facts = []
    if newest is not None:
        of_newest = counties[counties["year"] == newest]
        n_warned = int(of_newest["is_coverage_warned"].sum())
        facts = [(format_count(n_warned), f"of {len(of_newest):,} counties warned of in {newest}")]
    return {
        "is_synthetic": is_synthetic,
        "facts": facts,
        "panels": [_year_bars(counties, is_synthetic), _histogram(counties, newest, is_synthetic)] if facts else [],
        "classes": [(name, theme.CSS_VARIABLES[colour]) for name, colour in CLASSES.values()],
        "table": _table(counties, is_synthetic) if facts else None,
    }


def classed_counties(county_crime: pd.DataFrame) -> pd.DataFrame:
    """The counties with `coverage_class`: silent, thin, partial or full; the warned are the first two."""
    flags = {name: county_crime[name].map(is_true).astype(bool) for name in ("is_coverage_warned", "is_synthetic")}
    rows = county_crime.assign(**flags).astype({"coverage_indicator": "float64", "reporting_population": "float64"})
    rows["coverage_class"] = "full"
    rows.loc[rows["coverage_indicator"] < FULL_COVERAGE, "coverage_class"] = "partial"
    rows.loc[rows["is_coverage_warned"], "coverage_class"] = "thin"
    rows.loc[rows["reporting_population"] == 0, "coverage_class"] = "silent"
    return rows


def _year_bars(counties: pd.DataFrame, is_synthetic: bool) -> Markup:
    """Counties not fully covered, by year, as stacked bars with their numbers."""
    stretches = []
    for year, of_year in counties.groupby("year", sort=True):
        start = 0
        for code, (_, colour) in CLASSES.items():
            n = int((of_year["coverage_class"] == code).sum())
            words = f"{n}" if n else ""
            stretches.append(
                {"year": str(int(year)), "start": start, "end": start + n, "colour": colour, "words": words}
            )
            start += n
    drawn = pd.DataFrame(stretches)
    drawn["middle"] = (drawn["start"] + drawn["end"]) / 2
    most = max(int(drawn["end"].max()), 1)
    # A number is printed where its stretch has room for it.
    drawn.loc[drawn["end"] - drawn["start"] < most / 25, "words"] = ""
    x_scale = alt.Scale(domain=[0, most], nice=True)
    axis = alt.Axis(title="counties", tickCount=5, grid=False)
    base = alt.Chart(drawn).encode(y=alt.Y("year:N", axis=alt.Axis(title=None, ticks=False, domain=False)))
    bars = base.mark_bar().encode(
        x=alt.X("start:Q", scale=x_scale, axis=axis), x2="end:Q", color=alt.Color("colour:N", scale=None, legend=None)
    )
    words = base.mark_text(color=theme.PAPER, fontSize=11, fontWeight="bold").encode(x="middle:Q", text="words:N")
    title = theme.panel_title("Counties not fully covered", "", is_synthetic)
    n_years = drawn["year"].nunique()
    chart = alt.layer(bars, words).properties(width=WIDTH, height=ROW_HEIGHT * n_years + 10, title=title)
    return theme.inline_svg(chart, "Counties whose crime is not fully covered, by year and kind")


def _histogram(counties: pd.DataFrame, newest: int, is_synthetic: bool) -> Markup:
    """Counties below full coverage by coverage indicator, in bins of ten, of the newest year."""
    chosen = counties[(counties["year"] == newest) & (counties["coverage_indicator"] < FULL_COVERAGE)]
    low = (chosen["coverage_indicator"] // BIN_WIDTH * BIN_WIDTH).astype(int)
    counts = low.value_counts().reindex(range(0, 100, BIN_WIDTH), fill_value=0).rename_axis("low").reset_index(name="n")
    warned = chosen.groupby(low)["is_coverage_warned"].mean().reindex(counts["low"]).fillna(0).to_numpy()
    counts = counts.assign(
        high=counts["low"] + BIN_WIDTH,
        zero=0,
        colour=[theme.TRUTH if share > 0.5 else theme.SECOND for share in warned],
    )
    x = alt.X(
        "low:Q", scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(title="coverage indicator (100: nothing imputed)", values=list(range(0, 101, 20)), grid=False),
    )  # fmt: skip
    bars = alt.Chart(counts).mark_bar(stroke=theme.PAPER, strokeWidth=1).encode(
        x=x, x2="high:Q", y=alt.Y("n:Q", axis=alt.Axis(title="counties", tickCount=4)), y2="zero:Q",
        color=alt.Color("colour:N", scale=None, legend=None),
    )  # fmt: skip
    n_full = int((counties["year"] == newest).sum() - len(chosen))
    words = f"{newest}; {n_full:,} counties at 100 are not drawn"
    title = theme.panel_title("How thin the others are", words, is_synthetic)
    chart = bars.properties(width=WIDTH, height=HISTOGRAM_HEIGHT, title=title)
    return theme.inline_svg(chart, f"Counties below full coverage by coverage indicator, {newest}")


def _table(counties: pd.DataFrame, is_synthetic: bool) -> Table:
    """A row a year: counties by kind, and of how many the printed totals are not the sums."""
    lines = []
    for year, rows in counties.groupby("year", sort=True):
        n_of = rows["coverage_class"].value_counts()
        lines.append(
            [
                str(int(year)), format_count(len(rows)), *(format_count(int(n_of.get(code, 0))) for code in CLASSES),
                format_count(int(rows["is_coverage_warned"].sum())), format_share(rows["is_coverage_warned"].mean()),
                _n_without_sum(rows["is_total_sum_of_offences"]),
            ]
        )  # fmt: skip
    titles = [
        "Counties",
        *(name for name, _ in CLASSES.values()),
        "Warned of in all",
        "Share",
        "Printed total is no sum",
    ]
    caption = "Counties by year."
    return make_table(caption, [Column("Year"), *number_columns(*titles)], lines, is_synthetic)


def _n_without_sum(is_sum: pd.Series) -> str:
    """Counties whose printed total is no sum; a dash for a year that prints no totals."""
    printed = is_sum.dropna()
    return format_count(int((~printed.astype(bool)).sum())) if len(printed) else DASH
