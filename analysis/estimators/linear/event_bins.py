"""Event times as bins: end bins pooled, and bins with few treated clusters pooled with a neighbour.

Bins lie in segments that pooling never crosses: leads beyond the reference, leads between it and adoption, event time
0 alone (the partly exposed window), and lags. Within a segment thin bins are pooled from its outer end inwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.linear.rows import LinearRows, count_levels


@dataclass(frozen=True)
class EventBin:
    """Event times first to last of a policy; the outer end bins hold all times beyond, too.

    component: 'lead', 'reference' or 'lag'.
    """

    policy: str
    first: int
    last: int
    is_open_below: bool
    is_open_above: bool
    component: str

    @property
    def label(self) -> str:
        """The event times in words: '-3', '-3 to -2', '≤-4', '≥5'."""
        if self.is_open_below:
            return f"≤{self.last}"
        if self.is_open_above:
            return f"≥{self.first}"
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"

    def holds(self, event_times: np.ndarray) -> np.ndarray:
        """[rows] whether the row lies in the bin; never where the event time is missing (NaN)."""
        low = -np.inf if self.is_open_below else self.first
        high = np.inf if self.is_open_above else self.last
        return (event_times >= low) & (event_times <= high)


def event_bins(
    policy: str,
    event_times: np.ndarray,
    clusters: np.ndarray,
    leads: int,
    lags: int,
    reference: int,
    fewest_treated_clusters: int,
) -> tuple[list[EventBin], list[str]]:
    """Bins of one policy, the reference included, in order of time, and notes on what was pooled or stays thin.

    event_times: [rows] whole numbers, NaN for the never treated; clusters: [rows] codes. Bins nobody is seen in have
    no term and are left out.
    """
    bins, notes = [], []
    for parts in _asked_segments(policy, leads, lags, reference):
        pooled = _pool(parts, event_times, clusters, fewest_treated_clusters)
        notes += [f"{policy}: event times {bin_.label} pooled" for bin_ in pooled if bin_.last > bin_.first]
        seen = [(bin_, count_levels(clusters[bin_.holds(event_times)])) for bin_ in pooled]
        notes += [
            f"{policy}: event time {bin_.label} rests on {n} treated clusters"
            for bin_, n in seen
            if 0 < n < fewest_treated_clusters
        ]
        bins += sorted((bin_ for bin_, n in seen if n), key=lambda bin_: bin_.first)
    return bins, notes


def asked_bins(policy: str, leads: int, lags: int, reference: int) -> list[EventBin]:
    """The bins asked for, in order of time, whatever the data hold."""
    segments = _asked_segments(policy, leads, lags, reference)
    return sorted((bin_ for parts in segments for bin_ in parts), key=lambda bin_: bin_.first)


def _asked_segments(policy: str, leads: int, lags: int, reference: int) -> Iterator[list[EventBin]]:
    for component, times in _segments(leads, lags, reference):
        yield [EventBin(policy, t, t, t == -leads, t == lags and t > 0, component) for t in times]


def _segments(leads: int, lags: int, reference: int) -> Iterator[tuple[str, list[int]]]:
    """Event times of each segment, the outermost first, in order of time."""
    yield "lead", list(range(-leads, reference))
    yield "reference", [reference]
    yield "lead", list(range(reference + 1, 0))
    yield "lag", [0]
    yield "lag", list(range(lags, 0, -1))


def _pool(parts: list[EventBin], event_times: np.ndarray, clusters: np.ndarray, smallest: int) -> list[EventBin]:
    """Join each thin bin with the next one inwards; a thin rest at the inner end joins the bin before it."""
    pooled: list[EventBin] = []
    gathered: EventBin | None = None
    for part in parts:
        gathered = part if gathered is None else _joined(gathered, part)
        if count_levels(clusters[gathered.holds(event_times)]) >= smallest:
            pooled.append(gathered)
            gathered = None
    if gathered is not None:
        pooled.append(_joined(pooled.pop(), gathered) if pooled else gathered)
    return pooled


def _joined(one: EventBin, other: EventBin) -> EventBin:
    return EventBin(
        one.policy,
        min(one.first, other.first),
        max(one.last, other.last),
        one.is_open_below or other.is_open_below,
        one.is_open_above or other.is_open_above,
        one.component,
    )


def bin_counts(
    bins: list[EventBin], terms: list[str], event_times: dict[str, np.ndarray], rows: LinearRows
) -> pd.DataFrame:
    """One row a bin: its place in time and who is in it (see EventStudyResult.counts)."""
    found = []
    for bin_, term in zip(bins, terms, strict=True):
        times = event_times[bin_.policy]
        is_in = bin_.holds(times)
        found.append(
            {
                "policy": bin_.policy,
                "term": term,
                "component": bin_.component,
                "event_time": bin_.label,
                "first_event_time": np.nan if bin_.is_open_below else bin_.first,
                "last_event_time": np.nan if bin_.is_open_above else bin_.last,
                "mean_event_time": float(times[is_in].mean()) if is_in.any() else np.nan,
                "n_interviews": int(is_in.sum()),
                "n_units": count_levels(rows.effects[0][is_in]),
                "n_treated_clusters": count_levels(rows.clusters[is_in]),
            }
        )
    return pd.DataFrame(found)
