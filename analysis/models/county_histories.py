"""A policy's exposure of every county and interview month, whole, so that histories can be dealt out anew."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.inference.histories import CountyHistories

REFERENCE_MONTHS = 6


def county_histories(
    activity: pd.DataFrame, policy: str, exposure_definition: str, counties: Sequence[str], months: Sequence
) -> CountyHistories:
    """Exposure [counties, months] of interviews in the months, over the six months before each.

    activity: county_fips, month_start, policy, is_active and active_share of marts.policy_county_month. counties and
    months ascend. A county without a row for some month of a window has an unknown history there, NaN.
    """
    own = activity[(activity["policy"] == policy) & activity["county_fips"].isin(list(counties))]
    months = pd.DatetimeIndex(months)
    starts = pd.date_range(months[0] - pd.DateOffset(months=REFERENCE_MONTHS), months[-1], freq="MS", inclusive="left")
    is_active = _grid(own, "is_active", counties, starts)
    if exposure_definition == "full":
        windows = _windows(_grid(own, "active_share", counties, starts))
        values = np.where(np.isnan(windows).any(axis=2), np.nan, windows.min(axis=2) >= 1)
    else:
        windows = _windows(is_active)
        values = windows.max(axis=2) if exposure_definition == "any" else windows.mean(axis=2)
    wanted = pd.DatetimeIndex(starts[REFERENCE_MONTHS - 1 :] + pd.DateOffset(months=1)).get_indexer(months)
    return CountyHistories(policy, np.asarray(counties), months.to_numpy(), values[:, wanted].astype(float))


def _windows(grid: np.ndarray) -> np.ndarray:
    return np.lib.stride_tricks.sliding_window_view(grid, REFERENCE_MONTHS, axis=1)


def _grid(rows: pd.DataFrame, column: str, counties: Sequence[str], starts: pd.DatetimeIndex) -> np.ndarray:
    """[counties, months] of a column, NaN without a row."""
    wide = rows.pivot(index="county_fips", columns="month_start", values=column)
    wide.columns = pd.DatetimeIndex(wide.columns)
    return wide.reindex(index=list(counties), columns=starts).astype("Float64").to_numpy(dtype=float, na_value=np.nan)
