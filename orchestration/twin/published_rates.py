"""Published levels the twin is calibrated to: violent victimizations per 1,000 persons aged 12 and over.

Read from the models' seed of published rates, which cites the Bureau of Justice Statistics, so that what the twin is
drawn from and what its rates are compared with cannot come apart. By collection year and group, 2005-2014.
"""

from __future__ import annotations

import csv

import numpy as np

from orchestration.settings import DBT_PROJECT_DIRECTORY
from orchestration.twin.calendar_months import FIRST_PANEL_YEAR, LAST_PANEL_YEAR
from orchestration.twin.households import GROUPS

PUBLISHED_RATES = DBT_PROJECT_DIRECTORY / "seeds" / "published_victimization_rates.csv"
OUTCOME, MEASURE = "violent_victimization", "rate"
YEARS = tuple(range(FIRST_PANEL_YEAR, LAST_PANEL_YEAR + 1))


def read_published(column: str) -> np.ndarray:
    """Return a column of the published rates of violence as an array (years, groups) in the order of GROUPS.

    Raises KeyError naming year and group when the seed lacks one.
    """
    with PUBLISHED_RATES.open(encoding="utf-8", newline="") as lines:
        cells = {
            (int(row["year"]), row["population"]): float(row[column])
            for row in csv.DictReader(lines)
            if (row["outcome"], row["measure"]) == (OUTCOME, MEASURE)
        }
    return np.array([[cells[year, group] for group in GROUPS] for year in YEARS])


RATES_PER_1000 = read_published("estimate")
# Victimizations divided by their rate.
MILLIONS_AGED_12_AND_OVER = read_published("persons_millions")
# Households in 2005 and 2014 (from memory of the survey's yearly bulletins), interpolated between.
MILLIONS_OF_HOUSEHOLDS = np.linspace(117.1, 129.5, len(YEARS))
