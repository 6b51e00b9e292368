"""The picture of a county: which character a stretch of months gets, and where the years stand."""

from __future__ import annotations

import pandas as pd
import pytest

from orchestration.reading.picture import PLAIN_MARKS, Marks, legend, mark_of, marks_for, picture_lines


def months_of(policy: str, first: str, flags: list[tuple[object, object]]) -> pd.DataFrame:
    starts = pd.period_range(first, periods=len(flags), freq="M").to_timestamp()
    certain, possible = zip(*flags, strict=True)
    frame = pd.DataFrame({"policy": policy, "month_start": starts})
    return frame.assign(
        is_active_certain=pd.array(certain, dtype="boolean"), is_active_possible=pd.array(possible, dtype="boolean")
    )


ON, POSSIBLE, OFF, UNKNOWN = (True, True), (False, True), (False, False), (None, None)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ([OFF, POSSIBLE, ON], "█"),
        ([UNKNOWN, OFF, POSSIBLE], "░"),
        ([OFF, OFF, UNKNOWN], "?"),
        ([OFF, OFF, OFF], "·"),
        ([UNKNOWN, UNKNOWN, ON], "█"),
    ],
)
def test_a_stretch_shows_the_strongest_of_its_months_and_is_absent_only_when_all_are(flags, expected: str) -> None:
    months = months_of("p", "2003-01", flags)
    assert mark_of(months, Marks()) == expected
    # what DuckDB hands over holds objects
    assert mark_of(months.astype({"is_active_certain": object, "is_active_possible": object}), Marks()) == expected


def test_one_character_a_quarter_under_the_year_it_belongs_to() -> None:
    flags = [OFF] * 24 + [POSSIBLE] * 3 + [ON] * 9 + [UNKNOWN] * 3
    lines = picture_lines(months_of("p", "2003-01", flags), {"p": "Policy", "q": "A longer name"}, 3)
    assert lines == [
        "               2003    2005",
        "Policy         ········░███?",
    ]


def test_one_character_a_half_year_and_rows_in_the_order_of_the_names() -> None:
    months = pd.concat([months_of("b", "2003-01", [ON] * 12), months_of("a", "2003-07", [OFF] * 6)])
    lines = picture_lines(months, {"b": "B", "a": "A"}, 6, PLAIN_MARKS)
    assert lines == ["   2003", "B  ##", "A  ?."]


def test_a_panel_that_begins_in_the_middle_of_a_year_keeps_its_years_in_place() -> None:
    assert picture_lines(months_of("p", "2008-10", [ON] * 6), {"p": "P"}, 3) == ["   2008", "P  ???██"]


def test_no_months_are_no_picture() -> None:
    assert picture_lines(months_of("p", "2003-01", [ON]).head(0), {"p": "P"}, 3) == []


def test_an_output_without_blocks_gets_plain_characters() -> None:
    assert marks_for("utf-8") == Marks()
    assert marks_for("ascii") == marks_for(None) == marks_for("no-such-encoding") == PLAIN_MARKS
    assert legend(3, PLAIN_MARKS).startswith("One character a quarter: # in force")
