"""Totals, means and ratios from survey records, with Taylor-linearised standard errors.

The records given are the whole sample, noninterviews included. A part of it is a domain: primary sampling units
(PSUs) without a case of the domain still count, with zero (Lumley 2010, Complex Surveys, section 2.2.1).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.survey.psu_design import SurveyDesignError
from analysis.survey.psu_variance import psu_covariance
from analysis.survey.ratio_linearization import linearize_ratios
from analysis.survey.records import Domain, Names, SurveyRecords, as_names, read_records
from analysis.survey.result import SurveyResult, summarize


def survey_total(
    frame: pd.DataFrame,
    values: Names,
    weights: str,
    strata: Names | None = None,
    psu: str | None = None,
    domain: Domain = None,
    fpc: str | None = None,
    confidence_level: float = 0.95,
) -> SurveyResult:
    """Weighted totals of one or several columns.

    frame: one row a sampled record; values, weights: numeric columns; strata: columns whose combinations are the
    strata, None for one stratum; psu: column of units nested in strata, None where each record is one; domain: a
    column or mask of true and false; fpc: column with the number of PSUs of the stratum in the population, None for
    sampling with replacement.
    Raises SurveyDesignError, naming the column, for missing cells (values and weights: only within the domain) and
    for designs that contradict themselves.
    """
    records = read_records(frame, weights, strata, psu, domain, fpc)
    terms = as_names(values)
    sums = records.psu_totals(terms)
    return _result("total", terms, sums.sum(axis=0), sums, records, confidence_level)


def survey_mean(
    frame: pd.DataFrame,
    values: Names,
    weights: str,
    strata: Names | None = None,
    psu: str | None = None,
    domain: Domain = None,
    fpc: str | None = None,
    confidence_level: float = 0.95,
) -> SurveyResult:
    """Weighted means of one or several columns; arguments and errors as for survey_total.

    The mean over a domain without weight is missing.
    """
    records = read_records(frame, weights, strata, psu, domain, fpc)
    terms = as_names(values)
    means, linearized = linearize_ratios(records.psu_totals(terms), records.psu_weights())
    return _result("mean", terms, means, linearized, records, confidence_level)


def survey_ratio(
    frame: pd.DataFrame,
    numerator: Names,
    denominator: Names,
    weights: str,
    strata: Names | None = None,
    psu: str | None = None,
    domain: Domain = None,
    fpc: str | None = None,
    confidence_level: float = 0.95,
) -> SurveyResult:
    """Ratios of weighted totals, each numerator over its denominator, or all over one.

    Terms read 'numerator / denominator'; the other arguments and errors are those of survey_total.
    Raises SurveyDesignError too when the numbers of numerators and denominators do not match.
    """
    above, below = as_names(numerator), as_names(denominator)
    if len(below) not in (1, len(above)):
        raise SurveyDesignError(f"{len(above)} numerators need one denominator or as many, got {len(below)}")
    records = read_records(frame, weights, strata, psu, domain, fpc)
    ratios, linearized = linearize_ratios(records.psu_totals(above), records.psu_totals(below))
    below = below * len(above) if len(below) == 1 else below
    terms = [f"{top} / {bottom}" for top, bottom in zip(above, below, strict=True)]
    return _result("ratio", terms, ratios, linearized, records, confidence_level)


def _result(
    statistic: str,
    terms: list[str],
    estimates: np.ndarray,
    linearized: np.ndarray,
    records: SurveyRecords,
    confidence_level: float,
) -> SurveyResult:
    covariance = psu_covariance(linearized, records.design)
    return summarize(terms, estimates, covariance, records.design, statistic, records.n_records, confidence_level)
