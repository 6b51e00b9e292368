"""Draws what happens and what of it is told: events by month, telling the interviewer, and leaving the panel.

The files of a twin and its replications draw outcomes here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from orchestration.twin.hazards import AFFECTED_GROUP
from orchestration.twin.incidents import draw_events
from orchestration.twin.interviews import Interviews
from orchestration.twin.scenarios import Scenario

Streams = Callable[[str], np.random.Generator]


@dataclass(frozen=True)
class Outcomes:
    """Told events by interview and reference month (n, 6), and who had left before an interview (n)."""

    told: np.ndarray
    has_left: np.ndarray


def draw_outcomes(
    log_odds: np.ndarray, intercept: np.ndarray, interviews: Interviews, group: np.ndarray,
    exposures: Mapping[str, np.ndarray], scenario: Scenario, streams: Streams,
) -> Outcomes:  # fmt: skip
    """Return the outcomes of every interview.

    `log_odds` (n, 6) lack the person intercept, `intercept` is by person; `exposures` are the true active shares by
    policy (n, 6). `streams` gives the generator of a subject.
    """
    events = draw_events(log_odds + intercept[interviews.person][:, None], streams("victimization"))
    events &= interviews.is_complete[:, None]
    is_affected = group == AFFECTED_GROUP
    has_left = np.zeros(len(events), dtype=bool)
    for policy, chance in scenario.chance_of_leaving.items():
        if policy in exposures:
            goes = events.any(axis=1) & (exposures[policy] > 0).any(axis=1) & is_affected
            goes[goes] = streams(f"leaving, {policy}").random(int(goes.sum())) < chance
            has_left |= _is_after(goes, interviews)
    told = events & ~has_left[:, None]
    for policy, chance in scenario.chance_of_telling.items():
        if policy in exposures:
            row, month = np.nonzero(told & is_affected[:, None])
            silent = streams(f"telling, {policy}").random(len(row)) < (1 - chance) * exposures[policy][row, month]
            told[row[silent], month[silent]] = False
    return Outcomes(told, has_left)


def _is_after(goes: np.ndarray, interviews: Interviews) -> np.ndarray:
    """Return whether an interview is later than the first one after which its person goes."""
    last = np.full(int(interviews.person.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(last, interviews.person[goes], interviews.month[goes])
    return interviews.month > last[interviews.person]
