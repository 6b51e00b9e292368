"""Are there trends before treatment, and could this test have seen them?

A joint test of the leads by Hotelling's F. Its power is told as the smallest linear violation found with the given
power (Roth 2022): how much the treated may have drifted per period before treatment without being noticed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import chndtr, fdtrc, fdtri, ncfdtr

from analysis.estimators.staggered.result import LEADS_TEST_COLUMNS
from analysis.inference.testability import hotelling_degrees, why_not_testable
from analysis.power import LEVEL, TARGET_POWER


def leads_test(
    estimates: np.ndarray, covariance: np.ndarray, slopes: np.ndarray, n_clusters: int, power: float = TARGET_POWER
) -> pd.DataFrame:
    """One row of LEADS_TEST_COLUMNS.

    estimates, covariance: [leads]; slopes: [leads] what a drift of 1 per period would put into each lead; n_clusters:
    the fewer of those behind the thinnest lead and of the controls, for the error is no better known than that of
    either side. Hotelling's F. smallest_detectable_slope: drift per period found with the given power at 5 %,
    which is also what that drift would add to the estimate at event time 0.
    """
    n_leads = len(estimates)
    reason = _not_testable(estimates, covariance, n_clusters)
    if reason:
        return _row(n_leads, power, reason)
    precision = np.linalg.inv(covariance)
    factor, freedom = hotelling_degrees(n_leads, n_clusters - 1)
    statistic = float(estimates @ precision @ estimates) * factor
    # Wald = F / factor; the noncentrality of the F is that of the Wald statistic.
    noncentrality = noncentrality_of_power(n_leads, freedom, power)
    slope = float(np.sqrt(noncentrality / (slopes @ precision @ slopes)))
    message = f"a drift of {slope:.4g} per period is found with {power:.0%} power; a smaller one may go unnoticed"
    return _row(n_leads, power, message, statistic, freedom, float(fdtrc(n_leads, freedom, statistic)), slope)


def noncentrality_of_power(n_leads: int, denominator_degrees: float, power: float, level: float = LEVEL) -> float:
    """Noncentrality at which the F test of this level rejects with the given power."""
    critical = float(fdtri(n_leads, denominator_degrees, 1 - level))

    def surplus_power(noncentrality: float) -> float:
        # Very large denominators are the chi-squared limit, where the noncentral F loses digits.
        if denominator_degrees > 1e6:
            return 1 - chndtr(n_leads * critical, n_leads, noncentrality) - power
        return 1 - ncfdtr(n_leads, denominator_degrees, noncentrality, critical) - power

    highest = 10.0
    while surplus_power(highest) < 0:
        highest *= 2
    return float(brentq(surplus_power, 1e-9, highest, xtol=1e-10))


def _not_testable(estimates: np.ndarray, covariance: np.ndarray, n_clusters: int) -> str:
    n_leads = len(estimates)
    if n_leads == 0:
        return "no lead to test: adoption follows the first period too closely"
    if not (np.isfinite(estimates).all() and np.isfinite(covariance).all()):
        return "some leads or their covariance are not estimable"
    reason = why_not_testable(covariance, n_clusters - 1)
    return f"refused: {reason} (counted: the fewer clusters, of treated or controls)" if reason else ""


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
