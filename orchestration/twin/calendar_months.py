"""Months as whole numbers (year * 12 + month - 1), so that six months is a difference of six."""

from __future__ import annotations

import calendar
import datetime as dt

import numpy as np

FIRST_PANEL_YEAR, LAST_PANEL_YEAR = 2005, 2014


def month_number(year: int, month: int) -> int:
    """Return the number of a month, given 1 to 12."""
    return year * 12 + month - 1


FIRST_INTERVIEW_MONTH = month_number(FIRST_PANEL_YEAR, 1)
LAST_INTERVIEW_MONTH = month_number(LAST_PANEL_YEAR, 12)
# Reference periods reach six months back from the first interview.
FIRST_POLICY_MONTH = FIRST_INTERVIEW_MONTH - 6
LAST_POLICY_MONTH = LAST_INTERVIEW_MONTH


def year_of(months: np.ndarray) -> np.ndarray:
    """Return the calendar years of month numbers."""
    return months // 12


def month_of_year(months: np.ndarray) -> np.ndarray:
    """Return the calendar months, 1 to 12, of month numbers."""
    return months % 12 + 1


def month_text(month: int) -> str:
    """Return a month as the date of its first day, YYYY-MM-DD."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}-01"


def first_day(month: int) -> dt.date:
    """Return the first day of a month."""
    return dt.date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> dt.date:
    """Return the last day of a month."""
    year, month_in_year = month // 12, month % 12 + 1
    return dt.date(year, month_in_year, calendar.monthrange(year, month_in_year)[1])


def middle_day(first: dt.date, last: dt.date) -> dt.date:
    """Return the day in the middle of an interval, the earlier of two."""
    return first + dt.timedelta(days=(last - first).days // 2)


def month_of(day: dt.date) -> int:
    """Return the number of the month a day lies in."""
    return month_number(day.year, day.month)


def interview_year_quarter(months: np.ndarray) -> np.ndarray:
    """Return year and quarter in the survey's form, as text like 2009.3."""
    quarters = (months % 12) // 3 + 1
    numbers, position = np.unique(year_of(months) * 10 + quarters, return_inverse=True)
    return np.array([f"{number // 10}.{number % 10}" for number in numbers], dtype=object)[position]
