"""ICE's administrative arrests by fiscal year and criminality: a panel a definition, never two in one line."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme
from analysis.report.formatting import DASH, format_count, format_percent, is_missing
from analysis.report.places.inputs import PlaceInputs
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, without_empty_columns

DEFINITIONS = {
    "all": "All arrests",
    "convicted_only": "Convicted of a crime",
    "convicted_or_pending": "Convicted or charged",
}
PANEL_WIDTH, PANEL_HEIGHT = 270, 170


def ice_arrests_context(inputs: PlaceInputs) -> dict:
    """What the section prints; `missing_years` are fiscal years within the span that nobody gave a total of."""
    rows = inputs.ice_arrests.sort_values(["fiscal_year", "definition"], ignore_index=True)
    rows = rows.assign(is_synthetic=rows["is_synthetic"].map(is_true).astype(bool))
    rows = rows.astype({"fiscal_year": "int64", "arrests": "float64", "share_pct": "float64"})
    is_synthetic = bool(rows["is_synthetic"].any())
    known = set(rows.loc[(rows["definition"] == "all") & rows["arrests"].notna(), "fiscal_year"])
    span = range(int(rows["fiscal_year"].min()), int(rows["fiscal_year"].max()) + 1) if len(rows) else range(0)
    return {
        "is_synthetic": is_synthetic,
        "panels": [_panel(rows, definition, span) for definition in DEFINITIONS] if len(rows) else [],
        "table": _table(rows, is_synthetic) if len(rows) else None,
        "missing_years": _spans([year for year in span if year not in known]),
    }


def _spans(years: list[int]) -> str:
    """`2010 to 2015, 2018`."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in spans)


def _panel(rows: pd.DataFrame, definition: str, span: range) -> Markup:
    """Bars of all arrests in thousands, or of the share a definition calls criminal, labelled with their values."""
    chosen = rows[rows["definition"] == definition]
    is_total = definition == "all"
    heights = chosen["arrests"] / 1000 if is_total else chosen["share_pct"]
    drawn = pd.DataFrame({"year": chosen["fiscal_year"], "height": heights}).dropna()
    drawn["words"] = [f"{height:.0f}" for height in drawn["height"]]
    colour = theme.GREY if is_total else theme.ACCENT if definition == "convicted_only" else theme.TRUTH
    top = (float(drawn["height"].max()) * 1.12 if len(drawn) else 1.0) if is_total else 108.0
    years = [year for year in span if (year - span.start) % 2 == 0 or len(span) < 6]
    x_scale = alt.Scale(domain=[span.start - 0.6, span.stop - 0.4], nice=False)
    x = alt.X("year:Q", scale=x_scale, axis=alt.Axis(format="d", values=years, grid=False, title="fiscal year"))
    values = None if is_total else [0, 25, 50, 75, 100]
    axis = alt.Axis(title="thousand" if is_total else "% of all arrests", minExtent=34, tickCount=4, **_values(values))
    y = alt.Y("height:Q", axis=axis, scale=alt.Scale(domain=[0, top], nice=False))
    base = alt.Chart(drawn).encode(x=x, y=y)
    layers = [
        base.mark_bar(size=13, color=colour),
        base.mark_text(dy=-7, color=theme.INK, fontSize=10).encode(text="words:N"),
    ]
    subtitle = "" if is_total else "share of arrests, this definition alone"
    title = theme.panel_title(DEFINITIONS[definition], subtitle, bool(chosen["is_synthetic"].any()))
    chart = alt.layer(*layers).properties(width=PANEL_WIDTH, height=PANEL_HEIGHT, title=title)
    return theme.inline_svg(chart, f"ICE administrative arrests by fiscal year: {DEFINITIONS[definition]}")


def _values(values: list[int] | None) -> dict:
    return {} if values is None else {"values": values}


def _table(rows: pd.DataFrame, is_synthetic: bool) -> Table:
    lines = [
        [
            str(row.fiscal_year), DEFINITIONS.get(row.definition, row.definition),
            DASH if is_missing(row.arrests) else format_count(int(row.arrests)),
            DASH if row.definition == "all" else format_percent(row.share_pct, 1),
            "own table" if row.basis == "own_table" else "published", str(row.citation),
        ]
        for row in rows.itertuples()
    ]  # fmt: skip
    columns = [
        Column("Fiscal year"), Column("Who"), Column("Arrests", "number"), Column("Share", "number"), Column("From"),
        Column("Where it stands", "words"),
    ]  # fmt: skip
    return without_empty_columns(make_table("Administrative arrests by ICE.", columns, lines, is_synthetic))
