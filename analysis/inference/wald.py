"""Wald tests of linear restrictions on any estimator's result, by statsmodels' contrasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.inference.fitted import Fitted
from analysis.inference.testability import correlation_rank, why_not_testable

_NOT_LINEAR = "random_intercept"

Term = str | tuple[str, str]
Restriction = Term | Mapping[Term, float]


@dataclass(frozen=True)
class WaldTest:
    """A joint test; statistic is F with clusters, on restrictions and clusters less one, else chi-square.

    degrees_of_freedom: restrictions, and the denominator of F or infinity. status and message as of any estimator.
    """

    statistic: float
    p_value: float
    degrees_of_freedom: tuple[int, float]
    status: str = "ok"
    message: str = ""


def wald_test(result: Fitted, restrictions: Sequence[Restriction], values: Sequence[float] | None = None) -> WaldTest:
    """Test that all restrictions hold.

    A restriction is a term, taken to be 0, or a mapping of terms to factors whose sum equals its entry of `values`
    (0 without any); {'a': 1, 'b': -1} says that a equals b. A term is its name where that is the row of one component
    only, or the pair (term, component).
    A result without covariance, restrictions that repeat each other and more of them than half the clusters give a
    status; raises KeyError for a term that
    is not in the table, ValueError for a term named without its component, for none or wrongly many values, and for
    the standard deviation of an intercept, whose covariance is on the log scale.
    """
    factors = _factors(result, restrictions)
    targets = np.zeros(len(factors)) if values is None else np.asarray(values, dtype=float)
    if len(factors) == 0 or targets.shape != (len(factors),):
        raise ValueError(f"need restrictions and as many values, got {len(factors)} and {targets.size}")
    denominator = np.inf if result.n_clusters is None else float(result.n_clusters - 1)
    degrees = (len(factors), denominator)
    fault = _fault(result, factors)
    if fault is not None:
        return WaldTest(np.nan, np.nan, degrees, *fault)
    return _test(result, factors, targets, degrees)


def _test(result: Fitted, factors: np.ndarray, targets: np.ndarray, degrees: tuple[int, float]) -> WaldTest:
    from statsmodels.stats.contrast import ContrastResults

    estimates = result.table["estimate"].to_numpy(dtype=float)
    # A row that no restriction names may have no number.
    differences = factors @ np.where(factors.any(axis=0), estimates, 0.0) - targets
    variances = _variances(result, factors)
    chi_square = float(differences @ np.linalg.solve(variances, differences))
    n_restrictions, denominator = degrees
    if np.isinf(denominator):
        test = ContrastResults(statistic=chi_square, df_denom=n_restrictions, distribution="chi2")
    else:
        test = ContrastResults(F=chi_square / n_restrictions, df_num=n_restrictions, df_denom=denominator)
    return WaldTest(float(test.statistic), float(test.pvalue), degrees)


def _fault(result: Fitted, factors: np.ndarray) -> tuple[str, str] | None:
    if result.status != "ok":
        return result.status, f"no test: {result.message}"
    if result.covariance is None:
        return "refused", "the estimator gives no covariance of its estimates"
    variances = _variances(result, factors)
    if not (np.diag(variances) > 0).all() or not np.isfinite(variances).all():
        return "not_estimable", "a restricted term has no error"
    rank = correlation_rank(variances)
    if rank < len(factors):
        return "not_estimable", f"{len(factors)} restrictions, of which only {rank} are independent"
    degrees = np.inf if result.n_clusters is None else result.n_clusters - 1.0
    # One restriction is the test of a row of the table, which is given with any clusters.
    reason = why_not_testable(variances, degrees) if len(factors) > 1 else ""
    return ("refused", reason) if reason else None


def _variances(result: Fitted, factors: np.ndarray) -> np.ndarray:
    """[restrictions, same] from the rows that are named alone: others may have no error."""
    named = np.flatnonzero(factors.any(axis=0))
    return factors[:, named] @ result.covariance[np.ix_(named, named)] @ factors[:, named].T


def _factors(result: Fitted, restrictions: Sequence[Restriction]) -> np.ndarray:
    """[restrictions, rows of the table]."""
    factors = np.zeros((len(restrictions), len(result.table)))
    for r, restriction in enumerate(restrictions):
        weights = restriction if isinstance(restriction, Mapping) else {restriction: 1.0}
        for term, factor in weights.items():
            factors[r, _row(result, term)] += factor
    return factors


def _row(result: Fitted, term: Term) -> int:
    name, component = (term, None) if isinstance(term, str) else term
    table = result.table
    is_meant = (table["term"] == name) & ((table["component"] == component) if component else True)
    rows = np.flatnonzero(is_meant)
    if len(rows) == 0:
        raise KeyError(f"term {term} is not in the table; it has {', '.join(dict.fromkeys(table['term']))}")
    if len(rows) > 1:
        raise ValueError(f"term '{name}' has components {', '.join(table['component'].iloc[rows])}; name a pair")
    if table["component"].iloc[rows[0]] == _NOT_LINEAR:
        raise ValueError(f"'{name}' is a standard deviation, whose covariance is on the log scale; test it otherwise")
    return int(rows[0])
