"""Do rates agree with given values, all cells at once, although the cells share their primary sampling units?

Method: Hotelling's T² = d' V⁻¹ d with the full design covariance V; (df − p + 1) / (p df) T² is F on p and
df − p + 1, df being PSUs less strata (Korn & Graubard 1990). Cells of different year groups are independent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import f as f_distribution

from analysis.survey.psu_variance import psu_covariance
from analysis.survey.ratio_linearization import linearize_ratios
from analysis.survey.victimization_rates import PsuSums


@dataclass(frozen=True)
class JointAgreement:
    """A joint test of one variance year group; `cells` has population, year, rate, published, std_error, z."""

    statistic: float
    p_value: float
    degrees_of_freedom: tuple[int, int]
    cells: pd.DataFrame


def joint_agreement(sums: PsuSums, published: pd.DataFrame, outcome: str) -> JointAgreement:
    """Test the rates per 1,000 persons of an outcome against published ones.

    published: year, population, rate, one row a cell. Raises ValueError when the design has too few degrees of freedom
    for so many cells, or when a cell has no persons.
    """
    numerators, denominators = [], []
    for year, population in zip(published["year"], published["population"], strict=True):
        counted = sums.column(year, population, "person", outcome, "victimizations")
        persons = sums.column(year, population, "person", "", "population")
        if persons is None:
            raise ValueError(f"no persons of {population} in {year}")
        numerators.append(np.zeros_like(persons) if counted is None else counted)
        denominators.append(persons)
    ratios, linearized = linearize_ratios(np.column_stack(numerators), np.column_stack(denominators))
    covariance = psu_covariance(1000 * linearized, sums.design)
    differences = 1000 * ratios - published["rate"].to_numpy(dtype=float)
    n_cells, df = len(differences), sums.design.degrees_of_freedom
    if df - n_cells + 1 < 1:
        raise ValueError(f"{n_cells} cells need more than the {df} degrees of freedom of the design")
    t_squared = float(differences @ np.linalg.solve(covariance, differences))
    statistic = (df - n_cells + 1) / (n_cells * df) * t_squared
    errors = np.sqrt(np.diag(covariance))
    cells = published.assign(published=published["rate"], rate=1000 * ratios, std_error=errors, z=differences / errors)
    degrees = (n_cells, df - n_cells + 1)
    return JointAgreement(statistic, float(f_distribution.sf(statistic, *degrees)), degrees, cells)
