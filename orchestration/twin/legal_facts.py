"""Reads the dated legal facts the product ships with, so that the twin's timeline keeps them too.

Statewide limits on detainers, and the day task forces ended, stand in seeds of the models and therefore in every
timeline, whichever files a refresh has. They are facts: the twin invents around them.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orchestration.settings import DBT_PROJECT_DIRECTORY
from orchestration.twin.calendar_months import FIRST_POLICY_MONTH, LAST_POLICY_MONTH, first_day, last_day, middle_day

SEEDS = DBT_PROJECT_DIRECTORY / "seeds"
STATEWIDE_POLICIES = SEEDS / "legal" / "statewide_policies.csv"
NATIONAL_REGIMES = SEEDS / "national_regimes.csv"
FACTS = (STATEWIDE_POLICIES, NATIONAL_REGIMES)
FOREVER = dt.date(9999, 12, 31)
TASK_FORCE = "287g_task_force"


@dataclass(frozen=True)
class StatewideLimit:
    """A statewide limit on detainers that counts in the twin's years; `last_day` is FOREVER while in force."""

    state_fips: str
    start_earliest: dt.date
    start_latest: dt.date
    last_day: dt.date
    instrument: str

    @property
    def first_day(self) -> dt.date:
        """Return the day that stands for the start: the middle of the days it may have begun on."""
        return middle_day(self.start_earliest, self.start_latest)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def statewide_limits() -> tuple[StatewideLimit, ...]:
    """Return every counted statewide limit on detainers in force in the twin's years, by state and start."""
    limits = [
        StatewideLimit(
            row["state_fips"],
            dt.date.fromisoformat(row["start_earliest"]),
            dt.date.fromisoformat(row["start_latest"]),
            _last_day(row),
            row["instrument"],
        )
        for row in _rows(STATEWIDE_POLICIES)
        if row["policy"] == "anti_detainer" and row["is_counted"] == "true"
    ]
    first, last = first_day(FIRST_POLICY_MONTH), last_day(LAST_POLICY_MONTH)
    inside = [limit for limit in limits if limit.first_day <= last and limit.last_day >= first]
    return tuple(sorted(inside, key=lambda limit: (limit.state_fips, limit.start_earliest)))


def _last_day(row: dict[str, str]) -> dt.date:
    if not row["end_latest"]:
        return FOREVER
    return middle_day(dt.date.fromisoformat(row["end_earliest"]), dt.date.fromisoformat(row["end_latest"]))


@cache
def _task_force_last_days() -> dict[str, dt.date]:
    """Return the last day of the first task forces by state; the national one stands under an empty code."""
    ended = [row for row in _rows(NATIONAL_REGIMES) if row["policy"] == TASK_FORCE and row["ends_on"]]
    return {row["state_fips"]: dt.date.fromisoformat(row["ends_on"]) for row in ended}


def task_force_last_day(state_fips: str) -> dt.date:
    """Return the last day a task force, or the task force of a hybrid, could stand in a state."""
    days = _task_force_last_days()
    return days.get(state_fips, days[""])
