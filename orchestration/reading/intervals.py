"""A spell's bounds in words: both its start and its end are closed intervals of days."""

from __future__ import annotations

import calendar
import datetime as dt

import pandas as pd


def day_of(value: object) -> dt.date | None:
    """Return a cell as a date; None for every kind of null."""
    if value is None or pd.isna(value):
        return None
    return pd.Timestamp(value).date()


def interval_text(earliest: object, latest: object) -> str:
    """Return a day, a month, a year or two bounds in words.

    2008-10-01; 2008-10 (month); 2007 (year); between 2012-10-01 and 2013-09-30; by, or not before, a day.
    """
    first, last = day_of(earliest), day_of(latest)
    if first is None and last is None:
        return "not known"
    if first is None or last is None:
        return f"by {last}" if first is None else f"not before {first}"
    if first == last:
        return str(first)
    if (first.month, first.day) == (1, 1) and last == dt.date(first.year, 12, 31):
        return f"{first.year} (year)"
    if first.day == 1 and last == first.replace(day=calendar.monthrange(first.year, first.month)[1]):
        return f"{first:%Y-%m} (month)"
    return f"between {first} and {last}"


def end_text(earliest: object, latest: object, end_status: str, last_listed_on: object = None) -> str:
    """Return the end of a spell in words; of one that goes on, the last day a list shows it in force."""
    if end_status == "ended":
        return interval_text(earliest, latest)
    if end_status == "unknown":
        return "end not known"
    listed = day_of(last_listed_on)
    return f"in force on {listed}" if listed else "in force, no end recorded"
