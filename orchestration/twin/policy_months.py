"""Turns spells into the share of each month a policy was in force in each county: the twin's own timeline.

Tests compare it with the timeline the warehouse derives in SQL from the twin's files.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from orchestration.twin.calendar_months import FIRST_POLICY_MONTH, LAST_POLICY_MONTH, first_day, last_day, month_text
from orchestration.twin.text_files import write_table

N_MONTHS = LAST_POLICY_MONTH - FIRST_POLICY_MONTH + 1
ORIGIN = first_day(FIRST_POLICY_MONTH)
MONTH_STARTS = np.array([(first_day(FIRST_POLICY_MONTH + n) - ORIGIN).days for n in range(N_MONTHS)])
N_DAYS = (last_day(LAST_POLICY_MONTH) - ORIGIN).days + 1
MONTH_LENGTHS = np.diff(np.append(MONTH_STARTS, N_DAYS))


def active_shares(spells: pd.DataFrame, county_fips: np.ndarray) -> dict[str, np.ndarray]:
    """Return, by policy, an array (counties, months) of the share of days in force, overlapping spells counted once.

    Months run from July 2004 to December 2014; the first and the last day of a spell count.
    """
    position = {county: number for number, county in enumerate(county_fips)}
    shares = {}
    for policy, members in spells.groupby("policy", sort=True):
        days = np.zeros((len(county_fips), N_DAYS), dtype=bool)
        for county, first, last in zip(members["county_fips"], members["first_day"], members["last_day"], strict=True):
            if county in position:
                days[position[county], _day_slice(first, last)] = True
        shares[policy] = np.add.reduceat(days, MONTH_STARTS, axis=1, dtype=float) / MONTH_LENGTHS
    return shares


def _day_slice(first: dt.date, last: dt.date) -> slice:
    return slice(max((first - ORIGIN).days, 0), max((last - ORIGIN).days + 1, 0))


def write_policy_months(path: Path, shares: dict[str, np.ndarray], county_fips: np.ndarray) -> None:
    """Write every county-month in which a policy was in force at least one day."""
    texts = np.array([month_text(FIRST_POLICY_MONTH + n) for n in range(N_MONTHS)], dtype=object)
    parts = []
    for policy, share in sorted(shares.items()):
        county, month = np.nonzero(share)
        parts.append(
            pd.DataFrame(
                {
                    "county_fips": county_fips[county],
                    "month": texts[month],
                    "policy": policy,
                    "active_share": share[county, month].round(6),
                }
            )
        )
    table = (
        pd.concat(parts)
        if parts
        else pd.DataFrame(columns=["county_fips", "month", "policy", "active_share"], dtype=object)
    )
    write_table(path, pa.Table.from_pandas(table, preserve_index=False), ",")
