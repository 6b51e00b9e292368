"""What became of interviewed people as stacked bars: by number of the interview, and by group."""

from __future__ import annotations

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.report import chart_theme as theme
from analysis.report.labels import POPULATION_LABELS, label_population
from analysis.report.respondents.attrition import counts_by, end_of, ends_present, is_any_synthetic, printed_counts

WIDTH, ROW_HEIGHT = 400, 30
LABEL_FROM_PCT = 8
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh"}
DARK_COLOURS = {theme.ACCENT, theme.MUTED}
"""What words are printed on in the colour of paper; in the dark theme both turn light and paper dark."""


def attrition_panels(attrition: pd.DataFrame, is_gated: bool) -> list[Markup]:
    """Two SVGs; none without interviews. Lengths are made from the counts as they may be printed."""
    if attrition.empty:
        return []
    is_synthetic = is_any_synthetic(attrition)
    by_number = printed_counts(counts_by(attrition, "interview_number"), is_gated)
    by_group = printed_counts(counts_by(attrition, "population_group"), is_gated)
    by_group = by_group.loc[[code for code in POPULATION_LABELS if code in by_group.index]]
    panels = (
        ("By number of the interview", by_number.rename(index=_ordinal)),
        ("By group", by_group.rename(index=label_population)),
    )
    return [_panel(title, counts, is_synthetic) for title, counts in panels]


def _ordinal(number: int) -> str:
    return ORDINALS.get(int(number), str(number))


def segments(counts: pd.DataFrame) -> pd.DataFrame:
    """Stretches of each bar, `start` and `end` in percent of the row, in the order of the columns."""
    rows = []
    for name, row in counts.iterrows():
        total, start = row.sum(), 0.0
        for code, n in row.items():
            if pd.isna(n) or n == 0:
                continue
            pct = 100 * n / total
            words = f"{pct:.0f}%" if pct >= LABEL_FROM_PCT else ""
            colour = end_of(code).colour
            rows.append({"row": name, "start": start, "end": start + pct, "colour": colour, "words": words})
            start += pct
    frame = pd.DataFrame(rows, columns=["row", "start", "end", "colour", "words"])
    words_colour = [theme.PAPER if colour in DARK_COLOURS else theme.INK for colour in frame["colour"]]
    return frame.assign(middle=(frame["start"] + frame["end"]) / 2, words_colour=words_colour)


def _panel(title: str, counts: pd.DataFrame, is_synthetic: bool) -> Markup:
    drawn = segments(counts)
    scale = alt.Scale(domain=[0, 100], nice=False)
    axis = alt.Axis(title="% of interviews", values=[0, 25, 50, 75, 100], grid=False)
    rows = alt.Axis(title=None, ticks=False, domain=False, labelPadding=6, minExtent=60)
    order = [str(name) for name in counts.index]
    base = alt.Chart(drawn).encode(y=alt.Y("row:N", sort=order, axis=rows, scale=alt.Scale(domain=order)))
    bars = base.mark_bar(stroke=theme.PAPER, strokeWidth=0.7).encode(
        x=alt.X("start:Q", scale=scale, axis=axis), x2="end:Q", color=alt.Color("colour:N", scale=None)
    )
    words = base.transform_filter("datum.words != ''").mark_text(fontSize=11, fontWeight="bold")
    words = words.encode(
        x=alt.X("middle:Q", scale=scale), text="words:N", color=alt.Color("words_colour:N", scale=None)
    )
    chart = alt.layer(bars, words).properties(
        width=WIDTH, height=ROW_HEIGHT * len(order), title=theme.panel_title(title, "", is_synthetic)
    )
    return theme.inline_svg(chart, f"What became of interviewed people half a year later: {title.lower()}")


def legend(attrition: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """CSS colour, name, what it counts as and meaning of each end that occurs."""
    ends = [end_of(code) for code in ends_present(attrition)]
    return [(theme.CSS_VARIABLES.get(end.colour, end.colour), end.name, end.outcome, end.meaning) for end in ends]
