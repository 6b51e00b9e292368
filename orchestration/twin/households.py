"""Draws sampled addresses and the households that live there one after the other.

An address is interviewed seven times, six months apart, from its first month on. When a household moves, the next
one at the address takes its place and starts its own count of interviews. Renters move more often than owners.
Positions outside 2005-2014 exist (an address may have entered before 2005) but are never interviewed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from orchestration.twin.calendar_months import FIRST_INTERVIEW_MONTH, LAST_INTERVIEW_MONTH, month_number

N_POSITIONS = 7
MONTHS_BETWEEN_INTERVIEWS = 6
# Chance of moving between two interviews, set so that a person has 2.84 interviews on average and 30 % have one.
MOVE_CHANCE_OWNER, MOVE_CHANCE_RENTER = 0.135, 0.185
HOUSEHOLD_NONINTERVIEW_RATE = 0.043
FIRST_ENTRY = FIRST_INTERVIEW_MONTH - MONTHS_BETWEEN_INTERVIEWS * (N_POSITIONS - 1)
# Addresses that entered before 2005 belong to the sample of the 1990 census; their cases change identifiers in 2006.
FIRST_ENTRY_OF_2000_DESIGN = month_number(2005, 1)
BREAK_MONTH = month_number(2006, 1)
GROUPS = ("latino", "white", "black", "other")
OWNER_LOGIT = {"latino": -0.15, "white": 1.0, "black": -0.2, "other": 0.3}


@dataclass(frozen=True)
class Addresses:
    """Sampled addresses (n) in random order, and who lives there at each of the seven positions (n, 7)."""

    tract: np.ndarray
    entry_month: np.ndarray
    household: np.ndarray
    is_household_interviewed: np.ndarray

    @property
    def months(self) -> np.ndarray:
        """Return the month of each position (n, 7)."""
        return self.entry_month[:, None] + MONTHS_BETWEEN_INTERVIEWS * np.arange(N_POSITIONS)

    @property
    def is_in_panel(self) -> np.ndarray:
        """Return whether each position (n, 7) falls into 2005-2014."""
        return (self.months >= FIRST_INTERVIEW_MONTH) & (self.months <= LAST_INTERVIEW_MONTH)


def draw_addresses(
    tracts: pd.DataFrame, tract_shares: np.ndarray, n_addresses: int, random: np.random.Generator
) -> tuple[Addresses, pd.DataFrame]:
    """Return the addresses and their households.

    `tract_shares` (n tracts, sums to 1) is each tract's share of addresses. Households have address, tract,
    first_position, group, is_owner and number_at_address (1 is the first that lived there).
    """
    tract = np.repeat(np.arange(len(tracts)), _spread(tract_shares, n_addresses))
    tract = random.permutation(tract)
    entry = random.integers(FIRST_ENTRY, LAST_INTERVIEW_MONTH + 1, len(tract))
    number = np.empty((len(tract), N_POSITIONS), dtype=np.int64)
    parts: list[pd.DataFrame] = []
    n_households = 0
    everybody = np.arange(len(tract))
    current, owner = np.empty(len(tract), dtype=np.int64), np.empty(len(tract), dtype=bool)
    for position in range(N_POSITIONS):
        chance = np.where(owner, MOVE_CHANCE_OWNER, MOVE_CHANCE_RENTER)
        arriving = everybody if position == 0 else everybody[random.random(len(tract)) < chance]
        group, is_owner = _new_households(tracts, tract[arriving], random)
        current[arriving] = n_households + np.arange(len(arriving))
        owner[arriving] = is_owner
        n_households += len(arriving)
        number[:, position] = current
        parts.append(
            pd.DataFrame(
                {
                    "address": arriving,
                    "tract": tract[arriving],
                    "first_position": position,
                    "group": group,
                    "is_owner": is_owner,
                }
            )
        )
    interviewed = random.random(number.shape) >= HOUSEHOLD_NONINTERVIEW_RATE
    households = pd.concat(parts, ignore_index=True)
    households["number_at_address"] = households.groupby("address").cumcount() + 1
    return Addresses(tract, entry, number, interviewed), households


def _spread(shares: np.ndarray, total: int) -> np.ndarray:
    bounds = np.rint(np.cumsum(shares) / shares.sum() * total).astype(int)
    return np.diff(bounds, prepend=0)


def _new_households(
    tracts: pd.DataFrame, tract: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the group (0 Latino, 1 White, 2 Black, 3 other) and tenure of households that move in."""
    shares = tracts[["share_latino", "share_black", "share_other"]].to_numpy()[tract]
    limits = np.cumsum(shares[:, [0, 1, 2]], axis=1)
    draw = random.random(len(tract))
    group = np.select([draw < limits[:, 0], draw < limits[:, 1], draw < limits[:, 2]], [0, 2, 3], default=1)
    logit = np.array([OWNER_LOGIT[name] for name in GROUPS])[group]
    logit = logit - 0.35 * tracts["disadvantage"].to_numpy()[tract] - 0.15 * tracts["urbanity"].to_numpy()[tract]
    return group, random.random(len(tract)) < 1.0 / (1.0 + np.exp(-logit - 0.3))
