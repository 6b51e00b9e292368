"""Are there trends before treatment, and could this test have seen them?

A joint test of the leads by Hotelling's T² (1931). Its power is told as the smallest linear violation found with the
given power (Roth 2022): how much the treated may have drifted per period before treatment without being noticed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import fdtrc

from analysis.estimators.staggered.result import LEADS_TEST_COLUMNS
from analysis.inference.joint_tests import noncentrality_of_power
from analysis.inference.testability import hotelling_degrees, why_not_testable
from analysis.power import TARGET_POWER


def leads_test(
    estimates: np.ndarray,
    covariance: np.ndarray,
    slopes: np.ndarray,
    degrees_of_freedom: float,
    power: float = TARGET_POWER,
) -> pd.DataFrame:
    """One row of LEADS_TEST_COLUMNS.

    estimates, covariance: [leads]; slopes: [leads] what a drift of 1 per period would put into each lead.
    degrees_of_freedom: of the covariance (see `welch_degrees_of_freedom`). The statistic is Hotelling's: many leads
    beside few clusters, tested by F with clusters - 1, are rejected far too often. smallest_detectable_slope: drift per
    period found with the given power at 5 %, which is also what that drift would add to the estimate at event time 0.
    """
    n_leads = len(estimates)
    reason = _not_testable(estimates, covariance, degrees_of_freedom)
    if reason:
        return _row(n_leads, power, reason)
    precision = np.linalg.inv(covariance)
    factor, freedom = hotelling_degrees(n_leads, degrees_of_freedom)
    statistic = float(estimates @ precision @ estimates) * factor
    noncentrality = noncentrality_of_power(n_leads, freedom, power)
    slope = float(np.sqrt(noncentrality / (slopes @ precision @ slopes)))
    message = f"a drift of {slope:.4g} per period is found with {power:.0%} power; a smaller one may go unnoticed"
    return _row(n_leads, power, message, statistic, freedom, float(fdtrc(n_leads, freedom, statistic)), slope)


def welch_degrees_of_freedom(n_treated: int, n_controls: int) -> float:
    """Degrees of freedom of the error of a difference between so many clusters, of equal variance (Welch 1947).

    Close to those of the smaller side, for it holds most of the error; 0 where a side has one cluster or none.
    """
    if min(n_treated, n_controls) < 2:
        return 0.0
    of_treated, of_controls = 1 / n_treated, 1 / n_controls
    return (of_treated + of_controls) ** 2 / (of_treated**2 / (n_treated - 1) + of_controls**2 / (n_controls - 1))


def _not_testable(estimates: np.ndarray, covariance: np.ndarray, degrees_of_freedom: float) -> str:
    if len(estimates) == 0:
        return "no lead to test: adoption follows the first period too closely"
    if not (np.isfinite(estimates).all() and np.isfinite(covariance).all()):
        return "some leads or their covariance are not estimable"
    return why_not_testable(covariance, degrees_of_freedom)


def _row(
    n_leads: int,
    power: float,
    message: str,
    statistic: float = np.nan,
    freedom: float = np.nan,
    p_value: float = np.nan,
    slope: float = np.nan,
) -> pd.DataFrame:
    values = (statistic, n_leads, freedom, p_value, power, slope, message)
    return pd.DataFrame([values], columns=list(LEADS_TEST_COLUMNS))
