"""Estimates from several imputations made one, with the uncertainty of imputing in their errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class PooledEstimates:
    """What m imputations say together; each array is [terms].

    estimates                      mean over the imputations
    std_errors                     from within- and between-imputation variance
    degrees_of_freedom             of Student's t for tests and intervals; infinite where nothing limits them
    fraction_missing_information   share of the information about the term that the missing values cost, 0 to 1
    relative_increase_in_variance  between-imputation variance as a multiple of the variance within
    """

    estimates: np.ndarray
    std_errors: np.ndarray
    degrees_of_freedom: np.ndarray
    fraction_missing_information: np.ndarray
    relative_increase_in_variance: np.ndarray


def pool(estimates: np.ndarray, variances: np.ndarray, complete_degrees_of_freedom: float = np.inf) -> PooledEstimates:
    """Pool estimates by Rubin's rules (Rubin 1987, chapter 3).

    estimates, variances: [imputations, terms], the same model fitted to each imputation, variances being
    squared standard errors. complete_degrees_of_freedom: those the analysis would have without missing
    values; finite ones limit the pooled ones as Barnard and Rubin (1999) give. The fraction of missing
    information keeps the large-sample degrees of freedom of Rubin's (3.1.10), so that it is zero where the
    imputations agree; R's mice puts the limited ones there.

    Raises ValueError for fewer than two imputations, unequal shapes, values that are missing or infinite,
    and variances or degrees of freedom that are not positive.
    """
    estimates, variances = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    _check(estimates, variances, complete_degrees_of_freedom)
    m = len(estimates)
    within = variances.mean(axis=0)
    between = (1 + 1 / m) * estimates.var(axis=0, ddof=1)
    increase = between / within
    large_sample = _large_sample_degrees_of_freedom(increase, m)
    return PooledEstimates(
        estimates=estimates.mean(axis=0),
        std_errors=np.sqrt(within + between),
        degrees_of_freedom=_limited(large_sample, increase, complete_degrees_of_freedom),
        fraction_missing_information=(increase + 2 / (large_sample + 3)) / (increase + 1),
        relative_increase_in_variance=increase,
    )


def _large_sample_degrees_of_freedom(increase: np.ndarray, m: int) -> np.ndarray:
    share_between = increase / (1 + increase)
    with np.errstate(divide="ignore", over="ignore"):
        return (m - 1) / share_between**2


def _limited(large_sample: np.ndarray, increase: np.ndarray, complete: float) -> np.ndarray:
    if np.isinf(complete):
        return large_sample
    observed = (complete + 1) / (complete + 3) * complete / (1 + increase)
    return 1 / (1 / large_sample + 1 / observed)


def _check(estimates: np.ndarray, variances: np.ndarray, complete_degrees_of_freedom: float) -> None:
    if estimates.ndim != 2 or estimates.shape != variances.shape:
        raise ValueError(
            f"estimates and variances must both be [imputations, terms], got {estimates.shape} and {variances.shape}"
        )
    if len(estimates) < 2:
        raise ValueError(f"pooling needs at least two imputations, got {len(estimates)}")
    is_usable = np.isfinite(estimates) & np.isfinite(variances) & (variances > 0)
    if not is_usable.all():
        imputation, term = np.argwhere(~is_usable)[0]
        raise ValueError(
            f"term {term} of imputation {imputation} (both counted from 0) has a missing or infinite value, or a "
            "variance that is not positive; pool only terms that every imputation could estimate"
        )
    if not complete_degrees_of_freedom > 0:
        raise ValueError(f"complete_degrees_of_freedom must be positive, got {complete_degrees_of_freedom}")
