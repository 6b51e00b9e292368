"""Finds the day a list was captured in a file name, a title or a sheet's name, in the forms people write it.

Numbers are read year first or, as ICE writes them, month first; never day first.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from orchestration.errors import SourceError

EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
FIRST_PLAUSIBLE_CAPTURE = dt.date(2002, 1, 1)
APART = "\0"
"""Put between texts that are searched together: part of no form, so that no date runs from one into the next."""

REMEDY = "rename the file with the day it was captured, as YYYYMMDD."

_MONTH_NAMES = (
    *("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?"),
    *("july?", "aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
)
_MONTHS = [name[:3] for name in _MONTH_NAMES]
_MONTH = rf"(?P<name>{'|'.join(_MONTH_NAMES)})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_GAP = r"[\s\u00a0,._-]*"
_BETWEEN = r"[-_./\s]{1,3}"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# In this order: what an earlier form has taken is not looked at again.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_MONTH}{_GAP}(?<!\d){_DAY}(?!\d){_GAP}{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}{_GAP}{_MONTH}{_GAP}{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}(?!\d)",
        rf"(?<!\d){_YEAR}{_BETWEEN}(?P<month>\d\d?){_BETWEEN}(?P<day>\d\d?)(?!\d)",
        rf"(?<!\d)(?P<month>\d\d?){_BETWEEN}(?P<day>\d\d?){_BETWEEN}{_YEAR}(?!\d)",
        r"(?<!\d)(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<short_year>\d\d)(?!\d)",
        rf"(?<!\d){_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?:\d{{4}}|\d{{6}})?(?!\d)",
        rf"(?<!\d)(?P<month>\d\d)(?P<day>\d\d){_YEAR}(?!\d)",
    )
)
_SHORT_YEAR = re.compile(r"(?<!\d)\d\d?[-_.]\d\d?[-_.]\d\d(?!\d)")


@dataclass(frozen=True)
class WrittenDate:
    """A date as text writes it, and the day it names; None when the calendar has no such day."""

    text: str
    day: dt.date | None


def written_dates(text: str) -> list[WrittenDate]:
    """Return every date a text writes, impossible ones too, in order of form and place."""
    found: list[WrittenDate] = []

    def taken(match: re.Match[str]) -> str:
        found.append(WrittenDate(match[0], _day_of(match.groupdict())))
        return APART * len(match[0])

    for form in _FORMS:
        text = form.sub(taken, text)
    return found


def _day_of(parts: dict[str, str | None]) -> dt.date | None:
    name = parts.get("name")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts["month"])
    year = int(parts["year"]) if parts.get("year") else 2000 + int(parts["short_year"])
    try:
        return dt.date(year, month, int(parts["day"]))
    except ValueError:
        return None


def captured_on(text: str, path: Path, place: str) -> dt.date | None:
    """Return the one capture date a text writes, or None when it writes none.

    `place` says in a message where the text stands, such as "the file name". Raises SourceError when a date does not
    exist, lies before the first agreement or in the future, cannot be told apart, or is not the only one.
    """
    dates = written_dates(text)
    for date in dates:
        if date.day is None:
            _refuse(f"The capture date {date.text} in {place} is not a date", path)
        check_plausible(date.day, path, place)
    days = sorted({date.day for date in dates})
    if len(days) > 1:
        _refuse(f"More than one date in {place}: {', '.join(map(str, days))}", path)
    if not days and (short := _SHORT_YEAR.search(text)):
        _refuse(f"The date {short[0]} in {place} has two digits for a year, and could be several days", path)
    return days[0] if days else None


def check_plausible(day: dt.date, path: Path, place: str) -> None:
    """Raise SourceError when a capture date lies before the first agreement or in the future."""
    if not FIRST_PLAUSIBLE_CAPTURE <= day <= dt.date.today() + dt.timedelta(days=1):
        _refuse(f"The capture date {day} in {place} is before the first agreement (2002) or in the future", path)


def _refuse(problem: str, path: Path) -> None:
    raise SourceError(f"{problem}.", path=path, remedy=REMEDY)


def first_day_in(text: str | None) -> dt.date | None:
    """Return the first day a cell of text names, as a date or as Excel's serial number of one; None without one."""
    if text and re.fullmatch(r"[3-7]\d{4}", text):
        return EXCEL_DAY_ZERO + dt.timedelta(days=int(text))
    return next((date.day for date in written_dates(text or "") if date.day), None)
