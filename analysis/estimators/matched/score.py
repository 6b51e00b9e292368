"""The propensity score: a logit of treatment on covariates, or the reason why there is none.

Source: Rosenbaum, P. R., Rubin, D. B. (1983). The central role of the propensity score in observational studies for
causal effects. Biometrika 70(1), 41-55. Separation is judged as in Albert and Anderson (1984).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from analysis.estimators import screening
from analysis.estimators.screening import Fault

_SUSPICIOUS_LOG_ODDS = 15.0
_MOST_STEPS = 40


@dataclass(frozen=True)
class PropensityScore:
    """Probability of treatment and its log odds, [rows], or the fault that forbids them.

    names are those of the columns used, intercept first; a fault's columns are positions among them.
    """

    probability: np.ndarray
    log_odds: np.ndarray
    names: tuple[str, ...]
    fault: Fault | None = None


def propensity_score(
    columns: dict[str, np.ndarray], is_treated: np.ndarray, design_columns: dict[str, np.ndarray] | None = None
) -> PropensityScore:
    """Logit probabilities of treatment given named columns, each [rows]; an intercept is added.

    Without columns everybody has the share of treated. Collinear columns and separation are faults that name columns.
    design_columns (levels of exactly matched variables) enter as far as the columns before them do not determine them:
    they only shift a stratum as a whole, so leaving one out changes no match.
    """
    if not columns:
        share = np.full(len(is_treated), is_treated.mean())
        return PropensityScore(share, logit(share), ("intercept",))
    names, X, fault = _design(columns, design_columns or {}, len(is_treated))
    fault = fault or _column_fault(X, is_treated, names)
    if fault is not None:
        return PropensityScore(np.empty(0), np.empty(0), names, fault)
    coefficients, is_converged = _maximise(X, is_treated)
    log_odds = _row_by_row(X, coefficients)
    probability = expit(log_odds)
    if not is_converged or np.abs(log_odds).max() > _SUSPICIOUS_LOG_ODDS:
        fault = _separation(X, is_treated, coefficients, probability, names)
        if fault is None and not is_converged:
            fault = Fault("not_converged", "the search for the propensity score does not end")
        if fault is not None:
            return PropensityScore(np.empty(0), np.empty(0), names, fault)
    return PropensityScore(probability, log_odds, names)


def _design(
    columns: dict[str, np.ndarray], design_columns: dict[str, np.ndarray], n_rows: int
) -> tuple[tuple[str, ...], np.ndarray, Fault | None]:
    """Names, [rows, columns] with the intercept first, and a fault of the named columns."""
    reason = "is the same for all persons who can be matched; leave it out of the propensity score"
    names = ("intercept", *columns, *design_columns)
    values = [_standardised(column) for column in (*columns.values(), *design_columns.values())]
    X = np.column_stack([np.ones(n_rows), *values])
    fault = screening.constant_columns(X[:, 1 : len(columns) + 1].std(axis=0), names[1:], [reason] * len(columns))
    if fault is not None:
        return names, X, Fault(fault.status, fault.message, tuple(c + 1 for c in fault.columns))
    products, kept = X.T @ X, list(range(X.shape[1]))
    while fault := screening.collinear_column(products[np.ix_(kept, kept)], [names[c] for c in kept]):
        (dependent,) = fault.columns
        if kept[dependent] <= len(columns):
            return names, X, Fault(fault.status, f"propensity score: {fault.message}; leave it out", fault.columns)
        kept.pop(dependent)
    if len(kept) < len(names):
        names, X = tuple(names[c] for c in kept), np.ascontiguousarray(X[:, kept])
    return names, X, None


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


def _column_fault(X: np.ndarray, is_treated: np.ndarray, names: Sequence[str]) -> Fault | None:
    """Indicators that alone tell treated from untreated; sums over the columns say which need a closer look."""
    suspects = screening.columns_without_overlap(X.sum(axis=0), X.T @ is_treated.astype(float))
    fault = screening.separating_indicators({c: X[:, c] for c in suspects}, is_treated.astype(float), names)
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
    X: np.ndarray, is_treated: np.ndarray, coefficients: np.ndarray, probability: np.ndarray, names: Sequence[str]
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


def _told(fault: Fault, names: Sequence[str]) -> Fault:
    listing = ", ".join(names[c] for c in fault.columns)
    return Fault(
        "not_estimable",
        f"separation in the propensity score: {listing} tells treated from untreated rows without exception; "
        "leave it out, coarsen it, or keep only persons who could have been either",
        fault.columns,
    )
