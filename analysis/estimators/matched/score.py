"""The propensity score: a logit of treatment on covariates, or the reason why there is none.

Source: Rosenbaum, P. R., Rubin, D. B. (1983). The central role of the propensity score in observational studies for
causal effects. Biometrika 70(1), 41-55. Separation is judged as in Albert and Anderson (1984).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from analysis.estimators import screening
from analysis.estimators.screening import Fault

_SUSPICIOUS_LOG_ODDS = 15.0
_MOST_STEPS = 40


@dataclass(frozen=True)
class PropensityScore:
    """probability [rows] of treatment, or the fault that forbids it."""

    probability: np.ndarray
    fault: Fault | None = None


def propensity_score(columns: dict[str, np.ndarray], is_treated: np.ndarray) -> PropensityScore:
    """Logit probabilities of treatment given named columns, each [rows]; an intercept is added.

    Without columns everybody has the share of treated. Collinear columns and separation are faults that name columns
    (positions count the intercept as 0).
    """
    if not columns:
        return PropensityScore(np.full(len(is_treated), is_treated.mean()))
    names = ["intercept", *columns]
    X = np.column_stack([np.ones(len(is_treated)), *(_standardised(values) for values in columns.values())])
    fault = _column_fault(X, is_treated, names)
    if fault is not None:
        return PropensityScore(np.empty(0), fault)
    coefficients, is_converged = _maximise(X, is_treated)
    log_odds = _row_by_row(X, coefficients)
    probability = 1.0 / (1.0 + np.exp(-log_odds))
    if not is_converged or np.abs(log_odds).max() > _SUSPICIOUS_LOG_ODDS:
        fault = _separation(X, is_treated, coefficients, probability, names)
        if fault is not None or not is_converged:
            fault = fault or Fault("not_converged", "the search for the propensity score does not end")
            return PropensityScore(np.empty(0), fault)
    return PropensityScore(probability)


def _row_by_row(X: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """X @ coefficients in one order of sums for each row: equal rows get equal scores to the last bit."""
    log_odds = np.zeros(len(X))
    for column, coefficient in zip(X.T, coefficients, strict=True):
        log_odds += column * coefficient
    return log_odds


def _standardised(values: np.ndarray) -> np.ndarray:
    """Indicators as they are, other columns about their mean in standard deviations: Newton's steps stay sound."""
    values = np.asarray(values, dtype=np.float64)
    deviation = values.std()
    if deviation == 0 or ((values == 0) | (values == 1)).all():
        return values
    return (values - values.mean()) / deviation


def _column_fault(X: np.ndarray, is_treated: np.ndarray, names: list[str]) -> Fault | None:
    reasons = ["is the same for all persons who can be matched; leave it out of the propensity score"] * len(names)
    fault = screening.constant_columns(X.std(axis=0)[1:], names[1:], reasons[1:])
    if fault is not None:
        return Fault(fault.status, fault.message, tuple(c + 1 for c in fault.columns))
    fault = screening.collinear_column(X.T @ X, names)
    if fault is not None:
        return Fault(fault.status, f"propensity score: {fault.message}; leave it out", fault.columns)
    indicators = {c: X[:, c] for c in range(1, X.shape[1])}
    fault = screening.separating_indicators(indicators, is_treated.astype(float), names)
    return _told(fault, names) if fault is not None else None


def _maximise(X: np.ndarray, is_treated: np.ndarray) -> tuple[np.ndarray, bool]:
    """Maximum-likelihood coefficients and whether the search ended; a singular information counts as not ended."""
    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools.sm_exceptions import PerfectSeparationError

    with warnings.catch_warnings(), np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore")
        try:
            fit = Logit(is_treated.astype(float), X, check_rank=False).fit(
                method="newton", maxiter=_MOST_STEPS, tol=1e-9, disp=0, skip_hessian=True
            )
        except (np.linalg.LinAlgError, PerfectSeparationError):
            return np.zeros(X.shape[1]), False
    coefficients = np.asarray(fit.params)
    return coefficients, bool(fit.mle_retvals["converged"]) and bool(np.isfinite(coefficients).all())


def _separation(
    X: np.ndarray, is_treated: np.ndarray, coefficients: np.ndarray, probability: np.ndarray, names: list[str]
) -> Fault | None:
    """The fault when the direction in which the search runs parts treated from untreated rows, else None."""
    information = (X * (probability * (1 - probability))[:, None]).T @ X
    last_step = np.linalg.lstsq(information, X.T @ (is_treated - probability), rcond=1e-14)[0]
    for direction in (last_step, coefficients):
        if np.isfinite(direction).all() and np.abs(direction).max() > 0:
            fault = screening.separated_columns(X, is_treated.astype(float), direction, names)
            if fault.status == "not_estimable":
                return _told(fault, names)
    return None


def _told(fault: Fault, names: list[str]) -> Fault:
    listing = ", ".join(names[c] for c in fault.columns)
    return Fault(
        "not_estimable",
        f"separation in the propensity score: {listing} tells treated from untreated rows without exception; "
        "leave it out, coarsen it, or keep only persons who could have been either",
        fault.columns,
    )
