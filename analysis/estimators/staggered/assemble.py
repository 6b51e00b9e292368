"""From an estimator's effects to the result: event times pooled, thin errors withheld, leads tested."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from analysis.estimators.result import table_without_estimates, tidy_table
from analysis.estimators.staggered.capabilities import HANDLES
from analysis.estimators.staggered.counts import count_adoption, treated_by_event_time, treated_clusters
from analysis.estimators.staggered.effects import FitOptions, StaggeredEffects, effect_rows
from analysis.estimators.staggered.leads_test import leads_test
from analysis.estimators.staggered.pooling import pool, pooled_terms
from analysis.estimators.staggered.result import EVENT_TIME_COLUMNS, LEADS_TEST_COLUMNS, StaggeredResult
from analysis.estimators.staggered.sample import StaggeredSample

_COMPONENT_ORDER = ("att", "event_time", "group", "calendar", "group_time", "comparison")


def without_estimates(
    sample: StaggeredSample, method: str, base_period: str, confidence_level: float, started: float
) -> StaggeredResult:
    """The result of a sample that forbids a fit."""
    fault = sample.fault
    return StaggeredResult(
        table=table_without_estimates([("simple", "att")]),
        status=fault.status,
        message="; ".join((fault.message, *sample.notes)),
        covariance=None,
        seconds=time.perf_counter() - started,
        method=method,
        handles=HANDLES[method],
        n_rows=len(sample.rows),
        n_units=int(sample.rows["unit"].nunique()),
        base_period=base_period,
        confidence_level=confidence_level,
        set_aside=sample.set_aside_frame(),
    )


def assemble(
    effects: StaggeredEffects,
    sample: StaggeredSample,
    options: FitOptions,
    method: str,
    fewest_treated_clusters: int,
    confidence_level: float,
    started: float,
) -> StaggeredResult:
    """The result of a fit, or of the library's refusal."""
    rows = sample.rows
    n_clusters = int(rows["cluster"].nunique())
    event_times, pooled, covariance, tested, pooling_note = _event_times(
        effects, rows, options, fewest_treated_clusters, n_clusters
    )
    table = pd.concat([effects.rows, pooled], ignore_index=True)
    table = table.sort_values("component", key=lambda c: c.map(_COMPONENT_ORDER.index), kind="stable")
    table, thin_note = _without_thin_errors(table.reset_index(drop=True), rows, event_times)
    status, reason = _judge(effects, table)
    notes = [reason, *sample.notes, *effects.notes, pooling_note, thin_note]
    return StaggeredResult(
        table=tidy_table(
            list(zip(table["term"], table["component"], strict=True)),
            table["estimate"].to_numpy(),
            table["std_error"].to_numpy(),
            confidence_level,
            n_clusters - 1,
            is_log_odds=False,
        ),
        status=status,
        message="; ".join(note for note in notes if note),
        covariance=_table_covariance(table, covariance),
        seconds=time.perf_counter() - started,
        inference=_inference(method, options, n_clusters),
        n_clusters=n_clusters,
        method=method,
        handles=HANDLES[method],
        n_rows=int(rows["n_rows"].sum()),
        n_units=int(rows["unit"].nunique()),
        base_period=options.base_period,
        confidence_level=confidence_level,
        counts=count_adoption(rows),
        set_aside=sample.set_aside_frame(),
        event_times=event_times,
        event_time_covariance=effects.covariance,
        leads_test=tested,
        **({"weights": effects.weights, "comparisons": effects.comparisons} if effects.weights is not None else {}),
    )


def _event_times(
    effects: StaggeredEffects, rows: pd.DataFrame, options: FitOptions, fewest: int, n_clusters: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None, pd.DataFrame, str]:
    """Event times with counts and pooled terms, the pooled rows and their covariance, the leads' test, and a note."""
    if effects.event_times.empty:
        empty, no_test = pd.DataFrame(columns=list(EVENT_TIME_COLUMNS)), pd.DataFrame(columns=list(LEADS_TEST_COLUMNS))
        return empty, effect_rows("event_time", [], []), None, no_test, ""
    treated = treated_by_event_time(rows)
    events = effects.event_times.merge(treated.reset_index(), on="event_time", how="left")
    events["is_reference"] |= events["event_time"] == effects.reference
    estimated = events[~events["is_reference"] & events["estimate"].notna()]
    clusters = _clusters_by_event_time(rows)
    terms = pooled_terms(estimated.set_index("event_time"), clusters, fewest)
    events["term"] = events["event_time"].map(terms).fillna("")
    estimated = estimated.assign(term=estimated["event_time"].map(terms))
    pooled, covariance, averaging = pool(estimated, effects.covariance, treated["weight"])
    tested = _tested_leads(pooled, covariance, averaging, effects.reference, options, n_clusters)
    is_pooled = {term for term in terms.values() if not term.lstrip("-").isdigit()}
    note = f"event times with fewer than {fewest} treated clusters are pooled: {', '.join(sorted(is_pooled))}"
    thin = [term for term in pooled["term"] if _n_clusters_of(term, terms, clusters) < fewest]
    if thin:
        note = f"{note if is_pooled else ''}; fewer than {fewest} treated clusters at {', '.join(thin)}".lstrip("; ")
    component_rows = effect_rows("event_time", list(pooled["term"]), pooled["estimate"], pooled["std_error"])
    note = note if is_pooled or thin else ""
    return events[list(EVENT_TIME_COLUMNS)], component_rows, covariance, tested, note


def _table_covariance(table: pd.DataFrame, pooled: pd.DataFrame | None) -> np.ndarray:
    """Squared errors, and the event times' covariance; the others' with each other is not handed out by the library."""
    covariance = np.full((len(table), len(table)), np.nan)
    np.fill_diagonal(covariance, table["std_error"].to_numpy() ** 2)
    if pooled is not None:
        is_event = (table["component"] == "event_time").to_numpy()
        terms = table.loc[is_event, "term"]
        covariance[np.ix_(is_event, is_event)] = pooled.loc[terms, terms].to_numpy()
    return covariance


def _clusters_by_event_time(rows: pd.DataFrame) -> dict[int, set[int]]:
    treated = rows[rows["cohort"] > 0]
    return treated["cluster"].groupby(treated["period"] - treated["cohort"]).agg(set).to_dict()


def _n_clusters_of(term: str, terms: dict[int, str], clusters: dict[int, set[int]]) -> int:
    return len(set().union(*(clusters[e] for e, own in terms.items() if own == term)))


def _tested_leads(
    pooled: pd.DataFrame,
    covariance: pd.DataFrame | None,
    averaging: pd.DataFrame,
    reference: int | None,
    options: FitOptions,
    n_clusters: int,
) -> pd.DataFrame:
    event_times = averaging.columns.to_numpy(dtype=np.float64)
    is_lead = [bool((event_times[averaging.loc[term] > 0] < -options.anticipation).all()) for term in pooled["term"]]
    # Against a base of its own, the period before, each lead holds one period of drift.
    drift = np.ones(len(event_times)) if reference is None else event_times - reference
    slopes = averaging.to_numpy() @ drift
    values = np.full((len(pooled), len(pooled)), np.nan) if covariance is None else covariance.to_numpy()
    return leads_test(
        pooled["estimate"].to_numpy()[is_lead], values[np.ix_(is_lead, is_lead)], slopes[is_lead], n_clusters
    )


def _without_thin_errors(table: pd.DataFrame, rows: pd.DataFrame, events: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """One treated cluster has no variance to estimate; what formulas print then is the controls' alone."""
    by_event = events.groupby("term")["n_treated_clusters"].max() if len(events) else pd.Series(dtype=float)
    behind = [
        by_event.get(term, 2) if component == "event_time" else treated_clusters(rows, component, term)
        for term, component in zip(table["term"], table["component"], strict=True)
    ]
    is_thin = (np.array(behind) < 2) & table["std_error"].notna().to_numpy()
    if not is_thin.any():
        return table, ""
    note = f"{is_thin.sum():,} rows rest on one treated cluster and have no standard error"
    return table.assign(std_error=table["std_error"].mask(is_thin)), note


def _judge(effects: StaggeredEffects, table: pd.DataFrame) -> tuple[str, str]:
    if effects.fault is not None:
        return effects.fault.status, effects.fault.message
    if not np.isfinite(table.loc[table["component"] == "att", "estimate"]).all():
        return "not_estimable", "no group-time effect after adoption is estimable"
    return "ok", ""


def _inference(method: str, options: FitOptions, n_clusters: int) -> str:
    if method == "bacon":
        return "none: a decomposition"
    level = "cluster" if options.is_clustered else "unit"
    return f"robust, clustered by {level}, t with {n_clusters - 1:,} degrees"
