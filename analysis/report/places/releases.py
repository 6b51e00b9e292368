"""Which release speaks for which year: each year stands beside the middle years of the releases it is read from."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme
from analysis.report.formatting import DASH, format_count, is_missing
from analysis.report.places.inputs import PlaceInputs
from analysis.report.provenance import is_true
from analysis.report.tables import Column, make_table, without_empty_columns

CENSUS_RELEASE = 2000
WAYS = {
    "middle": ("a release's middle year", theme.ACCENT),
    "interpolated": ("on the line between two releases", theme.SECOND),
    "held": ("the nearest release, held", theme.TRUTH),
}
WIDTH, ROW_HEIGHT = 420, 20


def releases_context(inputs: PlaceInputs) -> dict:
    """What the section prints."""
    rows = inputs.covariate_years
    is_synthetic = bool(rows["is_synthetic"].map(is_true).any())
    if rows.empty:
        return {"is_synthetic": is_synthetic, "panels": [], "table": None}
    years = years_as_most_tracts(rows)
    return {
        "is_synthetic": is_synthetic,
        "panels": [_timeline(years, is_synthetic)],
        "ways": [(words, theme.CSS_VARIABLES[colour]) for words, colour in WAYS.values()],
        "n_future": int(years["uses_future_years"].sum()),
        "n_years": len(years),
        "table": _table(years, is_synthetic),
    }


def years_as_most_tracts(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a year, as most tracts have it: `way` is middle, interpolated or held; `n_otherwise` tracts differ."""
    ordered = rows.sort_values(["year", "n_tracts"], ascending=[True, False])
    years = ordered.drop_duplicates("year").reset_index(drop=True)
    years["n_otherwise"] = years["year"].map(ordered.groupby("year")["n_tracts"].sum()) - years["n_tracts"]
    years["way"] = "middle"
    for way, flag in (("interpolated", "is_interpolated"), ("held", "is_extrapolated")):
        years.loc[years[flag].map(is_true).astype(bool), "way"] = way
    return years.assign(uses_future_years=years["uses_future_years"].map(is_true).astype(bool))


def survey_years(release: int) -> tuple[int, int, int]:
    """First, middle and last year a release counts: Census 2000 its own, a five-year release the five that it ends."""
    return (release,) * 3 if release == CENSUS_RELEASE else (release - 4, release - 2, release)


def release_name(release: object) -> str:
    """`Census 2000` or `2005–2009`."""
    if is_missing(release):
        return DASH
    first, _, last = survey_years(int(release))
    return f"Census {last}" if first == last else f"{first}–{last}"


def _timeline(years: pd.DataFrame, is_synthetic: bool) -> Markup:
    """A line a release over its survey years, and the panel's years as dots on the release that they start from."""
    releases = sorted({int(release) for release in [*years["release_year"], *years["next_release_year"].dropna()]})
    order = [release_name(release) for release in releases]
    spans = pd.DataFrame([survey_years(release) for release in releases], columns=["first", "middle", "last"])
    spans["release"] = order
    dots = pd.DataFrame(
        {
            "year": years["year"].astype(int), "release": years["release_year"].map(release_name),
            "colour": years["way"].map({way: colour for way, (_, colour) in WAYS.items()}),
        }
    )  # fmt: skip
    ends = [min(spans["first"].min(), dots["year"].min()) - 1, max(spans["last"].max(), dots["year"].max()) + 1]
    x_axis = alt.Axis(format="d", tickCount=6, title="year")
    x_scale = alt.Scale(domain=[int(end) for end in ends], nice=False)
    y = alt.Y("release:N", sort=order, axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=6))
    base = alt.Chart(spans).encode(y=y)
    lines = base.mark_rule(color=theme.GREY, strokeWidth=3).encode(
        x=alt.X("first:Q", scale=x_scale, axis=x_axis), x2="last:Q"
    )
    middles = base.mark_tick(color=theme.INK, thickness=2, size=13).encode(x=alt.X("middle:Q", scale=x_scale))
    read = alt.Chart(dots).mark_point(size=46, filled=True, opacity=1).encode(
        x=alt.X("year:Q", scale=x_scale), y=y, color=alt.Color("colour:N", scale=None, legend=None)
    )  # fmt: skip
    title = theme.panel_title("Years of the panel, on the release they are read from", "", is_synthetic)
    chart = alt.layer(lines, middles, read).properties(width=WIDTH, height=ROW_HEIGHT * len(releases), title=title)
    return theme.inline_svg(chart, "Survey years of each release, and the years of the panel that are read from it")


def _table(years: pd.DataFrame, is_synthetic: bool):
    lines = [
        [
            str(int(row.year)), release_name(row.release_year), release_name(row.next_release_year), WAYS[row.way][0],
            "yes" if row.uses_future_years else "no", format_count(row.n_otherwise) if row.n_otherwise else DASH,
        ]
        for row in years.itertuples()
    ]  # fmt: skip
    columns = [
        Column("Year"), Column("Release"), Column("And"), Column("Value"), Column("Reaches into later years"),
        Column("Tracts that differ", "number"),
    ]  # fmt: skip
    return without_empty_columns(make_table("Releases by year of the panel.", columns, lines, is_synthetic))
