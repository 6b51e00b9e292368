"""What an estimate of staggered adoption returns beyond the table."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from analysis.estimators.result import EstimatorResult

COUNT_COLUMNS = ("cohort", "event_time", "n_units", "n_clusters", "n_rows")
SET_ASIDE_COLUMNS = ("reason", "n_units", "n_rows")
EVENT_TIME_COLUMNS = (
    "event_time", "estimate", "std_error", "n_units", "n_treated_clusters", "term", "is_reference",
)  # fmt: skip
LEADS_TEST_COLUMNS = (
    "statistic", "degrees_of_freedom", "denominator_degrees_of_freedom", "p_value", "power",
    "smallest_detectable_slope", "message",
)  # fmt: skip
WEIGHT_COLUMNS = ("comparison", "weight", "estimate", "n_comparisons")


@dataclass(frozen=True, kw_only=True)
class StaggeredResult(EstimatorResult):
    """Effects by component: 'att', 'group', 'event_time', 'calendar', 'group_time' ('comparison' for Bacon).

    Terms are texts: 'simple', the average of all that is treated, and 'from_event_time_1', the same without the partly
    exposed window; a cohort; an event time, '0', '-3', or pooled '>=4', '<=-5'; a period; 'cohort:period'.

    covariance         of the event times; of other rows the squared errors alone, missing elsewhere
    method             the estimator
    handles            what it can and cannot take
    counts             COUNT_COLUMNS, one row a cohort and event time; never treated: cohort 0, event time missing
    set_aside          SET_ASIDE_COLUMNS: what was left out and why; rows in = n_rows + its rows
    event_times        EVENT_TIME_COLUMNS before pooling; `term` names the row of the table they went into
    event_time_covariance  [event times, same] of `event_times` without references; missing where the library has none
    leads_test         LEADS_TEST_COLUMNS, one row: no pre-trend jointly, and what the test could have seen
    weights            WEIGHT_COLUMNS, Goodman-Bacon only
    comparisons        Goodman-Bacon only: every 2x2 comparison
    base_period        'varying' or 'universal': what leads are measured against
    reference_event_times  those event times; more than one where periods are missing
    n_rows, n_units    that entered the fit
    """

    method: str
    handles: str
    n_rows: int
    n_units: int
    base_period: str = "universal"
    confidence_level: float = 0.95
    counts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COUNT_COLUMNS)))
    set_aside: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(SET_ASIDE_COLUMNS)))
    event_times: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(EVENT_TIME_COLUMNS)))
    event_time_covariance: pd.DataFrame | None = None
    reference_event_times: tuple[int, ...] = ()
    leads_test: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(LEADS_TEST_COLUMNS)))
    weights: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(WEIGHT_COLUMNS)))
    comparisons: pd.DataFrame = field(default_factory=pd.DataFrame)
