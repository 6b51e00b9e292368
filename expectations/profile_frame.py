"""Small frames an expectation looks at, pivoted from `quality.profile` or cut from `results.estimates`."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.results.estimates import EFFECT_COMPONENTS
from expectations.declaration import (
    BY_GROUP,
    BY_YEAR,
    BY_YEAR_AND_GROUP,
    EXTREMES,
    GROUPS_COMPARED,
    OVERALL,
    YEARLY_CHANGES,
)

PROFILE_COLUMNS = (
    "table_name", "column_name", "year", "row_group", "n_rows", "n_null", "n_distinct", "mean", "standard_deviation",
    "min", "max",
)  # fmt: skip
NUMBERS = ("year", "n_rows", "n_null", "n_distinct", "mean", "standard_deviation", "min", "max")

ESTIMATE_ROWS, OK_ROWS, INTERVAL_ROWS, EFFECT_ROWS, PRESENCE = (
    "rows", "ok_rows", "interval_rows", "effect_rows", "presence",
)  # fmt: skip


def profile_frames(profile: pd.DataFrame, table_name: str) -> dict[str, pd.DataFrame]:
    """Frames of one table from the rows of `quality.profile`.

    overall            a row a column: n_rows, n_null, n_distinct, mean, standard_deviation, min, max and
                       missing_share
    by_year            a row a column and year
    by_group           a row a column and group of rows; group_share is its share of the column's rows
    by_year_and_group  a row a column, year and group
    extremes           two rows a column: `end` min or max, `value`
    yearly_changes     a row a column and year whose year before has rows too: mean_change of the mean, in its units,
                       and mean_change_pct of the year before's
    groups_compared    a row a column and year of several groups: mean_spread, the largest mean less the smallest, and
                       mean_spread_pct of the smallest

    Raises ValueError when `profile` lacks one of its columns.
    """
    missing = [column for column in PROFILE_COLUMNS if column not in profile.columns]
    if missing:
        raise ValueError(f"quality.profile: column(s) {', '.join(missing)} missing")
    rows = profile[profile["table_name"] == table_name].copy()
    for column in NUMBERS:
        rows[column] = pd.to_numeric(rows[column]).astype("float64")
    rows["missing_share"] = (rows["n_null"] / rows["n_rows"]).where(rows["n_rows"] > 0)
    has_year, has_group = rows["year"].notna(), rows["row_group"].notna()
    overall = rows[~has_year & ~has_group]
    by_group = rows[~has_year & has_group]
    in_all_groups = by_group.groupby("column_name")["n_rows"].transform("sum")
    frames = {
        OVERALL: overall,
        BY_YEAR: rows[has_year & ~has_group],
        BY_GROUP: by_group.assign(group_share=(by_group["n_rows"] / in_all_groups).where(in_all_groups > 0)),
        BY_YEAR_AND_GROUP: rows[has_year & has_group],
        EXTREMES: overall.melt(
            id_vars=["column_name", "n_rows"], value_vars=["min", "max"], var_name="end", value_name="value"
        ),
        YEARLY_CHANGES: _yearly_changes(rows[has_year & ~has_group]),
        GROUPS_COMPARED: _groups_compared(rows[has_year & has_group]),
    }
    return {name: frame.reset_index(drop=True) for name, frame in frames.items()}


def _yearly_changes(by_year: pd.DataFrame) -> pd.DataFrame:
    before = by_year[["column_name", "year", "mean"]].assign(year=by_year["year"] + 1)
    pairs = by_year.merge(before, on=["column_name", "year"], suffixes=("", "_before"))
    change = pairs["mean"] - pairs["mean_before"]
    return pairs.assign(
        mean_change=change, mean_change_pct=(100 * change / pairs["mean_before"]).where(pairs["mean_before"] != 0)
    )


def _groups_compared(by_year_and_group: pd.DataFrame) -> pd.DataFrame:
    years = by_year_and_group.groupby(["column_name", "year"], as_index=False).agg(
        n_rows=("n_rows", "sum"), n_groups=("mean", "size"), smallest=("mean", "min"), largest=("mean", "max")
    )
    years = years[years["n_groups"] > 1]
    spread = years["largest"] - years["smallest"]
    return years.assign(
        mean_spread=spread, mean_spread_pct=(100 * spread / years["smallest"]).where(years["smallest"] > 0)
    )


def estimate_frames(
    estimates: pd.DataFrame, declared: Iterable[tuple[str, str]] | None = None
) -> dict[str, pd.DataFrame]:
    """Frames of `results.estimates`, which is small enough to be looked at whole.

    rows         every row
    ok_rows      rows with status `ok`
    interval_rows  of these, those with an error: standard deviations that vanish and decompositions have none
    effect_rows  of these, the rows of effects on the log-odds scale
    presence     a row a specification and population, `n_rows` of it in the results; `declared` are the pairs that had
                 to be run (default: those that appear at all)
    """
    counts = estimates.groupby(["specification_id", "population"]).size()
    presence = pd.DataFrame(
        [
            {
                "specification_id": specification,
                "population": population,
                "n_rows": counts.get((specification, population), 0),
            }
            for specification, population in (declared if declared is not None else counts.index)
        ],
        columns=["specification_id", "population", "n_rows"],
    )
    rows = estimates.reset_index(drop=True)
    ok_rows = rows[rows["status"] == "ok"].reset_index(drop=True)
    effect_rows = ok_rows[ok_rows["component"].isin(EFFECT_COMPONENTS) & ok_rows["odds_ratio"].notna()]
    return {
        ESTIMATE_ROWS: rows,
        OK_ROWS: ok_rows,
        INTERVAL_ROWS: ok_rows[ok_rows["std_error"].notna()].reset_index(drop=True),
        EFFECT_ROWS: effect_rows.reset_index(drop=True),
        PRESENCE: presence,
    }
