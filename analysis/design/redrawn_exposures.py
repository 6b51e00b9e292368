"""Exposures of the panel under one draw of the policies' uncertain dates, with their leads and lags."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

DEFINITIONS = ("any", "share", "full")
PLACE_AND_MONTH = ["county_fips", "interview_month"]
_EXPOSURE = re.compile(
    r"exposure_(?P<definition>any|share|full)_(?P<policy>[a-z0-9_]+?)(?:_(?P<direction>lead|lag)_(?P<n>\d+)_months)?"
)


def redrawn_exposures(
    panel: pd.DataFrame, exposure_draws: pd.DataFrame, draw_number: int, columns: Iterable[str] | None = None
) -> dict[str, pd.Series]:
    """By column, the panel's exposures under a draw, for the columns that the draw changes.

    panel: marts.respondent_periods. exposure_draws: marts.county_exposure_draws, which holds only what differs.
    columns: those to redraw, by default every exposure of the panel. A lead of n months is the exposure of the
    interview n months later in the same county, a lag of the one earlier, so both move with the draw. An exposure that
    the draw does not know is missing afterwards, whatever the column's type.
    Raises ValueError when two rows of the draw speak of one policy, county and month.
    """
    drawn = exposure_draws[exposure_draws["draw_number"] == draw_number]
    by_policy = {str(policy): rows for policy, rows in drawn.groupby("policy")}
    found: dict[str, pd.Series] = {}
    matched: dict[tuple[str, int], pd.DataFrame] = {}
    for name in panel.columns if columns is None else columns:
        parts = _EXPOSURE.fullmatch(str(name))
        if parts is None or parts["policy"] not in by_policy:
            continue
        shift = int(parts["n"] or 0) * (-1 if parts["direction"] == "lag" else 1)
        key = (parts["policy"], shift)
        if key not in matched:
            matched[key] = _matched(panel, by_policy[parts["policy"]], shift)
        changed = matched[key]
        if len(changed):
            found[str(name)] = _overlaid(panel[name], changed[f"exposure_{parts['definition']}"])
    return found


def draw_panel(panel: pd.DataFrame, exposure_draws: pd.DataFrame, draw_number: int) -> pd.DataFrame:
    """Return the panel with the exposures of one draw laid over its own; raises as `redrawn_exposures`."""
    return panel.assign(**redrawn_exposures(panel, exposure_draws, draw_number))


def _matched(panel: pd.DataFrame, drawn: pd.DataFrame, shift: int) -> pd.DataFrame:
    """Rows of the draw at the positions of the interviews they concern."""
    keys = pd.DataFrame(
        {
            "county_fips": panel["county_fips"].to_numpy(),
            "interview_month": pd.to_datetime(panel["interview_month"]).to_numpy(),
        }
    )
    if shift:
        keys["interview_month"] = keys["interview_month"] + pd.DateOffset(months=shift)
    rows = drawn.assign(interview_month=pd.to_datetime(drawn["interview_month"]))
    both = keys.merge(rows, on=PLACE_AND_MONTH, how="left", validate="many_to_one")
    return both[both["draw_number"].notna()]


def _overlaid(column: pd.Series, changed: pd.Series) -> pd.Series:
    values = column.astype(object).to_numpy(copy=True)
    values[changed.index.to_numpy()] = changed.astype(object).to_numpy()
    overlaid = pd.Series(values, index=column.index, name=column.name)
    # A plain bool column has no place for a missing value: cast to it, one would turn to False.
    if overlaid.isna().any() and column.dtype == bool:
        return overlaid.astype("boolean")
    return overlaid.astype(column.dtype)
