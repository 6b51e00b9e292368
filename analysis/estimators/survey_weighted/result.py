"""What a design-based estimator returns: an estimator's result and the size of the design behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.estimators.result import EstimatorResult, table_without_estimates
from analysis.estimators.screening import Fault
from analysis.estimators.survey_weighted.records import SampleDesign
from analysis.survey.psu_design import PsuDesign


@dataclass(frozen=True, kw_only=True)
class SurveyResult(EstimatorResult):
    """Design-based estimates of one statistic.

    table               as of any estimator; component is the statistic or the domain; totals, means and ratios have no
                        p-value, for nobody doubts that they are not zero
    statistic           'total', 'mean', 'ratio' or 'logit'
    n_records           records of the domain, unweighted; n_events of them with the outcome, of a logit only
    n_psus, n_strata    of the whole design, with the PSUs that hold no case of the domain
    n_lonely_psus       PSUs that are the only one of their stratum, centred at the mean of all
    degrees_of_freedom  PSUs less strata, and of a logit less the terms besides the intercept; without any, limits are
                        missing
    relative_std_errors_pct  [rows of the table] standard error in percent of the size of the estimate, NaN at zero
    """

    statistic: str
    n_records: int = 0
    n_events: int | None = None
    n_psus: int = 0
    n_strata: int = 0
    n_lonely_psus: int = 0
    degrees_of_freedom: int = 0
    relative_std_errors_pct: np.ndarray | None = field(default=None, repr=False)


def size_of_design(design: PsuDesign) -> dict[str, int]:
    """The fields of a result that tell the size of its design."""
    return {"n_psus": design.n_psus, "n_strata": design.n_strata, "n_lonely_psus": design.n_lonely_psus}


def without_estimates(
    terms: Sequence[tuple[str, str]], statistic: str, fault: Fault, sample: SampleDesign, seconds: float, **sizes: int
) -> SurveyResult:
    """The result of records that give no estimates; fault.columns are positions in `terms`."""
    return SurveyResult(
        table=table_without_estimates(terms),
        status=fault.status,
        message=fault.message,
        covariance=None,
        seconds=seconds,
        inference=sample.words,
        faulty_terms=tuple(terms[c] for c in fault.columns),
        statistic=statistic,
        **sizes,
    )


def relative_std_errors_pct(estimates: np.ndarray, std_errors: np.ndarray) -> np.ndarray:
    """Standard error as a percentage of the size of the estimate; missing where that is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(estimates == 0, np.nan, 100 * std_errors / np.abs(estimates))


def notes_on_design(design: PsuDesign, degrees_of_freedom: int) -> list[str]:
    """What a reader of an estimate has to know about its design."""
    notes = []
    if design.n_lonely_psus:
        notes.append(f"{design.n_lonely_psus} strata hold a single PSU, which is centred at the mean of all")
    if degrees_of_freedom <= 0:
        notes.append(f"{degrees_of_freedom} degrees of freedom: no limits and no p-values")
    return notes


def fault_of_design(design: PsuDesign) -> Fault | None:
    """A single PSU has no error: its deviation from itself would look like certainty."""
    if design.n_psus > 1:
        return None
    return Fault("not_estimable", "the design is a single PSU, from which no error can be estimated")
