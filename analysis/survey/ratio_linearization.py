"""Ratios of two totals, and the values whose variance is theirs.

Source: first-order Taylor series, z = (y − R x) / X for R = Y / X (Wolter 2007, section 6.8).
"""

from __future__ import annotations

import numpy as np


def linearize_ratios(numerators: np.ndarray, denominators: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ratios [k] and their linearised PSU totals [PSUs, k].

    numerators, denominators: [PSUs, k] totals of the primary sampling units (PSUs); one column of denominators
    serves all. A ratio over a total of zero is missing, and so are its linearised totals.
    """
    denominator_sums = denominators.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(denominator_sums == 0, np.nan, numerators.sum(axis=0) / denominator_sums)
        linearized = (numerators - ratios * denominators) / denominator_sums
    return ratios, linearized
