"""Callaway and Sant'Anna (2021): effects by cohort and period, and their averages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.staggered.effects import (
    LIBRARY_COLUMNS,
    FitOptions,
    StaggeredEffects,
    effect_rows,
    survey_design,
)
from analysis.estimators.staggered.library_internals import calendar_averages


def callaway_santanna(rows: pd.DataFrame, options: FitOptions) -> StaggeredEffects:
    """Fit by diff-diff; errors from influence functions, that of the cohort shares included.

    Without covariates the doubly robust, weighting and regression versions are the same number; with them the
    doubly robust one is fitted. Repeated cross-sections take each row as an observation of its own, clustered.
    """
    from diff_diff import CallawaySantAnna

    estimator = CallawaySantAnna(
        control_group=options.control,
        anticipation=options.anticipation,
        estimation_method="dr" if options.covariates else "reg",
        base_period=options.base_period,
        panel=options.is_panel,
        cluster="cluster" if options.is_clustered or not options.is_panel else None,
    )
    if not options.is_panel:
        rows = rows.assign(unit=np.arange(len(rows)))
    fitted = estimator.fit(
        rows, **LIBRARY_COLUMNS, covariates=list(options.covariates) or None, survey_design=survey_design(options)
    )
    return _effects(fitted, fitted.aggregate("event_study"), fitted.aggregate("group"), options)


def _effects(fitted: Any, by_event_time: Any, by_group: Any, options: FitOptions) -> StaggeredEffects:
    cells = fitted.to_dataframe("group_time")
    own = cells[~_is_base(cells, fitted.time_periods, options)]
    calendar = calendar_averages(fitted)
    table = pd.concat(
        [
            effect_rows("att", ["simple"], [fitted.overall_att], [fitted.overall_se]),
            effect_rows("group", [f"{g:g}" for g in by_group.label], by_group.att, by_group.se),
            effect_rows(
                "calendar", [f"{t:g}" for t in calendar["period"]], calendar["estimate"], calendar["std_error"]
            ),
            effect_rows(
                "group_time",
                [f"{g:g}:{t:g}" for g, t in zip(own["group"], own["time"], strict=True)],
                own["effect"],
                own["se"],
            ),
        ],
        ignore_index=True,
    )
    lost = own["skip_reason"].dropna().value_counts()
    notes = [f"{n:,} group-time effects not estimable ({reason.replace('_', ' ')})" for reason, n in lost.items()]
    references = tuple(int(e) for e in by_event_time.reference_event_times or ())
    if len(references) > 1:
        notes.append(f"periods are missing: cohorts are measured against different event times {references}")
    events = pd.DataFrame(
        {
            "event_time": by_event_time.event_time.astype(int),
            "estimate": by_event_time.att,
            "std_error": by_event_time.se,
            "is_reference": np.asarray(by_event_time.is_reference, dtype=bool) & bool(references),
        }
    )
    covariance = pd.DataFrame(by_event_time.vcov, by_event_time.vcov_index, by_event_time.vcov_index)
    kept = events.loc[~events["is_reference"], "event_time"]
    return StaggeredEffects(
        table,
        events,
        covariance.rename(int, axis=0).rename(int, axis=1).reindex(index=kept, columns=kept),
        references=references,
        notes=tuple(notes),
    )


def _is_base(cells: pd.DataFrame, periods: list[int], options: FitOptions) -> np.ndarray:
    """Which cells are a cohort's own base, zero by construction: its last period before (anticipated) adoption."""
    if options.base_period != "universal":
        return np.zeros(len(cells), dtype=bool)
    bases = {g: max((t for t in periods if t + options.anticipation < g), default=None) for g in set(cells["group"])}
    return (cells["time"] == cells["group"].map(bases)).to_numpy()
