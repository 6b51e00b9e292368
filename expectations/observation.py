"""What a check saw, in a line of text that may leave the warehouse: aggregates, never the value of a row."""

from __future__ import annotations

import pandas as pd

from analysis.disclosure import SMALLEST_RELEASED_COUNT, round_count, round_significant
from expectations.declaration import EXTREMES, ProfileExpectation
from expectations.profile_frame import EFFECT_ROWS, ESTIMATE_ROWS, OK_ROWS, PRESENCE

SLICE_COLUMNS = (
    "year",
    "row_group",
    "end",
    "specification",
    "specification_id",
    "population",
    "term",
    "component",
)
COUNT_METRICS = ("n_rows", "n_distinct")
MOST_NAMED_SLICES = 5


def name_slices(rows: pd.DataFrame, values: list[str] | None = None) -> str:
    """`2012 latino, 2013 latino and 3 more`; with `values`, each slice with its own."""
    names = [_slice_name(row) for row in rows.head(MOST_NAMED_SLICES).to_dict("records")]
    if values is not None:
        names = [" ".join(part for part in pair if part) for pair in zip(names, values, strict=False)]
    rest = len(rows) - len(names)
    return ", ".join(name for name in names if name) + (f" and {rest} more" if rest else "")


def _slice_name(row: dict) -> str:
    parts = []
    for column in SLICE_COLUMNS:
        value = row.get(column)
        if value is not None and not pd.isna(value) and not (column == "specification_id" and "specification" in row):
            parts.append(str(int(value)) if column == "year" else str(value))
    return " ".join(parts)


def describe_observation(claim: ProfileExpectation, rows: pd.DataFrame, offending: list[int], is_gated: bool) -> str:
    """What was seen: the range over slices, and which slices broke the claim.

    A smallest or largest value is the value of some row, so for such claims only its end is named.
    """
    if claim.metric is None:
        return f"{len(rows):,} rows"
    if claim.frame in (ESTIMATE_ROWS, OK_ROWS, EFFECT_ROWS, PRESENCE):
        return _of_estimates(rows, offending)
    if claim.metric == "year":
        years = sorted(int(year) for year in rows["year"].dropna().unique())
        return f"{len(years)} years, {years[0]} to {years[-1]}"
    if claim.frame == EXTREMES:
        broken = rows.loc[offending, "end"].map({"min": "smallest below", "max": "largest above"})
        return " and ".join(f"{end} the bound" for end in broken) or "inside the bounds"
    return _of_slices(claim.metric, rows, offending, is_gated)


def _of_slices(metric: str, rows: pd.DataFrame, offending: list[int], is_gated: bool) -> str:
    shown = [_printed(metric, row, is_gated) for row in rows.to_dict("records")]
    if offending:
        broken = rows.loc[offending]
        return "outside: " + name_slices(broken, [shown[index] for index in offending])
    if len(rows) == 1:
        return shown[0]
    order = rows[metric].reset_index(drop=True)
    return f"{shown[order.idxmin()]} to {shown[order.idxmax()]} over {len(rows)} slices"


def _printed(metric: str, row: dict, is_gated: bool) -> str:
    value = row[metric]
    if metric in COUNT_METRICS:
        return str(round_count(int(value))) if is_gated else f"{int(value):,}"
    if is_gated and row["n_rows"] < SMALLEST_RELEASED_COUNT:
        return "withheld"
    return f"{round_significant(value):g}"


def _of_estimates(rows: pd.DataFrame, offending: list[int]) -> str:
    if not offending:
        return f"{len(rows):,} rows"
    return f"{len(offending)} of {len(rows):,} rows: {name_slices(rows.loc[offending])}"
