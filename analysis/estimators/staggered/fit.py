"""One door to the estimators of staggered adoption."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis.estimators.staggered.assemble import assemble, without_estimates
from analysis.estimators.staggered.bacon import bacon
from analysis.estimators.staggered.callaway_santanna import callaway_santanna
from analysis.estimators.staggered.cell_means import cell_means
from analysis.estimators.staggered.columns import StaggeredColumns
from analysis.estimators.staggered.controls import with_controls
from analysis.estimators.staggered.covariates import covariate_fault
from analysis.estimators.staggered.effects import FitOptions, call_library
from analysis.estimators.staggered.imputation import imputation
from analysis.estimators.staggered.result import StaggeredResult
from analysis.estimators.staggered.sample import StaggeredSample, covariate_names, staggered_sample
from analysis.estimators.staggered.sun_abraham import sun_abraham

METHODS = {
    "callaway_santanna": callaway_santanna,
    "sun_abraham": sun_abraham,
    "imputation": imputation,
    "bacon": bacon,
}
_CONTROLS = ("not_yet_treated", "never_treated")
_SAMPLINGS = ("panel", "repeated_cross_sections")


def staggered_did(
    frame: pd.DataFrame,
    outcome: str,
    unit: str,
    period: str,
    cohort: str,
    method: str = "callaway_santanna",
    control: str = "not_yet_treated",
    cluster: str | None = None,
    anticipation: int = 0,
    covariates: Sequence[str] = (),
    weights: str | None = None,
    confidence_level: float = 0.95,
    treatment: str | None = None,
    on_repeal: str = "refuse",
    sampling: str = "panel",
    base_period: str = "universal",
    fewest_treated_clusters: int = 5,
    fewest_control_clusters: int = 10,
) -> StaggeredResult:
    """Effects of a treatment adopted at different times, by cohort and event time.

    outcome      any number; a 0/1 outcome gives differences of probabilities
    unit         that adopts (a county); period: counted in whole numbers from 1 on, one a half-year
    cohort       the unit's first treated period; 0 or missing means never treated in the data. Event time is
                 period - cohort; with the cohorts of `adoption_cohorts` event time 0 is the partly exposed window
    method       'callaway_santanna', 'sun_abraham', 'imputation' or 'bacon'; `handles` of the result says what each
                 can take
    control      'not_yet_treated' or 'never_treated'; the latter for the first two methods only. Where no unit is
                 never treated, periods from the adoption of the last cohort on are trimmed, and told
    cluster      column of larger clusters (a state); without one errors are clustered by unit
    anticipation periods before adoption in which outcomes may already move
    covariates   for trends that are parallel given them: taken at the base period by 'callaway_santanna' (doubly
                 robust), as regressors by the regressions
    weights      of units in a panel, where they are constant; of rows in repeated cross-sections
    treatment    the treatment's state by row: shows contradictions with the cohort and repeals. on_repeal: 'refuse',
                 or 'cut' a unit at its first repeal and tell the share of observations kept
    sampling     'panel', one row a unit and period; or 'repeated_cross_sections', any number of persons a unit and
                 period ('callaway_santanna'). Without covariates persons are first averaged into weighted cells,
                 which gives the same estimates and errors
    base_period  'universal': leads and lags against the last period before adoption, as in an event study and as the
                 sensitivity bounds need it; 'varying': leads against the period before each ('callaway_santanna')
    fewest_treated_clusters  event times with fewer are pooled from the ends inwards
    fewest_control_clusters  with fewer untreated throughout, the last periods are trimmed until there are as many,
                 unless control is 'never_treated' or no trimming gives them; 0 trims only where there is none

    Errors refer to Student's t with clusters - 1 degrees. A row that rests on one treated cluster has no standard
    error, for its analytic one would hold the controls' noise alone. Errors rest on influence functions
    ('callaway_santanna': the library's setting without bootstrap, which is that of R's did with bstrap = FALSE).

    Raises KeyError for unknown columns and ValueError for wrong arguments; what the data forbid is a status.
    """
    started = time.perf_counter()
    columns = StaggeredColumns(outcome, unit, period, cohort, treatment, cluster, weights, tuple(covariates))
    _check_choices(method, control, sampling, base_period, on_repeal)
    _check_numbers(anticipation, confidence_level, fewest_treated_clusters)
    _check_combinations(method, columns, control, sampling, base_period, anticipation)
    is_panel = sampling == "panel"
    sample = staggered_sample(frame, columns, is_panel, on_repeal)
    sample = with_controls(sample, control, anticipation, method != "bacon", fewest_control_clusters)
    if sample.fault is None:
        is_regression = method in ("sun_abraham", "imputation")
        sample = replace(sample, fault=covariate_fault(sample.rows, columns.covariates, is_regression))
    if sample.fault is not None:
        return without_estimates(sample, method, base_period, confidence_level, started)
    sample, is_averaged = _counted(sample, is_panel)
    options = FitOptions(
        control=control,
        anticipation=anticipation,
        base_period=base_period,
        is_panel=is_panel,
        is_clustered=cluster is not None,
        is_weighted=weights is not None or is_averaged,
        covariates=tuple(covariate_names(sample.rows)),
    )
    effects = call_library(lambda: METHODS[method](sample.rows, options))
    effects = replace(effects, notes=tuple(_in_the_callers_words(note, columns.covariates) for note in effects.notes))
    return assemble(effects, sample, options, method, fewest_treated_clusters, confidence_level, started)


def _in_the_callers_words(note: str, covariates: Sequence[str]) -> str:
    for position, name in reversed(list(enumerate(covariates))):
        note = note.replace(f"covariate_{position}", name)
    return note


def _counted(sample: StaggeredSample, is_panel: bool) -> tuple[StaggeredSample, bool]:
    """Rows with the number of rows behind each; persons averaged into cells where nothing is lost by it."""
    if is_panel or covariate_names(sample.rows):
        rows = sample.rows.assign(n_rows=1)
        n_periods = rows["period"].nunique()
        n_short = int((rows.groupby("unit")["period"].nunique() < n_periods).sum()) if is_panel else 0
        note = (
            f"unbalanced panel: {n_short:,} of {rows['unit'].nunique():,} units lack some of {n_periods:,} periods",
        )
        return replace(sample, rows=rows, notes=sample.notes + (note if n_short else ())), False
    return replace(sample, rows=cell_means(sample.rows)), True


def _check_choices(method: str, control: str, sampling: str, base_period: str, on_repeal: str) -> None:
    for name, value, allowed in (
        ("method", method, tuple(METHODS)),
        ("control", control, _CONTROLS),
        ("sampling", sampling, _SAMPLINGS),
        ("base_period", base_period, ("universal", "varying")),
        ("on_repeal", on_repeal, ("refuse", "cut")),
    ):
        if value not in allowed:
            raise ValueError(f"{name} must be one of {', '.join(allowed)}; got {value!r}")


def _check_numbers(anticipation: int, confidence_level: float, fewest_treated_clusters: int) -> None:
    if anticipation < 0 or int(anticipation) != anticipation:
        raise ValueError(f"anticipation must be a whole number of periods, got {anticipation!r}")
    if not 0 < confidence_level < 1:
        raise ValueError(f"confidence_level must lie between 0 and 1, got {confidence_level!r}")
    if fewest_treated_clusters < 1:
        raise ValueError(f"fewest_treated_clusters must be at least 1, got {fewest_treated_clusters!r}")


def _check_combinations(
    method: str, columns: StaggeredColumns, control: str, sampling: str, base_period: str, anticipation: int
) -> None:
    if sampling == "repeated_cross_sections" and method != "callaway_santanna":
        raise ValueError(f"'{method}' follows units over time; repeated cross-sections need 'callaway_santanna'")
    if control == "never_treated" and method in ("imputation", "bacon"):
        raise ValueError(f"'{method}' uses all rows not yet treated by construction; control must be 'not_yet_treated'")
    if base_period == "varying" and method != "callaway_santanna":
        raise ValueError(f"'{method}' measures against one base period; base_period must be 'universal'")
    if method == "bacon" and (columns.covariates or columns.cluster or anticipation):
        raise ValueError("'bacon' takes apart a regression without covariates, clusters or anticipation")
