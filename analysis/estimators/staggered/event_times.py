"""Event times of a fit: counted, pooled where thin, averaged without the partly exposed window; leads tested."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.staggered.counts import control_clusters, treated_by_event_time
from analysis.estimators.staggered.effects import FitOptions, StaggeredEffects, effect_rows
from analysis.estimators.staggered.leads_test import leads_test
from analysis.estimators.staggered.pooling import pool, pooled_terms
from analysis.estimators.staggered.result import EVENT_TIME_COLUMNS, LEADS_TEST_COLUMNS

FEWEST_CLUSTERS_OF_AN_ERROR = 2
LATER_TERM = "from_event_time_1"


@dataclass(frozen=True)
class EventTimes:
    """frame: EVENT_TIME_COLUMNS; rows: of the table, the average from event time 1 on among them.

    covariance: of the pooled terms, by term; leads: LEADS_TEST_COLUMNS; note: what was pooled and what stayed thin.
    """

    frame: pd.DataFrame
    rows: pd.DataFrame
    covariance: pd.DataFrame | None
    leads: pd.DataFrame
    note: str


def event_times(effects: StaggeredEffects, rows: pd.DataFrame, options: FitOptions, fewest: int) -> EventTimes:
    """Count, pool and test the event times of a fit; empty frames where the method has none."""
    if effects.event_times.empty:
        frame, leads = (pd.DataFrame(columns=list(columns)) for columns in (EVENT_TIME_COLUMNS, LEADS_TEST_COLUMNS))
        return EventTimes(frame, effect_rows("event_time", [], []), None, leads, "")
    treated, clusters = treated_by_event_time(rows), _clusters_by_event_time(rows)
    events = effects.event_times.merge(treated.reset_index(), on="event_time", how="left")
    events["is_reference"] |= events["event_time"].isin(effects.references)
    estimated = events[~events["is_reference"] & events["estimate"].notna()]
    terms = pooled_terms(estimated.set_index("event_time"), clusters, fewest)
    events["term"] = events["event_time"].map(terms).fillna("")
    estimated = estimated.assign(term=estimated["event_time"].map(terms))
    pooled, covariance, averaging = pool(estimated, effects.covariance, treated["weight"])
    behind = {term: _union(clusters, (e for e, own in terms.items() if own == term)) for term in pooled["term"]}
    by_event_time = effect_rows("event_time", list(pooled["term"]), pooled["estimate"], pooled["std_error"])
    return EventTimes(
        events[list(EVENT_TIME_COLUMNS)],
        pd.concat([_later_average(estimated, effects, treated), by_event_time], ignore_index=True),
        covariance,
        _tested_leads(pooled, covariance, averaging, behind, effects.references, options, control_clusters(rows)),
        _note(terms, behind, fewest),
    )


def _clusters_by_event_time(rows: pd.DataFrame) -> dict[int, set[int]]:
    treated = rows[rows["cohort"] > 0]
    return treated["cluster"].groupby(treated["period"] - treated["cohort"]).agg(set).to_dict()


def _union(clusters: dict[int, set[int]], chosen: Iterable[int]) -> int:
    return len(set().union(*(clusters[e] for e in chosen)))


def _later_average(estimated: pd.DataFrame, effects: StaggeredEffects, treated: pd.DataFrame) -> pd.DataFrame:
    """The average after event time 0, which is the partly exposed window, by the treated units behind it."""
    later = estimated[estimated["event_time"] >= 1].assign(term=LATER_TERM)
    if later.empty:
        return effect_rows("att", [], [])
    row, _, _ = pool(later, effects.covariance, treated["weight"])
    return effect_rows("att", [LATER_TERM], row["estimate"], row["std_error"])


def _tested_leads(
    pooled: pd.DataFrame,
    covariance: pd.DataFrame | None,
    averaging: pd.DataFrame,
    behind: dict[str, int],
    references: tuple[int, ...],
    options: FitOptions,
    n_controls: int,
) -> pd.DataFrame:
    times = averaging.columns.to_numpy(dtype=np.float64)
    is_lead = [bool((times[averaging.loc[term] > 0] < -options.anticipation).all()) for term in pooled["term"]]
    # Against a base of its own, the period before, each lead holds one period of drift.
    drift = times - max(references) if references else np.ones(len(times))
    values = np.full((len(pooled), len(pooled)), np.nan) if covariance is None else covariance.to_numpy().copy()
    values[[n < FEWEST_CLUSTERS_OF_AN_ERROR for n in behind.values()]] = np.nan
    estimates, slopes = pooled["estimate"].to_numpy(), averaging.to_numpy() @ drift
    fewest = min([n_controls, *(n for n, is_in in zip(behind.values(), is_lead, strict=True) if is_in)])
    return leads_test(estimates[is_lead], values[np.ix_(is_lead, is_lead)], slopes[is_lead], fewest)


def _note(terms: dict[int, str], behind: dict[str, int], fewest: int) -> str:
    pools = sorted({term for term in terms.values() if not term.lstrip("-").isdigit()})
    thin = [term for term, n in behind.items() if n < fewest]
    notes = []
    if pools:
        notes.append(f"event times with fewer than {fewest} treated clusters are pooled: {', '.join(pools)}")
    if thin:
        notes.append(f"fewer than {fewest} treated clusters at event times {', '.join(thin)}")
    return "; ".join(notes)
