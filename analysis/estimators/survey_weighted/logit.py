"""The survey-weighted logit: maximum pseudo-likelihood with the linearised sandwich.

Source: Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
International Statistical Review 51(3), 279-292; the conventions are those of R's survey::svyglm.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.person_rows import require_columns, require_numeric
from analysis.estimators.pooled.logit_columns import INTERCEPT, LogitColumns, logit_columns
from analysis.estimators.pooled.pseudo_likelihood import LogitMaximum, maximize, unit_scores
from analysis.estimators.result import require_confidence_level, tidy_table
from analysis.estimators.screening import Fault
from analysis.estimators.survey_weighted.records import Domain, Names, SampleDesign, SurveyRecords, read_records
from analysis.estimators.survey_weighted.result import (
    SurveyResult,
    fault_of_design,
    notes_on_design,
    relative_std_errors_pct,
    size_of_design,
    without_estimates,
)
from analysis.inference import model_covariance
from analysis.survey.psu_design import SurveyDesignError
from analysis.survey.psu_variance import psu_covariance


def survey_logit(
    frame: pd.DataFrame,
    outcome: str,
    terms: Sequence[str],
    weights: str,
    strata: Names | None = None,
    psu: str | None = None,
    fpc: str | None = None,
    domain: Domain = None,
    year_group: str | None = None,
    lonely_psu: str = "adjust",
    confidence_level: float = 0.95,
) -> SurveyResult:
    """Logit of a 0/1 outcome weighted by the survey's weights; the arguments of the design are survey_total's.

    frame: all records of the sample; those outside the domain or without weight count in the design only, and may
    lack values. Tests and limits use Student's t on PSUs less strata less the terms besides the intercept, as
    svyglm's df.residual (degf + 1 − p) for a whole sample; in a domain svyglm counts only PSUs with a case of it.
    Odds ratios are averages over the population: no person intercept is held fixed. Data that cannot be fitted give a
    result with its status; only wrong arguments raise: KeyError for an unknown column, ValueError otherwise.
    """
    started = time.perf_counter()
    sample = SampleDesign(weights, strata, psu, fpc, domain, year_group, lonely_psu)
    require_columns(frame, [outcome, *terms])
    require_numeric(frame, [outcome, *terms])
    require_confidence_level(confidence_level)
    pairs = (INTERCEPT, *((term, "unsplit") for term in terms))

    def fail(fault: Fault, **sizes: int) -> SurveyResult:
        return without_estimates(pairs, "logit", fault, sample, time.perf_counter() - started, **sizes)

    try:
        records = read_records(frame, sample)
    except SurveyDesignError as error:
        return fail(Fault("refused", str(error)))
    design = logit_columns(frame, outcome, terms, weights=weights, is_counted=records.is_counted)
    found = fault_of_design(records.design) or (design if isinstance(design, Fault) else maximize(design))
    sizes = {"n_records": records.n_records, **size_of_design(records.design)}
    if isinstance(found, Fault):
        return fail(found, **sizes)
    try:
        covariance = linearized_covariance(design, found, records)
    except np.linalg.LinAlgError:
        return fail(Fault("not_converged", "the information matrix is not positive definite"), **sizes)
    freedom = records.design.degrees_of_freedom - len(terms)
    std_errors = np.sqrt(np.diag(covariance))
    # Without a degree of freedom there is an error but neither limit nor p-value.
    degrees = freedom if freedom > 0 else np.nan
    return SurveyResult(
        table=tidy_table(pairs, found.coefficients, std_errors, confidence_level, degrees),
        status="ok",
        message="; ".join(notes_on_design(records.design, freedom)),
        covariance=covariance,
        seconds=time.perf_counter() - started,
        inference=sample.words,
        n_clusters=records.design.n_psus if psu else None,
        statistic="logit",
        n_events=int(design.outcomes.sum()),
        degrees_of_freedom=freedom,
        relative_std_errors_pct=relative_std_errors_pct(found.coefficients, std_errors),
        **sizes,
    )


def linearized_covariance(design: LogitColumns, found: LogitMaximum, records: SurveyRecords) -> np.ndarray:
    """[terms, terms] A⁻¹ B A⁻¹, A the weighted information and B the design covariance of the total score.

    Raises numpy.linalg.LinAlgError when the information is not positive definite.
    """
    units = records.psu_of_records if design.rows is None else records.psu_of_records[design.rows]
    scores = unit_scores(design, found.coefficients, units, records.design.n_psus)
    bread = model_covariance(-found.information)
    return bread @ psu_covariance(scores, records.design) @ bread
