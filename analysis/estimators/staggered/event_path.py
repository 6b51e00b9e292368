"""The stretch of an event study that bounds on violations are built on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.estimators.staggered.event_times import FEWEST_CLUSTERS_OF_AN_ERROR
from analysis.estimators.staggered.result import StaggeredResult


@dataclass(frozen=True)
class EventPath:
    """Coefficients at consecutive event times around the reference, the last period before adoption.

    before, after: [event times]; covariance: [before + after, same]; after_times: event times of `after`.
    """

    before: np.ndarray
    after: np.ndarray
    covariance: np.ndarray
    after_times: tuple[int, ...]


def event_path(result: StaggeredResult) -> EventPath | None:
    """The unpooled event times next to each other around the reference, None without any."""
    events = result.event_times
    if result.status != "ok" or events.empty or result.event_time_covariance is None:
        return None
    is_single = (events["term"] == events["event_time"].astype(str)) & (events["std_error"] > 0)
    is_single &= events["n_treated_clusters"] >= FEWEST_CLUSTERS_OF_AN_ERROR
    usable = set(events.loc[is_single, "event_time"])
    if len(result.reference_event_times) != 1:
        return None
    reference = result.reference_event_times[0]
    before = _consecutive(usable, reference - 1, -1)[::-1]
    after = _consecutive(usable, reference + 1, 1)
    estimates = events.set_index("event_time")["estimate"]
    order = [*before, *after]
    covariance = result.event_time_covariance.loc[order, order].to_numpy()
    return EventPath(estimates.loc[before].to_numpy(), estimates.loc[after].to_numpy(), covariance, tuple(after))


def _consecutive(usable: set[int], start: int, step: int) -> list[int]:
    found = []
    while start in usable:
        found.append(start)
        start += step
    return found
