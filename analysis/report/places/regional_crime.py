"""Violence by region in police records and in the survey: a panel a region, and the numbers."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.disclosure import SMALLEST_RELEASED_COUNT, round_significant
from analysis.report import chart_theme as theme
from analysis.report.formatting import DASH, format_count, format_percent, format_signed, is_missing
from analysis.report.places.inputs import PlaceInputs
from analysis.report.provenance import is_true
from analysis.report.rate_rows import format_rate
from analysis.report.tables import Column, Table, make_table, number_columns, without_empty_columns

REGIONS = {"northeast": "Northeast", "midwest": "Midwest", "south": "South", "west": "West"}
SURVEY_NUMBERS = [
    "survey_violent_rate", "survey_violent_std_error", "survey_serious_rate", "survey_serious_std_error",
    "survey_serious_conf_low", "survey_serious_conf_high", "serious_reported_pct", "serious_reported_std_error",
    "gap_rate", "gap_std_error",
]  # fmt: skip
REPORTED_NUMBERS = ["serious_reported_pct", "serious_reported_std_error"]
PANEL_WIDTH, PANEL_HEIGHT = 400, 190
POLICE_SHIFT_YEARS = 0.2


def regional_crime_context(inputs: PlaceInputs) -> dict:
    """What the section prints."""
    rows = shown_rows(inputs.regional_crime, inputs.is_gated)
    is_synthetic = bool(rows["is_synthetic"].any())
    return {
        "is_synthetic": is_synthetic,
        "panels": _panels(rows),
        "newest_table": _table(_newest(rows), inputs.is_gated, is_synthetic),
        "table": _table(rows, inputs.is_gated, is_synthetic),
        "marks": {"grey": bool(rows["is_grey"].any()), "police": bool(rows["police_rate"].notna().any())},
    }


def shown_rows(regional: pd.DataFrame, is_gated: bool) -> pd.DataFrame:
    """The rows in order, with `is_grey` and `is_synthetic`; under the gate thin numbers of the survey are missing.

    A gap that is shown beside the police rate would give a withheld survey rate away, so both go together.
    """
    rows = regional.assign(region=pd.Categorical(regional["region"], list(REGIONS), ordered=True))
    rows = rows.sort_values(["region", "year"], ignore_index=True)
    numbers = [*SURVEY_NUMBERS, "police_rate", "police_covered_population_pct"]
    rows = rows.astype({"region": "object", "year": "int64"} | dict.fromkeys(numbers, "float64"))
    if is_gated:
        rows[SURVEY_NUMBERS] = rows[SURVEY_NUMBERS].map(_rounded)
        rows.loc[_is_thin(rows["n_records"]), SURVEY_NUMBERS] = float("nan")
        rows.loc[_is_thin(rows["n_reported_records"]), REPORTED_NUMBERS] = float("nan")
    return rows.assign(
        is_grey=rows["is_unreliable"].map(is_true).astype(bool),
        is_synthetic=rows["synthetic_inputs"].map(is_true).astype(bool),
    )


def _is_thin(n_records: pd.Series) -> pd.Series:
    """Whether fewer records than may be released, or an unknown number."""
    return ~(pd.to_numeric(n_records) >= SMALLEST_RELEASED_COUNT).fillna(False).astype(bool)


def _rounded(value: float) -> float:
    return value if is_missing(value) else round_significant(value)


def _panels(rows: pd.DataFrame) -> list[Markup]:
    """One SVG a region on one vertical scale."""
    if rows.empty:
        return []
    tops = rows[["survey_serious_conf_high", "survey_serious_rate", "police_rate"]].max()
    highest = float(tops.max()) * 1.05 if tops.notna().any() else 1.0
    years = [int(rows["year"].min()), int(rows["year"].max())]
    return [_panel(name, rows[rows["region"] == code], years, highest) for code, name in REGIONS.items()]


def _panel(name: str, rows: pd.DataFrame, years: list[int], highest: float) -> Markup:
    colours = rows["is_grey"].map({True: theme.GREY, False: theme.ACCENT}).astype("object")
    # Hollow dots are the synthetic ones, as in the pictures of the people's page.
    drawn = rows.assign(colour=colours, fill=colours.where(~rows["is_synthetic"], theme.PAPER))
    survey = drawn[drawn["survey_serious_rate"].notna()]
    step = max(1, -(-(years[1] - years[0]) // 4))
    ticks = list(range(years[0], years[1] + 1, step))
    scale = alt.Scale(domain=[years[0] - 0.6, years[1] + 0.8], nice=False)
    x = alt.X("year:Q", axis=alt.Axis(format="d", values=ticks, grid=False, title=None), scale=scale)
    y_scale = alt.Scale(domain=[0, highest], nice=False)
    axis = alt.Axis(tickCount=4, title="per 1,000 of 12 or over", minExtent=30)
    colour = alt.Color("colour:N", scale=None, legend=None)
    columns = ["year", "survey_serious_rate", "survey_serious_conf_low", "survey_serious_conf_high", "colour", "fill"]
    base = alt.Chart(survey[columns]).encode(x=x)
    y = alt.Y("survey_serious_rate:Q", scale=y_scale, axis=axis)
    bars = base.transform_filter("isValid(datum.survey_serious_conf_low)").mark_rule(strokeWidth=2)
    bars = bars.encode(
        y=alt.Y("survey_serious_conf_low:Q", scale=y_scale), y2="survey_serious_conf_high:Q", color=colour
    )
    dots = base.mark_point(size=42, strokeWidth=2, opacity=1).encode(
        y=y, stroke=alt.Stroke("colour:N", scale=None), fill=alt.Fill("fill:N", scale=None)
    )
    # A little to the right, so that the survey's estimate stays visible.
    known = drawn.loc[drawn["police_rate"].notna(), ["year", "police_rate"]]
    police = alt.Chart(known.assign(year=known["year"] + POLICE_SHIFT_YEARS)).encode(
        x=x, y=alt.Y("police_rate:Q", scale=y_scale, axis=axis)
    )
    police = police.mark_point(shape="diamond", size=56, color=theme.TRUTH, strokeWidth=2, opacity=1)
    title = theme.panel_title(name, "", bool(rows["is_synthetic"].any()))
    chart = alt.layer(bars, dots, police).properties(width=PANEL_WIDTH, height=PANEL_HEIGHT, title=title)
    label = f"Serious violence in the survey, with 95% intervals, and in police records by year: {name}"
    return theme.inline_svg(chart, label)


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last year with police records."""
    known = rows[rows["police_rate"].notna()]
    return known[known["year"] == known["year"].max()]


def _table(rows: pd.DataFrame, is_gated: bool, is_synthetic: bool) -> Table | None:
    """A row a region and year of which the police records are there; None without any."""
    rows = rows[rows["police_rate"].notna()].reset_index(drop=True)
    if rows.empty:
        return None
    lines = [_line(row, is_gated) for row in rows.itertuples()]
    titles = (
        "Police", "Residents covered", "Counties left out", "Survey (SE)", "Police were told (SE)", "Gap (SE)",
        "Survey with simple assaults (SE)", "Records",
    )  # fmt: skip
    caption = "Rapes, robberies and aggravated assaults per 1,000 people of 12 or over; * do not read."
    columns = [Column("Region and year"), *number_columns(*titles)]
    return without_empty_columns(make_table(caption, columns, lines, is_synthetic))


def _line(row: tuple, is_gated: bool) -> list[str]:
    """The cells of a region and year; a star stands where the survey has too few records."""
    from_survey = [
        _beside(format_rate(row.survey_serious_rate), format_rate(row.survey_serious_std_error)),
        _beside(format_percent(row.serious_reported_pct, 0), format_rate(row.serious_reported_std_error)),
        _beside(format_signed(row.gap_rate, 1), format_rate(row.gap_std_error)),
    ]
    return [
        f"{REGIONS[row.region]} {row.year}",
        format_rate(row.police_rate),
        format_percent(row.police_covered_population_pct, 1),
        _left_out(row),
        *(f"{words}*" if row.is_grey and words != DASH else words for words in from_survey),
        _beside(format_rate(row.survey_violent_rate), format_rate(row.survey_violent_std_error)),
        format_count(row.n_records, is_gated),
    ]


def _left_out(row: tuple) -> str:
    counts = [row.n_counties_warned, row.n_counties_not_listed, row.n_counties]
    if any(is_missing(count) for count in counts):
        return DASH
    return f"{int(counts[0]) + int(counts[1])} of {int(counts[2]):,}"


def _beside(estimate: str, std_error: str) -> str:
    return estimate if DASH in (estimate, std_error) else f"{estimate} ({std_error})"
