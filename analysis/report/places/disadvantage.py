"""Concentrated disadvantage: what it is made of, and where it is."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme
from analysis.report.formatting import DASH, MINUS, format_count, format_share
from analysis.report.places.county_maps import class_map
from analysis.report.places.inputs import PlaceInputs
from analysis.report.places.measures import MEASURES
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns

INDICES = {
    "concentrated_disadvantage": ("with unemployment", theme.ACCENT),
    "concentrated_disadvantage_without_unemployment": ("without it", theme.SECOND),
}
FIFTHS, WIDTH, ROW_HEIGHT = 5, 360, 40


def index_context(inputs: PlaceInputs) -> dict:
    """What the section prints."""
    loadings = inputs.index_loadings[inputs.index_loadings["index_name"].isin(list(INDICES))]
    counties = inputs.index_counties.dropna(subset=["concentrated_disadvantage"])
    synthetic = pd.concat([inputs.index_counties["is_synthetic"], inputs.measure_years["is_synthetic"]])
    is_synthetic = bool(synthetic.map(is_true).any()) and not loadings.empty
    if loadings.empty:
        return {"is_synthetic": is_synthetic, "panels": [], "map": None}
    shares = loadings.groupby("index_name")["share_of_variance"].first()
    return {
        "is_synthetic": is_synthetic,
        "panels": [_bars(loadings, is_synthetic)],
        "legend": [
            (f"{words} ({format_share(shares[index])} of the items' variance)", theme.CSS_VARIABLES[colour])
            for index, (words, colour) in INDICES.items()
            if index in shares
        ],
        "table": _table(loadings, is_synthetic),
        "n_reference": format_count(loadings["n_tracts"].max()),
        "year": int(counties["year"].max()) if len(counties) else None,
        "map": _map(inputs, counties, is_synthetic) if len(counties) else None,
    }


def _bars(loadings: pd.DataFrame, is_synthetic: bool) -> Markup:
    drawn = pd.DataFrame(
        {
            "item": loadings["item"].map(lambda item: MEASURES.get(item, item).split(",")[0]),
            "index": loadings["index_name"].map(lambda index: INDICES[index][0]),
            "colour": loadings["index_name"].map(lambda index: INDICES[index][1]),
            "loading": loadings["loading"].astype(float),
        }
    )
    drawn["words"] = [signed(value) for value in drawn["loading"]]
    order = list(dict.fromkeys(drawn.sort_values("loading", ascending=False)["item"]))
    low, high = min(0.0, float(drawn["loading"].min()) * 1.2), max(0.1, float(drawn["loading"].max()) * 1.15)
    base = alt.Chart(drawn).encode(
        x=alt.X("loading:Q", scale=alt.Scale(domain=[low, high]), axis=alt.Axis(title="loading", tickCount=5)),
        y=alt.Y("item:N", sort=order, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=220)),
        yOffset=alt.YOffset("index:N", sort=[words for words, _ in INDICES.values()]),
    )
    bars = base.mark_bar().encode(color=alt.Color("colour:N", scale=None, legend=None))
    words = base.mark_text(align="left", dx=4, fontSize=11, color=theme.INK).encode(text="words:N")
    title = theme.panel_title("Loadings", "", is_synthetic)
    chart = alt.layer(bars, words).properties(width=WIDTH, height=ROW_HEIGHT * len(order), title=title)
    return theme.inline_svg(chart, "Loadings of the items of concentrated disadvantage, with and without unemployment")


def _table(loadings: pd.DataFrame, is_synthetic: bool) -> Table:
    """A row an item; a dash where an index does not hold it."""
    by_index = loadings.set_index(["item", "index_name"])["loading"]
    lines = [
        [MEASURES.get(item, item).split(",")[0]]
        + [signed(by_index[item, index]) if (item, index) in by_index else DASH for index in INDICES]
        for item in loadings["item"].unique()
    ]
    columns = [Column("Measure"), *number_columns(*(f"Loading {words}" for words, _ in INDICES.values()))]
    return make_table("Loadings of the index.", columns, lines, is_synthetic)


def signed(value: float) -> str:
    """Two decimals with the sign of a number below zero."""
    text = f"{abs(value):.2f}"
    return f"{MINUS}{text}" if value < 0 and float(text) else text


def fifths(values: pd.Series) -> tuple[pd.Series, list[float]]:
    """Class `s1` to `s5` of each value by fifths of the counties, and the four limits between them."""
    limits = [float(values.quantile(n / FIFTHS)) for n in range(1, FIFTHS)]
    classes = values.map(lambda value: f"s{1 + sum(value >= limit for limit in limits)}")
    return classes, limits


def _map(inputs: PlaceInputs, counties: pd.DataFrame, is_synthetic: bool):
    values = counties.set_index("county_fips")["concentrated_disadvantage"].astype(float)
    classes, limits = fifths(values)
    legend = {"s1": f"below {signed(limits[0])}"}
    legend |= {f"s{n + 1}": f"{signed(limits[n - 1])} to {signed(limits[n])}" for n in range(1, FIFTHS - 1)}
    legend[f"s{FIFTHS}"] = f"{signed(limits[-1])} and more"
    return class_map(inputs, "Concentrated disadvantage by county, in fifths", classes, legend, is_synthetic)
