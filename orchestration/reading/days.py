"""Days and months as people type them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from orchestration.reading.errors import ReadingError

WRITTEN = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
EXAMPLE = "write a day as 2012-08-15 or a month as 2012-08."


@dataclass(frozen=True)
class Days:
    """A closed interval of days: one day, or a whole month."""

    first: dt.date
    last: dt.date

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first:%Y-%m} (any day of the month)"

    def each(self) -> list[dt.date]:
        """Return every day of the interval."""
        return [self.first + dt.timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def parse_days(text: str, option: str) -> Days:
    """Return the days that YYYY-MM-DD or YYYY-MM stands for.

    Raises ReadingError, naming the option, when the text is neither or no such day exists.
    """
    written = WRITTEN.fullmatch(text.strip())
    if not written:
        raise ReadingError(f"{option} {text!r} is neither a day nor a month.", EXAMPLE)
    year, month, day = (int(part) if part else None for part in written.groups())
    try:
        first = dt.date(year, month, day or 1)
    except ValueError as error:
        raise ReadingError(f"{option} {text!r} is no date of the calendar.", EXAMPLE) from error
    if written.group(3):
        return Days(first, first)
    return Days(first, first.replace(day=calendar.monthrange(year, month)[1]))
