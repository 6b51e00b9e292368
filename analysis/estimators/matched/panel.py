"""Matched differences in differences within a panel of interviews."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.matched.candidates import Candidates, Rule
from analysis.estimators.matched.comparison import compare
from analysis.estimators.matched.covariates import WHOLE, CovariateColumn, covariate_columns, level_indicators
from analysis.estimators.matched.cross_section import stratum_codes
from analysis.estimators.matched.panel_windows import pairs_at_last_unexposed
from analysis.estimators.matched.result import MatchedResult, not_estimated
from analysis.estimators.result import require_confidence_level


def matched_did(
    frame: pd.DataFrame,
    outcome: str,
    person: str,
    interview_order: str,
    treated: str,
    *,
    calendar: str,
    exact: Sequence[str] = (),
    covariates: Sequence[str] = (),
    other_exposures: Sequence[str] = (),
    cluster: str | None = None,
    n_before: int = 1,
    without_others: bool = False,
    adjust: bool = True,
    ratio: int = 1,
    replace: bool = False,
    caliper: float | None = None,
    order: str = "largest",
    score_scale: str = "log_odds",
    seed: int = 1,
    confidence_level: float = 0.95,
) -> MatchedResult:
    """Change of the outcome at a person's first exposed interview, less that of a matched unexposed person.

    Partners agree in the half-years of both interviews and in `exact` (interview number, population group) at the last
    unexposed interview; among them the nearest propensity score is taken. The score is a logit of treatment on
    `covariates` and the levels of calendar and exact variables, over windows in strata that hold treated and controls.

    other_exposures  0/1 columns of the other policies: controls are unexposed to them and to `treated` up to the end of
                     the window; treated may be exposed to them unless `without_others`
    cluster          county: each member of a pair adds its residual to its own county and the pair's cross product is
                     added besides (two-way, Cameron, Gelbach and Miller 2011); without it pairs are the clusters
                     (Abadie and Spiess 2022)
    adjust           adds the component 'adjusted': change on treatment and covariates in the matched sample
    seed             equal scores are decided by lot: by person they would pile the controls up in few counties
    others           windows as in `pairs_at_last_unexposed`, matching as in `match_nearest`

    Estimates are differences in the outcome's unit (a probability for 0/1 outcomes). Raises KeyError and ValueError as
    these two do; data that cannot be compared give a status and a message.
    """
    started = time.perf_counter()
    require_confidence_level(confidence_level)
    windows = pairs_at_last_unexposed(
        frame, outcome, person, interview_order, treated, calendar=calendar, exact=exact, covariates=covariates,
        other_exposures=other_exposures, cluster=cluster, n_before=n_before, without_others=without_others,
    )  # fmt: skip
    settings = (treated, ratio, replace, caliper, order, score_scale, adjust, cluster, confidence_level, seed)
    rule = Rule(*settings, flow=windows.flow)
    if windows.fault is not None:
        return not_estimated(treated, rule.components, windows.fault.status, windows.fault.message, started)
    candidates = window_candidates(windows.candidates, person, calendar, exact, covariates, cluster)
    return compare(candidates, rule, started)


def window_candidates(
    windows: pd.DataFrame,
    person: str,
    calendar: str,
    exact: Sequence[str],
    covariates: Sequence[str],
    cluster: str | None,
) -> Candidates:
    """Windows as arrays; controls of strata without a treated person are left out."""
    strata = stratum_codes(windows, [calendar, f"{calendar}_after", *exact])
    is_treated = windows["is_treated"].to_numpy()
    has_treated, has_control = (np.bincount(strata, group) > 0 for group in (is_treated, ~is_treated))
    used = is_treated | has_treated[strata]
    is_shared = (has_treated & has_control)[strata]
    windows, strata, is_shared = windows[used].reset_index(drop=True), strata[used], is_shared[used]
    levels = [name for name in dict.fromkeys([calendar, *exact]) if windows.loc[is_shared, name].nunique() > 1]
    return Candidates(
        outcome=windows["outcome_change"].to_numpy(),
        is_treated=windows["is_treated"].to_numpy(),
        columns=covariate_columns(windows, covariates),
        strata=strata,
        units=pd.factorize(windows[person])[0],
        frame_row=windows["row_before"].to_numpy(),
        clusters=pd.factorize(windows[cluster], sort=True)[0] if cluster else None,
        score_only=_varying(level_indicators(windows, levels), is_shared) if covariates else [],
        balance_only=[CovariateColumn("outcome_before", WHOLE, windows["outcome_before"].to_numpy())],
    )


def _varying(columns: Sequence[CovariateColumn], rows: np.ndarray) -> list[CovariateColumn]:
    """Indicators of levels that occur among the rows; the first of each variable is the reference."""
    kept: list[CovariateColumn] = []
    for column in columns:
        if column.values[rows].any():
            is_first = all(other.covariate != column.covariate for other in kept)
            kept.append(CovariateColumn(column.covariate, column.level, column.values, is_first))
    return kept
