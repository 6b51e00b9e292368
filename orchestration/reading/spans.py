"""Months in a row as spans: a table of every single month is nothing to read."""

from __future__ import annotations

import pandas as pd


def month_spans(months: pd.DataFrame) -> pd.DataFrame:
    """Return a row per policy and unbroken run of months: policy, first_month, last_month, n_months.

    `months` has the columns policy and month_start, one row a month.
    """
    ordered = months.assign(month=pd.PeriodIndex(months["month_start"], freq="M")).sort_values(["policy", "month"])
    number = ordered["month"].map(lambda month: month.ordinal).astype("int64")
    position = ordered.groupby("policy").cumcount()
    runs = ordered.groupby(["policy", number - position], sort=False)["month"]
    spans = runs.agg(first_month="min", last_month="max", n_months="count").reset_index()
    for bound in ("first_month", "last_month"):
        spans[bound] = spans[bound].astype(str)
    return spans[["policy", "first_month", "last_month", "n_months"]].reset_index(drop=True)


def span_text(first_month: str, last_month: str, n_months: int) -> str:
    """Return a span in words."""
    return first_month if n_months == 1 else f"{first_month} to {last_month} ({n_months} months)"
