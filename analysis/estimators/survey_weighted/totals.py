"""Totals, means and ratios from survey records, with Taylor-linearised standard errors.

The records given are the whole sample, noninterviews included. A part of it is a domain: primary sampling units
(PSUs) without a case of the domain still count, with zero (Lumley 2010, Complex Surveys, section 2.2.1).
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.estimators.person_rows import require_columns, require_numeric
from analysis.estimators.result import require_confidence_level, tidy_table
from analysis.estimators.screening import Fault
from analysis.estimators.survey_weighted.records import (
    Domain,
    Names,
    SampleDesign,
    SurveyRecords,
    as_names,
    read_records,
)
from analysis.estimators.survey_weighted.result import (
    SurveyResult,
    fault_of_design,
    notes_on_design,
    relative_std_errors_pct,
    size_of_design,
    without_estimates,
)
from analysis.survey.psu_design import SurveyDesignError
from analysis.survey.psu_variance import psu_covariance
from analysis.survey.ratio_linearization import linearize_ratios

STATISTICS = ("total", "mean")

Linearization = Callable[[SurveyRecords], tuple[np.ndarray, np.ndarray]]
"""Estimates [terms] and PSU totals [PSUs, terms] whose variance is theirs."""


def survey_total(
    frame: pd.DataFrame,
    variable: Names,
    weights: str,
    strata: Names | None = None,
    psu: str | None = None,
    fpc: str | None = None,
    domain: Domain = None,
    by: str | None = None,
    year_group: str | None = None,
    lonely_psu: str = "adjust",
    statistic: str = "total",
    confidence_level: float = 0.95,
) -> SurveyResult:
    """Weighted totals, or means, of one or several columns.

    frame: one row a sampled record; variable, weights: numeric columns; strata: columns whose combinations are the
    strata, None for one stratum; psu: column of units nested in strata, None where each record is one; fpc: column
    with the number of PSUs of the stratum in the population, None for sampling with replacement; domain: a column or
    mask of true and false; by: column whose values are domains of their own, rows of one table with one covariance;
    year_group: column that parts strata further, for a stratum code used anew in another period is another stratum;
    lonely_psu: 'adjust' or 'refuse' the single PSU of a stratum; statistic: 'total' or 'mean'. Limits use Student's t
    on PSUs less strata of the whole design (R's survey counts those of the domain alone).
    Records that cannot be used (missing cells, negative weights, designs that contradict themselves) give a result
    with its status; only wrong arguments raise: KeyError for an unknown column, ValueError otherwise.
    """
    if statistic not in STATISTICS:
        raise ValueError(f"statistic must be one of {', '.join(STATISTICS)}, got '{statistic}'; see survey_ratio")
    terms, sample = as_names(variable), SampleDesign(weights, strata, psu, fpc, domain, year_group, lonely_psu)

    def linearize(records: SurveyRecords) -> tuple[np.ndarray, np.ndarray]:
        sums = records.psu_totals(terms)
        if statistic == "total":
            return sums.sum(axis=0), sums
        return linearize_ratios(sums, np.repeat(records.psu_weights(), len(terms), axis=1))

    return _estimate(frame, sample, by, statistic, terms, terms, linearize, confidence_level)


def survey_mean(frame: pd.DataFrame, variable: Names, weights: str, **arguments) -> SurveyResult:
    """Weighted means: survey_total with statistic 'mean', whose arguments, statuses and errors it has."""
    return survey_total(frame, variable, weights, **arguments, statistic="mean")


def survey_ratio(
    frame: pd.DataFrame,
    numerator: Names,
    denominator: Names,
    weights: str,
    strata: Names | None = None,
    psu: str | None = None,
    fpc: str | None = None,
    domain: Domain = None,
    by: str | None = None,
    year_group: str | None = None,
    lonely_psu: str = "adjust",
    confidence_level: float = 0.95,
) -> SurveyResult:
    """Ratios of weighted totals, each numerator over its denominator, or all over one.

    Terms read 'numerator / denominator'; the other arguments, statuses and errors are those of survey_total.
    Raises ValueError too when the numbers of numerators and denominators do not match.
    """
    above, below = as_names(numerator), as_names(denominator)
    if len(below) not in (1, len(above)):
        raise ValueError(f"{len(above)} numerators need one denominator or as many, got {len(below)}")
    below = below * len(above) if len(below) == 1 else below
    terms = [f"{top} / {bottom}" for top, bottom in zip(above, below, strict=True)]
    sample = SampleDesign(weights, strata, psu, fpc, domain, year_group, lonely_psu)

    def linearize(records: SurveyRecords) -> tuple[np.ndarray, np.ndarray]:
        return linearize_ratios(records.psu_totals(above), records.psu_totals(below))

    return _estimate(frame, sample, by, "ratio", terms, [*above, *below], linearize, confidence_level)


def _estimate(
    frame: pd.DataFrame,
    sample: SampleDesign,
    by: str | None,
    statistic: str,
    terms: list[str],
    columns: list[str],
    linearize: Linearization,
    confidence_level: float,
) -> SurveyResult:
    started = time.perf_counter()
    require_confidence_level(confidence_level)
    require_columns(frame, columns)
    require_numeric(frame, columns)
    pairs = [(term, statistic) for term in terms]

    def fail(fault: Fault, **sizes: int) -> SurveyResult:
        return without_estimates(pairs, statistic, fault, sample, time.perf_counter() - started, **sizes)

    try:
        records = read_records(frame, sample, by)
        estimates, linearized = linearize(records) if records.n_records else (np.empty(0), None)
    except SurveyDesignError as error:
        return fail(Fault("refused", str(error)))
    sizes = {"n_records": records.n_records, **size_of_design(records.design)}
    fault = fault_of_design(records.design)
    if linearized is None:
        fault = Fault("not_estimable", "no record belongs to the domain")
    if fault is None and np.isnan(estimates).all():
        fault = Fault(
            "not_estimable", f"the {statistic} has a denominator of zero: {', '.join(terms)}", tuple(range(len(terms)))
        )
    if fault is not None:
        return fail(fault, **sizes)
    if by is not None:
        pairs = [(term, label) for label in records.domain_labels for term in terms]
    return _report(pairs, estimates, linearized, records, sample, statistic, confidence_level, sizes, started)


def _report(
    pairs: list[tuple[str, str]],
    estimates: np.ndarray,
    linearized: np.ndarray,
    records: SurveyRecords,
    sample: SampleDesign,
    statistic: str,
    confidence_level: float,
    sizes: dict[str, int],
    started: float,
) -> SurveyResult:
    freedom = records.design.degrees_of_freedom
    covariance = psu_covariance(linearized, records.design)
    std_errors = np.sqrt(np.diag(covariance))
    table = tidy_table(pairs, estimates, std_errors, confidence_level, freedom or np.nan, is_log_odds=False)
    table["p_value"] = np.nan
    notes = notes_on_design(records.design, freedom)
    certain = [" ".join(pair) for pair, error in zip(pairs, std_errors, strict=True) if error == 0]
    if certain:
        notes.append(f"an error of zero for {', '.join(certain)}: the records show no variation, which is no certainty")
    faulty = tuple(pair for pair, estimate in zip(pairs, estimates, strict=True) if np.isnan(estimate))
    if faulty:
        notes.append(f"a denominator of zero for {', '.join(' '.join(pair) for pair in faulty)}")
    return SurveyResult(
        table=table,
        status="ok",
        message="; ".join(notes),
        covariance=covariance,
        seconds=time.perf_counter() - started,
        inference=sample.words,
        n_clusters=records.design.n_psus if sample.psu else None,
        faulty_terms=faulty,
        statistic=statistic,
        degrees_of_freedom=freedom,
        relative_std_errors_pct=relative_std_errors_pct(estimates, std_errors),
        **sizes,
    )
