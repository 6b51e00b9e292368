"""Pairs of interviews of the same person, as differences from a base to another half-year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class PersonPairs:
    """One value a pair of interviews; one before adoption may be treated and control to other cohorts.

    change      outcome at the other interview minus outcome at the base
    pair        code from 0 on of (base half-year, other half-year); other_period: the latter
    horizon     other half-year minus the person's own cohort; meaningful where is_treated
    is_treated  the base is the person's last interview before adoption
    is_control  the person's county is untreated through the later of the two half-years
    """

    person: np.ndarray
    cluster: np.ndarray
    cohort: np.ndarray
    change: np.ndarray
    pair: np.ndarray
    other_period: np.ndarray
    horizon: np.ndarray
    is_treated: np.ndarray
    is_control: np.ndarray


def person_pairs(rows: pd.DataFrame) -> PersonPairs:
    """All ordered pairs of interviews of a person that are treated or may serve as control.

    rows: unit (the person), period, cohort (0 = never), cluster, outcome.
    """
    rows = rows.sort_values(["unit", "period"], kind="stable")
    person, period = rows["unit"].to_numpy(), rows["period"].to_numpy()
    cohort, outcome, cluster = rows["cohort"].to_numpy(), rows["outcome"].to_numpy(), rows["cluster"].to_numpy()
    is_last_before = _last_before_adoption(person, period, cohort)
    bases, others = _ordered_pairs(person)
    later = np.maximum(period[bases], period[others])
    own = cohort[bases]
    is_control = (own == 0) | (own > later)
    is_treated = is_last_before[bases]
    kept = is_control | is_treated
    bases, others = bases[kept], others[kept]
    width = int(period.max()) + 1
    return PersonPairs(
        person=person[bases],
        cluster=cluster[bases],
        cohort=cohort[bases],
        change=outcome[others] - outcome[bases],
        pair=pd.factorize(period[bases] * width + period[others])[0],
        other_period=period[others],
        horizon=period[others] - cohort[bases],
        is_treated=is_treated[kept],
        is_control=is_control[kept],
    )


def _last_before_adoption(person: np.ndarray, period: np.ndarray, cohort: np.ndarray) -> np.ndarray:
    """Whether an interview is the person's last before adoption and one from adoption on follows."""
    is_before = (cohort > 0) & (period < cohort)
    is_last = np.zeros(len(person), dtype=bool)
    is_last[:-1] = is_before[:-1] & (person[1:] == person[:-1]) & ~is_before[1:]
    return is_last


def _ordered_pairs(person: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of base and other for every two interviews of a person, in both orders; rows sorted by person."""
    firsts, seconds = [], []
    gap = 1
    while gap < len(person):
        first = np.flatnonzero(person[gap:] == person[:-gap])
        if len(first) == 0:
            break
        firsts.append(first)
        seconds.append(first + gap)
        gap += 1
    if not firsts:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    return np.concatenate([first, second]), np.concatenate([second, first])
