"""Collection-year weights that sum to the population, by year and group, as the survey's ratio adjustment does.

A person interviewed twice in a year carries half a weight each time, so WGTPERCY summed over the interviews of a year
is the population aged 12 and over. WGTVICCY is the full weight of six months (V3080), twice WGTPERCY.
"""

from __future__ import annotations

import numpy as np

from orchestration.twin.calendar_months import FIRST_PANEL_YEAR, year_of
from orchestration.twin.interviews import Interviews
from orchestration.twin.published_rates import MILLIONS_AGED_12_AND_OVER, MILLIONS_OF_HOUSEHOLDS

BASE_WEIGHT_SD = 0.25


def person_weights(interviews: Interviews, group: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return WGTPERCY of each interview, zero for noninterviews; `group` is the group of each interview's person."""
    n_addresses = interviews.address.max() + 1
    base = random.lognormal(0.0, BASE_WEIGHT_SD, n_addresses)[interviews.address] * interviews.is_complete
    year = year_of(interviews.month) - FIRST_PANEL_YEAR
    n_groups = MILLIONS_AGED_12_AND_OVER.shape[1]
    cell = year * n_groups + group
    totals = np.bincount(cell, base, minlength=MILLIONS_AGED_12_AND_OVER.size)
    factor = MILLIONS_AGED_12_AND_OVER.ravel() * 1e6 / np.maximum(totals, 1e-9)
    return np.round(base * factor[cell], 5)


def household_weights(year: np.ndarray, is_interviewed: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return WGTHHCY of each household-interview, zero for noninterviews, summing to the households of each year."""
    base = random.lognormal(0.0, BASE_WEIGHT_SD, len(year)) * is_interviewed
    totals = np.bincount(year - FIRST_PANEL_YEAR, base, minlength=len(MILLIONS_OF_HOUSEHOLDS))
    factor = MILLIONS_OF_HOUSEHOLDS * 1e6 / np.maximum(totals, 1e-9)
    return np.round(base * factor[year - FIRST_PANEL_YEAR], 5)
