"""What of a group is asked for: a glob on file names, releases of the American Community Survey, states."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pandas as pd

from orchestration.fetch.errors import FetchError
from orchestration.settings import DBT_PROJECT_DIRECTORY

STATES = DBT_PROJECT_DIRECTORY / "seeds" / "states.csv"
FIRST_RELEASE = 2009
PANEL_RELEASES = tuple(range(2009, 2015))
"""The releases the years 2005 to 2014 are interpolated from, with the census of 2000."""
SPAN = re.compile(r"(\d{4})(?:-(\d{4}))?")


@dataclass(frozen=True)
class Choice:
    """What is asked for. `only` is a glob on file names, upper and lower case alike; None stands for the default."""

    only: str | None = None
    releases: tuple[int, ...] | None = None
    states: tuple[str, ...] | None = None

    @property
    def narrows_calls(self) -> bool:
        """Say whether releases or states were named."""
        return self.releases is not None or self.states is not None


def choice_of(only: str | None, releases: str | None, states: str | None) -> Choice:
    """Read a choice as people write it: releases as `2009-2014,2019`, states by postal or two-digit code.

    Raises FetchError that names the part which cannot be read.
    """
    return Choice(
        only,
        None if releases is None else _releases(releases),
        None if states is None else _states(states),
    )


def panel_states() -> tuple[str, ...]:
    """Return the two-digit codes of the fifty states and the District of Columbia."""
    table = _state_table()
    return tuple(table.loc[table["is_in_panel"] == "true", "state_fips"])


def _releases(text: str) -> tuple[int, ...]:
    chosen: set[int] = set()
    for part in text.split(","):
        span = SPAN.fullmatch(part.strip())
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (0, 0)
        if not FIRST_RELEASE <= first <= last <= dt.date.today().year:
            raise FetchError(
                f"Releases cannot be read: {part.strip()!r}.\n  remedy: write years from {FIRST_RELEASE} on, "
                "such as 2009-2014 or 2012,2019; a release is named after the last of its five years."
            )
        chosen.update(range(first, last + 1))
    return tuple(sorted(chosen))


def _states(text: str) -> tuple[str, ...]:
    table = _state_table()
    by_name = {
        **dict(zip(table["state_usps"], table["state_fips"], strict=True)),
        **{c: c for c in table["state_fips"]},
    }
    parts = [part.strip().upper() for part in text.split(",")]
    if unknown := [part for part in parts if part not in by_name]:
        raise FetchError(
            f"There is no state {unknown[0]!r}.\n  remedy: name states by postal or two-digit code, such as AZ,06."
        )
    return tuple(sorted({by_name[part] for part in parts}))


def _state_table() -> pd.DataFrame:
    return pd.read_csv(STATES, dtype=str)
