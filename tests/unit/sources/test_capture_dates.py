"""The day of a capture: every usual way of writing it, and no day that is guessed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.errors import SourceError
from orchestration.sources.capture_dates import captured_on, first_day_in, written_dates

DECEMBER_1 = dt.date(2025, 12, 1)
FORMS = (
    "{0:%Y%m%d}",
    "{0:%Y%m%d}093000",
    "{0:%Y-%m-%d}",
    "{0:%Y.%m.%d}",
    "{0:%Y_%m_%d}",
    "{0:%m%d%Y}",
    "{0:%m%d%Y}am",
    "{0:%m%d%Y}pm",
    "{0:%m.%d.%Y}",
    "{0:%m-%d-%Y}",
    "{0.month}-{0.day}-{0.year}",
    "{0.month}/{0.day}/{0.year}",
    "{0:%m/%d/%y}",
    "{0:%B} {0.day} {0.year}",
    "{0:%B} {0.day}, {0.year}",
    "{0:%b}-{0:%d}-{0.year}",
    "{0:%b}. {0.day}th, {0.year}",
    "{0:%d}{0:%b}{0.year}",
    "{0.day} {0:%B} {0.year}",
    "{0.year}-{0:%b}-{0:%d}",
)
NAMES = ("{}", "participatingAgencies{}", "Participating Agencies - {} (1)", "287(g)_list_{}_copy", "ICE 287g {} v2")


def _found(name: str) -> dt.date | None:
    return captured_on(name, Path(f"{name}.xlsx"), "the file name")


@given(
    day=st.dates(dt.date(2002, 1, 1), dt.date(2025, 12, 31)),
    form=st.sampled_from(FORMS),
    name=st.sampled_from(NAMES),
)
def test_every_usual_form_reads_back_as_its_day(day: dt.date, form: str, name: str) -> None:
    assert _found(name.format(form.format(day))) == day


@pytest.mark.parametrize(
    "name",
    [
        "participatingAgencies",
        "participating December 2025",
        "287(g) agencies, list 12",
        "list 98765432",
        "export 1733011200",
        "agencies (2)",
        "Mayors 12",
    ],
)
def test_a_name_without_a_date_has_none(name: str) -> None:
    assert _found(name) is None


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("agencies 20251301", "20251301 in the file name is not a date"),
        ("agencies 2025-02-30", "not a date"),
        ("agencies 31.12.2025", "not a date"),
        ("agencies Feb 29 2025", "not a date"),
        ("agencies 13322025pm", "not a date"),
        ("agencies 20991201", "in the future"),
        ("agencies 19991201", "before the first agreement"),
        ("agencies 2025-12-01 saved 2025-12-03", "More than one date in the file name: 2025-12-01, 2025-12-03"),
        ("agencies 12-01-25", "12-01-25 in the file name has two digits for a year"),
    ],
)
def test_a_day_that_cannot_be_told_stops_with_the_remedy(name: str, says: str) -> None:
    with pytest.raises(SourceError, match=says) as caught:
        _found(name)
    assert "rename the file with the day it was captured, as YYYYMMDD" in str(caught.value)
    assert f"{name}.xlsx" in str(caught.value)


def test_one_day_written_twice_is_one_day() -> None:
    assert _found("agencies 20251201 (December 1, 2025)") == DECEMBER_1


@given(st.text(max_size=40))
def test_no_text_breaks_the_search(text: str) -> None:
    for date in written_dates(text):
        assert date.text in text


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2025-12-01", DECEMBER_1),
        ("12/1//2025", DECEMBER_1),
        ("46000", dt.date(2025, 12, 9)),
        ("2025-02-30", None),
        ("TBD", None),
        (None, None),
    ],
)
def test_a_signing_cell_names_a_day_or_none(cell: str | None, day: dt.date | None) -> None:
    assert first_day_in(cell) == day
