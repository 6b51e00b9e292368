"""Turns persons and addresses into interviews: who was asked when, in which mode, and what counts as the same person.

A person's identifier changes at the break of 2006 when the address belongs to the sample of the 1990 census, so the
same person counts as two from then on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from orchestration.twin.households import BREAK_MONTH, FIRST_ENTRY_OF_2000_DESIGN, Addresses

PERSON_NONINTERVIEW_RATE = 0.05
PROXY_RATE = 0.03
IN_PERSON, TELEPHONE, PROXY_IN_PERSON, PROXY_TELEPHONE, REFUSED, NOT_AVAILABLE = 1, 2, 3, 4, 5, 6
YOUNGEST_MONTHS = 12 * 12


@dataclass(frozen=True)
class Interviews:
    """One element a person-interview, noninterviews included, in order of address, position and line.

    `person` and `household` index their tables; `linked_person` is the person as the identifiers show it;
    `household_interview` counts a household's interviews from its own first (1 is unbounded).
    """

    person: np.ndarray
    household: np.ndarray
    address: np.ndarray
    position: np.ndarray
    month: np.ndarray
    interview_type: np.ndarray
    linked_person: np.ndarray
    is_after_break: np.ndarray
    household_interview: np.ndarray
    age_months: np.ndarray

    @property
    def is_complete(self) -> np.ndarray:
        """Return whether each element is an interview, proxies included."""
        return self.interview_type <= PROXY_TELEPHONE

    def take(self, rows: np.ndarray) -> Interviews:
        """Return the elements of some rows (positions or a mask)."""
        return Interviews(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})

    def without(self, has_left: np.ndarray) -> Interviews:
        """Return the same elements, those of people who have left as noninterviews."""
        left = self.is_complete & has_left
        return replace(self, interview_type=np.where(left, NOT_AVAILABLE, self.interview_type))


def draw_interviews(
    addresses: Addresses, households: pd.DataFrame, persons: pd.DataFrame, random: np.random.Generator
) -> Interviews:
    """Return every person-interview of the panel at households that were interviewed."""
    address, position = np.nonzero(addresses.is_in_panel & addresses.is_household_interviewed)
    household = addresses.household[address, position]
    first_person = np.searchsorted(persons["household"].to_numpy(), np.arange(len(households)))
    n_members = households["n_members"].to_numpy()[household]
    row = np.repeat(np.arange(len(address)), n_members)
    line = np.arange(len(row)) - np.repeat(np.cumsum(n_members) - n_members, n_members)
    person = first_person[household[row]] + line
    first_position = households["first_position"].to_numpy()[household[row]]
    month = addresses.months[address, position][row]
    age = persons["age_months"].to_numpy()[person] + 6 * (position[row] - first_position)
    is_after_break = is_renamed_after_break(addresses.entry_month[address[row]], month)
    interviews = Interviews(
        person=person,
        household=household[row],
        address=address[row],
        position=position[row],
        month=month,
        interview_type=_types(line, position[row] == first_position, random),
        linked_person=2 * person + is_after_break,
        is_after_break=is_after_break,
        household_interview=position[row] - first_position + 1,
        age_months=age,
    )
    return interviews.take(age >= YOUNGEST_MONTHS)


def is_renamed_after_break(entry_month: np.ndarray, month: np.ndarray) -> np.ndarray:
    """Return whether a case of the older sample is asked after the break and so carries new identifiers."""
    return (entry_month < FIRST_ENTRY_OF_2000_DESIGN) & (month >= BREAK_MONTH)


def _types(line: np.ndarray, is_first: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draw the type of each interview; the household's respondent (first line) always answers."""
    n = len(line)
    in_person = random.random(n) < np.where(is_first, 0.8, 0.35)
    draw = random.random(n)
    is_absent = (draw < PERSON_NONINTERVIEW_RATE) & (line > 0)
    is_proxy = (draw > 1 - PROXY_RATE) & (line > 0)
    absent = np.where(random.random(n) < 0.6, REFUSED, NOT_AVAILABLE)
    answered = np.where(
        is_proxy, np.where(in_person, PROXY_IN_PERSON, PROXY_TELEPHONE), np.where(in_person, IN_PERSON, TELEPHONE)
    )
    return np.where(is_absent, absent, answered)


def cut_to_size(interviews: Interviews, n_persons: int, n_addresses: int) -> tuple[Interviews, int]:
    """Keep the first addresses, which stand in random order, until so many linked persons were interviewed.

    Returns the interviews kept and the number of addresses kept. Raises ValueError when there are too few.
    """
    complete = interviews.is_complete
    first = pd.Series(interviews.address[complete]).groupby(interviews.linked_person[complete]).first().to_numpy()
    reached = np.cumsum(np.bincount(first, minlength=n_addresses))
    if reached[-1] < n_persons:
        raise ValueError(f"{n_addresses} addresses give {reached[-1]} persons, fewer than the {n_persons} asked for")
    kept = int(np.searchsorted(reached, n_persons)) + 1
    return interviews.take(interviews.address < kept), kept
