"""Variance of totals and of smooth functions of totals, from the totals of the primary sampling units (PSUs).

Source: the with-replacement ultimate-cluster estimator, Σ_h n_h/(n_h − 1) Σ_i (t_hi − t̄_h)(t_hi − t̄_h)ᵀ; Wolter (2007),
Introduction to Variance Estimation, section 1.4 and chapter 6. The PSU of a stratum with no other is
centred at the mean of all PSUs with factor 1, as R's survey does from version 4.2 with
options(survey.lonely.psu = "adjust"). Earlier versions centre it at zero. The two agree for means, ratios and whatever
else is linearised, because linearised values sum to zero, and differ for totals.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.survey.psu_design import PsuDesign

_PSUS_PER_BLOCK = 32_768


def psu_covariance(psu_totals: np.ndarray, design: PsuDesign) -> np.ndarray:
    """[k, k] covariance of the sums over all PSUs; psu_totals: [PSUs, k], a row each PSU.

    A PSU without a case of the domain has a row of zeros. All missing where the design is a single PSU, whose
    deviation from itself would look like certainty.
    Raises ValueError unless there is a row for each PSU.
    """
    return sum(deviations.T @ deviations for deviations in _scaled_deviations(psu_totals, design))


def psu_variances(psu_totals: np.ndarray, design: PsuDesign) -> np.ndarray:
    """[k] diagonal of psu_covariance, without the rest."""
    return sum(np.square(deviations).sum(axis=0) for deviations in _scaled_deviations(psu_totals, design))


def _scaled_deviations(psu_totals: np.ndarray, design: PsuDesign) -> Iterator[np.ndarray]:
    """Blocks of the [PSUs, k] deviations whose cross product is the covariance.

    A block at a time, because a sample whose records are their own PSUs has as many rows as records.
    """
    psu_totals = np.asarray(psu_totals, dtype=float)
    if psu_totals.ndim != 2 or len(psu_totals) != design.n_psus:
        raise ValueError(f"psu_totals must be [{design.n_psus} PSUs, k], got {psu_totals.shape}")
    if design.n_psus == 1:
        yield np.full(psu_totals.shape, np.nan)
        return
    sizes, codes = design.stratum_sizes, design.stratum_codes
    # A count with weights is many times faster than adding rows at repeated positions.
    sums = [np.bincount(codes, weights=column, minlength=design.n_strata) for column in psu_totals.T]
    centres = np.reshape(sums, (psu_totals.shape[1], design.n_strata)).T / sizes[:, None]
    centres[sizes == 1] = psu_totals.mean(axis=0)
    factors = np.sqrt(_scales(design))
    for start in range(0, len(psu_totals), _PSUS_PER_BLOCK):
        block = slice(start, start + _PSUS_PER_BLOCK)
        yield (psu_totals[block] - centres[codes[block]]) * factors[codes[block], None]


def _scales(design: PsuDesign) -> np.ndarray:
    sizes = design.stratum_sizes
    scales = sizes / np.maximum(sizes - 1, 1)
    return scales if design.sampling_fractions is None else scales * (1 - design.sampling_fractions)
