"""Identifiers built as those of the real files are: 25 characters a household, 27 a person (household and line).

In the household file of 2021 characters 1-2 of IDHH are the sample, 3-22 the scrambled address, 23 the number of the
household at the address, 24 the panel and 25 the rotation group. All 4,660 addresses with two ids within that year
differ in character 23 alone, by one, six months later. Panels 1-3 are interviewed in the first and third quarter, 4-6
in the second and fourth. A sample takes in the addresses of one year, a rotation group those of one half-year: sample
17 with group 2 entered in the first half of 2018, sample 20 with group 2 in the second half of 2021. The same count is
carried back to 2005-2014. Cases of the sample of the 1990 census bear codes of their own until the break of 2006.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.twin.calendar_months import month_number, month_of_year, year_of
from orchestration.twin.households import FIRST_ENTRY_OF_2000_DESIGN, N_POSITIONS

# Odd and not divisible by five, so that multiplication permutes the numbers below a power of ten.
SCRAMBLER, MODULUS = 73_939_133_119, 10**11
NOISE_SCRAMBLER, NOISE_MODULUS = 670_041_711, 10**9
YEAR_OF_SAMPLE_0 = 2001
# Invented: what the older design called its samples is not in any file at hand.
OLDER_DESIGN_CODES_AFTER = 90
# The first half-year whose addresses form rotation group 1, counted back from sample 20 in steps of seven.
FIRST_MONTH_OF_ROTATION_GROUP_1 = month_number(2000, 1)
PANELS, MONTHS_OF_ROTATION_GROUP = 6, 6


@dataclass(frozen=True)
class SampledHouseholds:
    """What a household's identifier tells, one element a household: its address, its number there, the entry month."""

    address: np.ndarray
    number_at_address: np.ndarray
    entry_month: np.ndarray
    is_after_break: np.ndarray


def household_ids(households: SampledHouseholds, seed: int) -> np.ndarray:
    """Return IDHH (n); elements alike in address, number and side of the break share one, no others do."""
    address = households.address.astype(np.int64) * 2 + households.is_after_break
    key = address * (N_POSITIONS + 1) + households.number_at_address
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    entry = households.entry_month[first]
    parts = (
        sample_codes(entry, households.is_after_break[first]),
        (address[first] * SCRAMBLER + seed * 7_919) % MODULUS,
        (address[first] * NOISE_SCRAMBLER + seed * 104_729 + 31) % NOISE_MODULUS,
        households.number_at_address[first],
        (month_of_year(entry) - 1) % PANELS + 1,
        rotation_groups(entry),
    )
    rows = zip(*(part.tolist() for part in parts), strict=True)
    ids = [f"{sample:02d}{one:011d}{two:09d}{n}{panel}{group}" for sample, one, two, n, panel, group in rows]
    return np.array(ids, dtype=object)[inverse]


def sample_codes(entry_month: np.ndarray, is_after_break: np.ndarray) -> np.ndarray:
    """Return the sample of addresses (n), one a year of entry; the older design's own until the break."""
    sample = year_of(entry_month) - YEAR_OF_SAMPLE_0
    is_older = (entry_month < FIRST_ENTRY_OF_2000_DESIGN) & ~is_after_break
    return np.where(is_older, OLDER_DESIGN_CODES_AFTER + sample, sample)


def rotation_groups(entry_month: np.ndarray) -> np.ndarray:
    """Return the rotation group, 1 to 7, of addresses (n): one a half-year of entry, so a group is in for 3.5 years."""
    return (entry_month - FIRST_MONTH_OF_ROTATION_GROUP_1) // MONTHS_OF_ROTATION_GROUP % N_POSITIONS + 1


def person_ids(household_id: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Return IDPER: the household's identifier and the two-digit line."""
    suffix = np.array([f"{number:02d}" for number in range(100)], dtype=object)
    return household_id + suffix[line]
