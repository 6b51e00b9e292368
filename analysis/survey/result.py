"""What a design-based estimator returns: a tidy table, the covariance behind it, and the size of the design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from analysis.survey.psu_design import PsuDesign


@dataclass(frozen=True)
class SurveyResult:
    """Design-based estimates of one statistic.

    table               one row a term: term, estimate, std_error, relative_std_error_pct, conf_low, conf_high
    covariance          [terms, terms] in the order of the table
    statistic           'total', 'mean' or 'ratio'
    n_records           records of the domain, unweighted
    n_psus, n_strata    of the whole design, with the PSUs that hold no case of the domain
    n_lonely_psus       PSUs that are the only one of their stratum, centred at the mean of all
    degrees_of_freedom  PSUs less strata; without any, limits are missing
    """

    table: pd.DataFrame
    covariance: np.ndarray
    statistic: str
    n_records: int
    n_psus: int
    n_strata: int
    n_lonely_psus: int
    degrees_of_freedom: int
    confidence_level: float


def summarize(
    terms: list[str],
    estimates: np.ndarray,
    covariance: np.ndarray,
    design: PsuDesign,
    statistic: str,
    n_records: int,
    confidence_level: float,
) -> SurveyResult:
    """Put [terms] estimates and their [terms, terms] covariance into a result."""
    std_errors = np.sqrt(np.diag(covariance))
    low, high = confidence_limits(estimates, std_errors, design.degrees_of_freedom, confidence_level)
    table = pd.DataFrame(
        {
            "term": terms,
            "estimate": estimates,
            "std_error": std_errors,
            "relative_std_error_pct": relative_std_error_pct(estimates, std_errors),
            "conf_low": low,
            "conf_high": high,
        }
    )
    return SurveyResult(
        table=table,
        covariance=covariance,
        statistic=statistic,
        n_records=n_records,
        n_psus=design.n_psus,
        n_strata=design.n_strata,
        n_lonely_psus=design.n_lonely_psus,
        degrees_of_freedom=design.degrees_of_freedom,
        confidence_level=confidence_level,
    )


def confidence_limits(
    estimates: np.ndarray, std_errors: np.ndarray, degrees_of_freedom: np.ndarray | float, confidence_level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Limits by Student's t; missing where the design leaves no degree of freedom.

    Raises ValueError for a confidence level that is not between 0 and 1.
    """
    if not 0 < confidence_level < 1:
        raise ValueError(f"confidence_level must lie between 0 and 1, got {confidence_level}")
    freedom = np.asarray(degrees_of_freedom, dtype=float)
    critical = np.where(freedom > 0, stdtrit(np.maximum(freedom, 1), 0.5 + confidence_level / 2), np.nan)
    return estimates - critical * std_errors, estimates + critical * std_errors


def relative_std_error_pct(estimates: np.ndarray, std_errors: np.ndarray) -> np.ndarray:
    """Standard error as a percentage of the size of the estimate; missing where that is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(estimates == 0, np.nan, 100 * std_errors / np.abs(estimates))
