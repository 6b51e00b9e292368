"""Borusyak, Jaravel and Spiess (2024): untreated outcomes imputed from rows not yet treated."""

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
from analysis.estimators.staggered.library_internals import lead_covariance


def imputation(rows: pd.DataFrame, options: FitOptions) -> StaggeredEffects:
    """Fit by diff-diff; conservative errors about averages by cohort and horizon, the library's default."""
    from diff_diff import ImputationDiD

    estimator = ImputationDiD(
        anticipation=options.anticipation, cluster="cluster" if options.is_clustered else None, pretrends=True
    )
    fitted = estimator.fit(
        rows, **LIBRARY_COLUMNS, covariates=list(options.covariates) or None, survey_design=survey_design(options)
    )
    by_group = fitted.aggregate("group")
    table = pd.concat(
        [
            effect_rows("att", ["simple"], [fitted.overall_att], [fitted.overall_se]),
            effect_rows("group", [f"{g:g}" for g in by_group.label], by_group.att, by_group.se),
            *_averages(fitted.treatment_effects),
        ],
        ignore_index=True,
    )
    surface = fitted.aggregate("event_study")
    events = pd.DataFrame(
        {
            "event_time": surface.event_time.astype(int),
            "estimate": surface.att,
            "std_error": surface.se,
            "is_reference": np.asarray(surface.is_reference, dtype=bool),
        }
    )
    reference = -1 - options.anticipation
    return StaggeredEffects(table, events, _covariance(fitted, events, reference, options), references=(reference,))


def _averages(effects: pd.DataFrame) -> list[pd.DataFrame]:
    """Averages of the imputed effects by period and by cohort and period, without errors."""
    cells = effects.assign(cohort=(effects["period"] - effects["rel_time"]).astype(int))
    calendar = _weighted_means(cells, ["period"])
    group_time = _weighted_means(cells, ["cohort", "period"])
    return [
        effect_rows("calendar", [f"{t}" for t in calendar.index], calendar.to_numpy()),
        effect_rows("group_time", [f"{g}:{t}" for g, t in group_time.index], group_time.to_numpy()),
    ]


def _weighted_means(cells: pd.DataFrame, keys: list[str]) -> pd.Series:
    products = cells.assign(product=cells["tau_hat"] * cells["weight"]).groupby(keys)[["product", "weight"]].sum()
    return products["product"] / products["weight"]


def _covariance(fitted: Any, events: pd.DataFrame, reference: int, options: FitOptions) -> pd.DataFrame:
    """Squared errors on the diagonal, and the block of the leads where the library computes it; missing otherwise."""
    estimated = events[~events["is_reference"]]
    covariance = pd.DataFrame(np.nan, estimated["event_time"], estimated["event_time"])
    np.fill_diagonal(values := covariance.to_numpy().copy(), estimated["std_error"] ** 2)
    covariance.loc[:, :] = values
    leads = [int(e) for e in estimated["event_time"] if e < reference]
    block = lead_covariance(fitted, leads, list(options.covariates))
    if block is not None:
        covariance.loc[leads, leads] = block
    return covariance
