"""The rows an event-study picture is drawn from."""

from __future__ import annotations

import pandas as pd

from analysis.estimators.staggered.result import StaggeredResult

EVENT_STUDY_COLUMNS = ("event_time", "estimate", "conf_low", "conf_high", "n_treated_clusters", "term")


def event_study_frame(result: StaggeredResult) -> pd.DataFrame:
    """EVENT_STUDY_COLUMNS by event time; empty where the result has no event times.

    A pooled row stands at the event time of its range that is nearest to 0, its term says so ('>=4'), and its
    clusters are the most seen at any event time of the range. The reference is a row of zeros.
    """
    columns = list(EVENT_STUDY_COLUMNS)
    if result.status != "ok" or result.event_times.empty:
        return pd.DataFrame(columns=columns)
    events = result.event_times
    own = events[~events["is_reference"] & (events["term"] != "")]
    nearest = own.loc[own["event_time"].abs().groupby(own["term"]).idxmin()].set_index("term")["event_time"]
    clusters = own.groupby("term")["n_treated_clusters"].max()
    rows = result.table[result.table["component"] == "event_time"]
    rows = rows.assign(event_time=rows["term"].map(nearest), n_treated_clusters=rows["term"].map(clusters))
    references = events[events["is_reference"]].assign(estimate=0.0, conf_low=0.0, conf_high=0.0)
    references = references.assign(term=references["event_time"].astype(str))
    frame = pd.concat([rows[columns], references[columns]]) if len(references) else rows[columns]
    frame = frame.astype({"event_time": int, "n_treated_clusters": int})
    return frame.sort_values("event_time", ignore_index=True)
