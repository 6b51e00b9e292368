"""Fits of one model to several imputations as one result, by Rubin's rules.

The standard deviation of the person intercept is pooled as its logarithm, on which its interval is symmetric.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from analysis.estimators.random_intercept.result import RandomInterceptResult, coefficient_table
from analysis.inference.multiple_imputation import PooledEstimates, pool


def pool_fits(fits: Sequence[RandomInterceptResult], confidence_level: float) -> RandomInterceptResult:
    """Pool fits of the same terms, one a draw; a single fit, or the first that failed, is returned as it is.

    Estimates are tested on the pooled degrees of freedom, which cannot exceed those a fit without missing values
    would have: clusters less one, or none to speak of with model-based errors. The errors from the information alone
    are pooled in the same way. A term without an error in some draw, as a vanishing sigma, has none when pooled.
    """
    failed = [fit for fit in fits if fit.status != "ok"]
    if failed or len(fits) == 1:
        return (failed or fits)[0]
    first = fits[0]
    complete = np.inf if first.n_clusters is None else first.n_clusters - 1
    coefficients = np.array([fit.coefficients for fit in fits])
    pooled = _pool_known(coefficients, np.array([np.diag(fit.covariance) for fit in fits]), complete)
    by_model = _pool_known(coefficients, np.array([fit.model_errors**2 for fit in fits]), complete)
    means = pooled.estimates
    terms = list(zip(first.table["term"][:-1], first.table["component"][:-1], strict=True))
    table = coefficient_table(
        terms, means[:-1], means[-1], pooled.std_errors, confidence_level, pooled.degrees_of_freedom
    )
    return replace(
        first,
        table=table,
        log_likelihood=np.nan,
        sigma=float(np.exp(means[-1])),
        message=_message(fits, table["term"][np.isnan(pooled.std_errors)]),
        covariance=None,
        model_covariance=None,
        seconds=sum(fit.seconds for fit in fits),
        points=max(fit.points for fit in fits),
        coefficients=means,
        model_errors=by_model.std_errors,
        linear_predictor=None,
        fraction_missing_information=pooled.fraction_missing_information,
    )


def _pool_known(estimates: np.ndarray, variances: np.ndarray, complete: float) -> PooledEstimates:
    """Pool [draws, terms]; a term without a positive variance in some draw is NaN but for its estimate."""
    is_known = (variances > 0).all(axis=0)
    known = pool(estimates[:, is_known], variances[:, is_known], complete)
    spread = {field.name: np.full(len(is_known), np.nan) for field in fields(PooledEstimates)}
    for name, values in spread.items():
        values[is_known] = getattr(known, name)
    return PooledEstimates(**(spread | {"estimates": estimates.mean(axis=0)}))


def _message(fits: Sequence[RandomInterceptResult], without_error: Sequence[str]) -> str:
    """What the fits say, with the number of draws where not all say it, and which terms could not be pooled."""
    n_fits_by_message = Counter(fit.message for fit in fits if fit.message)
    messages = [
        text if n == len(fits) else f"{text} (in {n} of {len(fits)} draws)" for text, n in n_fits_by_message.items()
    ]
    if len(without_error):
        messages.append(f"no pooled error of {', '.join(without_error)}: some draw has none")
    return "; ".join(messages)
