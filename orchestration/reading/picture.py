"""A county's policies as lines of characters, one a quarter or half-year, for a terminal."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

CHARACTERS_BETWEEN_LABELS = 8
MONTHS_OF_A_QUARTER, MONTHS_OF_A_HALF_YEAR = 3, 6


@dataclass(frozen=True)
class Marks:
    """The characters of the picture."""

    in_force: str = "█"
    possible: str = "░"
    absent: str = "·"
    unknown: str = "?"


PLAIN_MARKS = Marks("#", "~", ".", "?")


def marks_for(encoding: str | None) -> Marks:
    """Return the characters an output can show: blocks, or plain ones where the encoding has none."""
    marks = Marks()
    try:
        f"{marks.in_force}{marks.possible}{marks.absent}".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return PLAIN_MARKS
    return marks


def mark_of(months: pd.DataFrame, marks: Marks) -> str:
    """Return the character of one policy in one stretch of months: the strongest that holds in any of them.

    A policy in force in one month of the quarter was in force in the quarter; a quarter is without it only when
    every month is known to be.
    """
    if months["is_active_certain"].eq(True).any():
        return marks.in_force
    if months["is_active_possible"].eq(True).any():
        return marks.possible
    if months["is_active_possible"].isna().any():
        return marks.unknown
    return marks.absent


def picture_lines(
    months: pd.DataFrame, names: dict[str, str], months_per_character: int, marks: Marks | None = None
) -> list[str]:
    """Return a line of year labels and one line a policy, in the order of `names`.

    `months` has a row per policy and month of one county: policy, month_start, is_active_certain, is_active_possible.
    Policies without a row have no line.
    """
    marks = marks or Marks()
    if months.empty:
        return []
    periods = pd.PeriodIndex(months["month_start"], freq="M")
    first_year = periods.min().year
    stretch = ((periods.year - first_year) * 12 + periods.month - 1) // months_per_character
    n_characters = int(stretch.max()) + 1
    width = max(len(names[policy]) for policy in names)
    drawn = months.assign(stretch=stretch).groupby(["policy", "stretch"])
    cells = {key: mark_of(rows, marks) for key, rows in drawn}
    present = set(months["policy"])
    lines = [" " * (width + 2) + _year_labels(first_year, n_characters, months_per_character)]
    for policy, name in names.items():
        if policy in present:
            row = "".join(cells.get((policy, n), marks.unknown) for n in range(n_characters))
            lines.append(f"{name:<{width}}  {row}")
    return lines


def legend(months_per_character: int, marks: Marks) -> str:
    """Return what the characters mean."""
    stretch = "quarter" if months_per_character == MONTHS_OF_A_QUARTER else "half-year"
    return (
        f"One character a {stretch}: {marks.in_force} in force in some month, {marks.possible} possibly in force, "
        f"{marks.absent} not in force, {marks.unknown} not known"
    )


def _year_labels(first_year: int, n_characters: int, months_per_character: int) -> str:
    years_apart = CHARACTERS_BETWEEN_LABELS * months_per_character // 12
    n_labels = -(-n_characters // CHARACTERS_BETWEEN_LABELS)
    labels = (f"{first_year + n * years_apart:<{CHARACTERS_BETWEEN_LABELS}}" for n in range(n_labels))
    return "".join(labels).rstrip()
