"""Days as typed, bounds in words, months as spans."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from orchestration.reading.days import Days, parse_days
from orchestration.reading.errors import ReadingError
from orchestration.reading.intervals import end_text, interval_text
from orchestration.reading.spans import month_spans, span_text


def test_a_day_is_one_day_and_a_month_is_all_of_its_days() -> None:
    assert parse_days("2012-08-15", "--as-of") == Days(dt.date(2012, 8, 15), dt.date(2012, 8, 15))
    february = parse_days(" 2012-02 ", "--as-of")
    assert february == Days(dt.date(2012, 2, 1), dt.date(2012, 2, 29))
    assert len(february.each()) == 29
    assert str(february) == "2012-02 (any day of the month)"


@pytest.mark.parametrize(
    "text", ["2013-02-30", "2012-13", "2012-00-01", "0000-01-01", "2012", "15.8.2012", "today", ""]
)
def test_what_is_no_date_is_refused_with_the_option_and_an_example(text: str) -> None:
    with pytest.raises(ReadingError, match=r"--known '.*\n  remedy: write a day as 2012-08-15"):
        parse_days(text, "--known")


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        ("2008-10-01", "2008-10-01", "2008-10-01"),
        ("2008-10-01", "2008-10-31", "2008-10 (month)"),
        ("2012-02-01", "2012-02-29", "2012-02 (month)"),
        ("2011-02-01", "2011-02-27", "between 2011-02-01 and 2011-02-27"),
        ("2007-01-01", "2007-12-31", "2007 (year)"),
        ("2012-10-01", "2013-09-30", "between 2012-10-01 and 2013-09-30"),
        (None, "2013-09-30", "by 2013-09-30"),
        ("2012-10-01", pd.NaT, "not before 2012-10-01"),
        (None, pd.NaT, "not known"),
    ],
)
def test_bounds_read_as_a_day_a_month_a_year_or_both(earliest: object, latest: object, expected: str) -> None:
    assert interval_text(earliest, latest) == expected
    assert end_text(earliest, latest, "ended") == expected


def test_a_spell_that_goes_on_is_in_force_on_the_last_day_a_list_shows_it() -> None:
    assert end_text(None, None, "in_force_at_as_of", pd.Timestamp("2025-12-01")) == "in force on 2025-12-01"
    assert end_text(None, None, "in_force_at_as_of", pd.NaT) == "in force, no end recorded"
    assert end_text(None, None, "unknown", None) == "end not known"


def test_months_in_a_row_are_one_span_and_a_gap_begins_another() -> None:
    months = ["2010-11-01", "2010-12-01", "2011-01-01", "2011-03-01"]
    rows = pd.DataFrame({"policy": ["b"] * 4 + ["a"], "month_start": pd.to_datetime([*months, "2011-03-01"])})
    spans = month_spans(rows.sample(frac=1, random_state=1))
    assert spans.values.tolist() == [
        ["a", "2011-03", "2011-03", 1],
        ["b", "2010-11", "2011-01", 3],
        ["b", "2011-03", "2011-03", 1],
    ]
    assert span_text("2010-11", "2011-01", 3) == "2010-11 to 2011-01 (3 months)"
    assert span_text("2011-03", "2011-03", 1) == "2011-03"


def test_no_months_are_no_spans() -> None:
    assert month_spans(pd.DataFrame({"policy": [], "month_start": pd.to_datetime([])})).empty
