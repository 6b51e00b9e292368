"""Leads and lags of one or several policies, with unit and period effects.

The dynamic two-way specification: unbiased when the effect of an event time is the same in all cohorts; see the
staggered estimators for what does without that.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.estimators.linear.absorption import is_informative
from analysis.estimators.linear.event_bins import EventBin, asked_bins, bin_counts, event_bins
from analysis.estimators.linear.fit import fit_rows, inference_words
from analysis.estimators.linear.lead_test import joint_tests
from analysis.estimators.linear.result import (
    EventStudyResult,
    estimates_and_errors,
    no_estimates,
)
from analysis.estimators.linear.rows import LinearRows, linear_rows
from analysis.estimators.linear.two_way import absorbed_words, left_out_message, nobody_twice, row_counts
from analysis.estimators.person_rows import require_columns, require_numeric
from analysis.estimators.result import require_confidence_level
from analysis.estimators.screening import Fault


def event_study(
    frame: pd.DataFrame,
    outcome: str,
    unit: str,
    period: str,
    event_time: str | Mapping[str, str],
    cluster: str | None = None,
    *,
    leads: int,
    lags: int,
    reference: int = -1,
    controls: Sequence[str] = (),
    fewest_treated_clusters: int = 5,
    weights: str | None = None,
    confidence_level: float = 0.95,
    absorbed: Sequence[str] = (),
) -> EventStudyResult:
    """Event study of the outcome on the bins of event time, with an effect of each unit and period.

    event_time   column of whole half-years since adoption, or, for several policies at once, a mapping from policy to
                 its column. A missing value means never treated, in these columns only: leave out beforehand rows
                 whose treatment is not known
    leads, lags  event times -leads and lags hold all times beyond them, too
    reference    event time before adoption that the others are compared with
    cluster      level of the CRV1 errors, at which treatment is assigned; the unit if not named. Bins with fewer than
                 fewest_treated_clusters treated ones are pooled with a neighbour, which the message says; event time
                 0, the partly exposed window, always stands alone
    controls, absorbed, weights as in `two_way_effects`

    Raises KeyError for an unknown column, ValueError for columns that hold no (whole) numbers, for leads or lags below
    1, or a reference that is not among the leads.
    """
    started = time.perf_counter()
    require_confidence_level(confidence_level)
    _require_window(leads, lags, reference)
    columns = {event_time: event_time} if isinstance(event_time, str) else dict(event_time)
    times = {policy: _event_times(frame, column) for policy, column in columns.items()}
    effects, cluster = (unit, period, *absorbed), cluster or unit
    rows = linear_rows(frame, outcome, controls, effects, cluster, weights)
    asked = [bin_ for policy in columns for bin_ in asked_bins(policy, leads, lags, reference)]
    if rows.fault is not None:
        labels = _labels(asked, event_time, controls)
        return EventStudyResult(**no_estimates(labels, rows.fault, started), n_interviews=len(frame))
    is_kept = is_informative(rows.effects)
    used, times = rows.of(is_kept), {policy: values[is_kept] for policy, values in times.items()}
    counts = row_counts(rows, used, has_unit=True)
    bins, notes = [], [left_out_message(counts, unit)]
    for policy, values in times.items():
        found, said = event_bins(policy, values, used.clusters, leads, lags, reference, fewest_treated_clusters)
        bins, notes = bins + found, notes + said
    by_bin = bin_counts(bins, [_name(bin_, event_time) for bin_ in bins], times, used)
    labels = _labels(bins or asked, event_time, controls)
    fault = _nobody_twice(used, effects, len(frame)) or _fault_of_bins(list(columns), bins, times)
    fitted = fault or fit_rows(
        _with_bins(used, bins, times), [term for term, _ in labels], absorbed_words(effects), cluster
    )
    if isinstance(fitted, Fault):
        fitted = _explained(fitted, times)
        return EventStudyResult(**no_estimates(labels, fitted, started), **counts, counts=by_bin)
    fields = estimates_and_errors(labels, fitted, confidence_level, inference_words(cluster), True, started)
    tests = joint_tests(by_bin, fields["table"], fitted.covariance, fitted.degrees_of_freedom)
    message = "; ".join(note for note in notes if note)
    return EventStudyResult(**fields, **counts, message=message, counts=by_bin, joint_test=tests)


def _name(bin_: EventBin, event_time: str | Mapping[str, str]) -> str:
    return bin_.label if isinstance(event_time, str) else f"{bin_.policy} {bin_.label}"


def _labels(
    bins: Sequence[EventBin], event_time: str | Mapping[str, str], controls: Sequence[str]
) -> list[tuple[str, str]]:
    """(term, component) of each row of the table."""
    seen = [(_name(bin_, event_time), bin_.component) for bin_ in bins if bin_.component != "reference"]
    return [*seen, *((control, "control") for control in controls)]


def _require_window(leads: int, lags: int, reference: int) -> None:
    if leads < 1 or lags < 1:
        raise ValueError(f"leads and lags must be at least 1, got {leads} and {lags}")
    if not -leads <= reference <= -1:
        raise ValueError(f"reference must be one of the leads -{leads} to -1, got {reference}")


def _event_times(frame: pd.DataFrame, column: str) -> np.ndarray:
    """[rows] float, NaN for the never treated."""
    require_columns(frame, [column])
    require_numeric(frame, [column])
    values = frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
    known = values[~np.isnan(values)]
    if not (np.isfinite(known) & (known == np.round(known))).all():
        raise ValueError(f"event time '{column}' holds values that are not whole; count half-years since adoption")
    return values


def _with_bins(used: LinearRows, bins: Sequence[EventBin], times: dict[str, np.ndarray]) -> LinearRows:
    indicators = tuple(bin_.holds(times[bin_.policy]) for bin_ in bins if bin_.component != "reference")
    return replace(used, columns=(*indicators, *used.columns))


def _nobody_twice(used: LinearRows, effects: Sequence[str], n_interviews: int) -> Fault | None:
    if len(used):
        return None
    return Fault("not_estimable", nobody_twice(effects[0], effects[1:], n_interviews))


def _fault_of_bins(policies: list[str], bins: list[EventBin], times: dict[str, np.ndarray]) -> Fault | None:
    """Nobody treated, or nobody seen at the reference: nothing to compare."""
    for policy in policies:
        if np.isnan(times[policy]).all():
            return Fault(
                "not_estimable", f"no treated unit: {policy} has no event time in {len(times[policy]):,} interviews"
            )
        if not any(bin_.policy == policy and bin_.component == "reference" for bin_ in bins):
            return Fault("not_estimable", f"no interview at the reference event time of {policy}; choose another")
    return None


def _explained(fault: Fault, times: dict[str, np.ndarray]) -> Fault:
    """Without never-treated units the usual reason for collinear bins is a line in time nobody rules out."""
    everywhere = [policy for policy, values in times.items() if len(values) and not np.isnan(values).any()]
    if not fault.columns or not everywhere:
        return fault
    reason = f"no never-treated unit for {', '.join(everywhere)}: a linear trend in event time cannot be told from time"
    return replace(fault, message=f"{fault.message}; {reason}")
