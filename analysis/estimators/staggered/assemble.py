"""From an estimator's effects to the result: rows in order, thin errors withheld, status and words."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from analysis.estimators.result import table_without_estimates, tidy_table
from analysis.estimators.staggered.capabilities import HANDLES
from analysis.estimators.staggered.counts import control_clusters, count_adoption, treated_clusters
from analysis.estimators.staggered.effects import FitOptions, StaggeredEffects
from analysis.estimators.staggered.event_times import FEWEST_CLUSTERS_OF_AN_ERROR, event_times
from analysis.estimators.staggered.result import StaggeredResult
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
    events = event_times(effects, rows, options, fewest_treated_clusters)
    table = pd.concat([effects.rows, events.rows], ignore_index=True)
    table = table.sort_values("component", key=lambda c: c.map(_COMPONENT_ORDER.index), kind="stable")
    table, thin_note = _without_thin_errors(table.reset_index(drop=True), rows, events.frame)
    status, reason = _judge(effects, table)
    if status != "ok":
        table = table.assign(estimate=np.nan, std_error=np.nan)
    notes = [reason, *sample.notes, *effects.notes, events.note, thin_note]
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
        covariance=_table_covariance(table, events.covariance),
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
        event_times=events.frame,
        event_time_covariance=effects.covariance,
        reference_event_times=effects.references,
        leads_test=events.leads,
        **({"weights": effects.weights, "comparisons": effects.comparisons} if effects.weights is not None else {}),
    )


def _table_covariance(table: pd.DataFrame, pooled: pd.DataFrame | None) -> np.ndarray:
    """Squared errors, and the event times' covariance; the others' with each other is not handed out by the library."""
    covariance = np.full((len(table), len(table)), np.nan)
    np.fill_diagonal(covariance, table["std_error"].to_numpy() ** 2)
    if pooled is not None:
        is_event = (table["component"] == "event_time").to_numpy()
        terms = table.loc[is_event, "term"]
        covariance[np.ix_(is_event, is_event)] = pooled.loc[terms, terms].to_numpy()
    is_withheld = table["std_error"].isna().to_numpy()
    covariance[is_withheld] = covariance[:, is_withheld] = np.nan
    return covariance


def _without_thin_errors(table: pd.DataFrame, rows: pd.DataFrame, events: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """One cluster has no variance to estimate; what formulas print then is that of the other side alone."""
    if control_clusters(rows) < FEWEST_CLUSTERS_OF_AN_ERROR and table["std_error"].notna().any():
        note = f"{control_clusters(rows)} control cluster: no standard errors, for they would hold no noise of controls"
        return table.assign(std_error=np.nan), note
    by_event = events.groupby("term")["n_treated_clusters"].max() if len(events) else pd.Series(dtype=float)
    behind = [
        by_event.get(term, 2) if component == "event_time" else treated_clusters(rows, component, term)
        for term, component in zip(table["term"], table["component"], strict=True)
    ]
    is_thin = (np.array(behind) < FEWEST_CLUSTERS_OF_AN_ERROR) & table["std_error"].notna().to_numpy()
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
