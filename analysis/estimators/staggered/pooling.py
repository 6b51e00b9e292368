"""Event times that rest on few treated clusters are pooled, from the ends inwards."""

from __future__ import annotations

import numpy as np
import pandas as pd


def pooled_terms(treated: pd.DataFrame, clusters_by_event_time: dict[int, set[int]], fewest: int) -> dict[int, str]:
    """The term each event time goes into: itself, or '>=4' and '<=-5' where clusters are few.

    treated: indexed by the event times estimated; clusters_by_event_time: the treated clusters seen at each. Event
    time 0, the partly exposed window, stays apart. From the first thin event time outwards all are pooled; where
    the pool itself is thin, the next event time towards 0 joins it.
    """
    terms = {int(e): str(int(e)) for e in treated.index}
    for side in (sorted(e for e in terms if e > 0), sorted((e for e in terms if e < 0), reverse=True)):
        thin = [i for i, e in enumerate(side) if len(clusters_by_event_time[e]) < fewest]
        if not thin:
            continue
        start = thin[0]
        while start > 0 and len(set().union(*(clusters_by_event_time[e] for e in side[start:]))) < fewest:
            start -= 1
        if len(side[start:]) > 1:
            label = f"{'>=' if side[start] > 0 else '<='}{side[start]}"
            terms |= dict.fromkeys(side[start:], label)
    return terms


def pool(
    events: pd.DataFrame, covariance: pd.DataFrame | None, sizes: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame | None, pd.DataFrame]:
    """Averages of the event times of each term by the treated units behind them.

    events: event_time, estimate, std_error, term; sizes by event time. Returns term, estimate and std_error, their
    covariance, and the averaging matrix [terms, event times]. Sizes are taken as known. Where a covariance is
    missing, the error is the upper bound that perfect correlation would give.
    """
    order = list(dict.fromkeys(events["term"]))
    membership = np.array([[term == pooled for term in events["term"]] for pooled in order], dtype=np.float64)
    mass = membership * sizes.reindex(events["event_time"]).to_numpy(dtype=np.float64)
    averaging = mass / mass.sum(axis=1, keepdims=True)
    pooled_covariance = None
    bound = averaging @ events["std_error"].fillna(0).to_numpy()
    bound[(averaging @ events["std_error"].isna().to_numpy()) > 0] = np.nan
    std_errors = bound
    if covariance is not None:
        values = covariance.loc[events["event_time"], events["event_time"]].to_numpy()
        known = averaging @ np.nan_to_num(values) @ averaging.T
        is_unknown = (averaging > 0).astype(float) @ np.isnan(values) @ (averaging > 0).astype(float).T > 0
        pooled = np.where(is_unknown, np.nan, known)
        diagonal = np.sqrt(np.maximum(np.diag(pooled), 0))
        std_errors = np.where(np.isnan(diagonal), bound, diagonal)
        np.fill_diagonal(pooled, std_errors**2)
        pooled_covariance = pd.DataFrame(pooled, order, order)
    rows = pd.DataFrame({"term": order, "estimate": averaging @ events["estimate"].to_numpy(), "std_error": std_errors})
    return rows, pooled_covariance, pd.DataFrame(averaging, order, events["event_time"])
