"""Results of linear models: those of any estimator, with the rows they rest on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.estimators.linear.least_squares import LeastSquaresFit
from analysis.estimators.result import EstimatorResult, table_without_estimates, tidy_table
from analysis.estimators.screening import Fault

Terms = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class LinearResult(EstimatorResult):
    """A linear model with absorbed effects, or the reason why there is none.

    Estimates are on the scale of the outcome: probabilities for a 0/1 outcome. odds_ratio is missing.
    n_interviews       rows handed over
    n_interviews_used  rows left once those alone in a level of an effect are out
    n_events           sum of the outcome over the rows used
    n_units            levels of the unit among the rows handed over, 0 without one
    n_single_units     of these, seen once: they inform no effect within units
    counts             one row a policy term: n_switching_units, n_treated_units, n_treated_clusters among rows used
    degrees_of_freedom of the t and F distributions, missing without a fit
    null_contributions [clusters, first terms of the table] what each cluster adds to an estimate at the model without
                       the term: a score wild bootstrap draws their signs. None without a fit or tested terms
    null_slopes        [clusters, same] what a unit of the parameter takes off them
    """

    n_interviews: int = 0
    n_interviews_used: int = 0
    n_events: float = 0
    n_units: int = 0
    n_single_units: int = 0
    counts: pd.DataFrame = field(default_factory=pd.DataFrame)
    degrees_of_freedom: float = np.nan
    null_contributions: np.ndarray | None = field(default=None, repr=False)
    null_slopes: np.ndarray | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class EventStudyResult(LinearResult):
    """An event study: `table` holds leads and lags, term is the event time, preceded by the policy if several.

    counts      one row a policy and bin, the reference included: policy, term, component ('lead', 'reference', 'lag'),
                first_event_time and last_event_time (missing where the bin is open), mean_event_time, and among rows
                used n_interviews, n_units, n_treated_clusters
    joint_test  one row a policy, and 'all policies' where they are several: F statistic, df_numerator,
                df_denominator, p_value, and what the test finds with 80 %: smallest_detectable_constant (all leads
                alike) and smallest_detectable_trend (a line through the reference, a half-year); message says why a
                row has no numbers
    """

    joint_test: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True, kw_only=True)
class TripleDifferenceResult(LinearResult):
    """A difference between groups, or along a dose, within places and times.

    n_cells                  county × half-years with an interview
    n_identifying_cells      of these, with both groups (or two doses), in a county and a half-year with another such
    n_target_interviews      interviews of the target group (of everybody compared, for a dose)
    n_target_interviews_used of these, in identifying cells; target_share_kept is their share
    """

    n_cells: int = 0
    n_identifying_cells: int = 0
    n_target_interviews: int = 0
    n_target_interviews_used: int = 0

    @property
    def target_share_kept(self) -> float:
        """Share of the target group's interviews that identify, missing without any."""
        return self.n_target_interviews_used / self.n_target_interviews if self.n_target_interviews else np.nan


def estimates_and_errors(
    terms: Terms, fit: LeastSquaresFit, confidence_level: float, inference: str, n_named_clusters: bool, started: float
) -> dict[str, object]:
    """The fields of an 'ok' result that a fit determines; intervals by Student's t with G - 1."""
    errors = np.sqrt(np.maximum(np.diag(fit.covariance), 0.0))
    return {
        "table": tidy_table(terms, fit.estimates, errors, confidence_level, fit.degrees_of_freedom, is_log_odds=False),
        "status": "ok",
        "covariance": fit.covariance,
        "inference": inference,
        "n_clusters": fit.n_clusters if n_named_clusters else None,
        "degrees_of_freedom": fit.degrees_of_freedom,
        "null_contributions": fit.null_contributions if fit.null_contributions.shape[1] else None,
        "null_slopes": fit.null_slopes if fit.null_slopes.shape[1] else None,
        "seconds": time.perf_counter() - started,
    }


def no_estimates(terms: Terms, fault: Fault, started: float) -> dict[str, object]:
    """The fields of a result without estimates."""
    return {
        "table": table_without_estimates(terms),
        "status": fault.status,
        "message": fault.message,
        "covariance": None,
        "faulty_terms": tuple(terms[c] for c in fault.columns),
        "seconds": time.perf_counter() - started,
    }
