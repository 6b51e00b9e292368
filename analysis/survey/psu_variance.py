"""Variance of totals and of smooth functions of totals, from the totals of the primary sampling units (PSUs).

Source: the with-replacement ultimate-cluster estimator, Σ_h n_h/(n_h − 1) Σ_i (t_hi − t̄_h)(t_hi − t̄_h)ᵀ; Wolter (2007),
Introduction to Variance Estimation, section 1.4 and chapter 6. The PSU of a stratum with no other is
centred at the mean of all PSUs with factor 1, as R's survey does from version 4.2 with
options(survey.lonely.psu = "adjust"). Earlier versions centre it at zero. The two agree for means, ratios and whatever
else is linearised, because linearised values sum to zero, and differ for totals.
"""

from __future__ import annotations

import numpy as np

from analysis.survey.psu_design import PsuDesign


def psu_covariance(psu_totals: np.ndarray, design: PsuDesign) -> np.ndarray:
    """[k, k] covariance of the sums over all PSUs; psu_totals: [PSUs, k]. Missing with a single PSU."""
    deviations = scaled_deviations(psu_totals, design)
    return deviations.T @ deviations


def psu_variances(psu_totals: np.ndarray, design: PsuDesign) -> np.ndarray:
    """[k] diagonal of psu_covariance, without the rest."""
    return np.square(scaled_deviations(psu_totals, design)).sum(axis=0)


def scaled_deviations(psu_totals: np.ndarray, design: PsuDesign) -> np.ndarray:
    """[PSUs, k] deviations whose cross product is the covariance; psu_totals: [PSUs, k], a row each PSU.

    A PSU without a case of the domain has a row of zeros. All missing where the design is a single PSU, whose
    deviation from itself would look like certainty.
    Raises ValueError unless there is a row for each PSU.
    """
    psu_totals = np.asarray(psu_totals, dtype=float)
    if psu_totals.ndim != 2 or len(psu_totals) != design.n_psus:
        raise ValueError(f"psu_totals must be [{design.n_psus} PSUs, k], got {psu_totals.shape}")
    if design.n_psus == 1:
        return np.full(psu_totals.shape, np.nan)
    sizes, codes = design.stratum_sizes, design.stratum_codes
    centres = np.zeros((design.n_strata, psu_totals.shape[1]))
    np.add.at(centres, codes, psu_totals)
    centres /= sizes[:, None]
    centres[sizes == 1] = psu_totals.mean(axis=0)
    return (psu_totals - centres[codes]) * np.sqrt(_scales(design))[codes, None]


def _scales(design: PsuDesign) -> np.ndarray:
    sizes = design.stratum_sizes
    scales = sizes / np.maximum(sizes - 1, 1)
    return scales if design.sampling_fractions is None else scales * (1 - design.sampling_fractions)
