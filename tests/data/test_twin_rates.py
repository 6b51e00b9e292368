"""The twin's rates, estimated as the survey's are, agree with the published ones they were calibrated to, jointly.

At this size single groups have a handful of victims a year, far too few for a normal approximation; everybody by year
has some eighty. Groups by year are tested at the size of the paper, where they can be.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analysis.survey.joint_agreement import joint_agreement
from analysis.survey.victimization_rates import PsuSums
from orchestration.twin.published_rates import MILLIONS_AGED_12_AND_OVER, RATES_PER_1000, YEARS

pytestmark = pytest.mark.slow

OUTCOME = "violent_victimization"
RATES = (RATES_PER_1000 * MILLIONS_AGED_12_AND_OVER).sum(axis=1) / MILLIONS_AGED_12_AND_OVER.sum(axis=1)
PUBLISHED = pd.DataFrame({"year": YEARS, "population": "all", "rate": RATES})


def _sums(home: Path, year_group: str) -> PsuSums:
    with duckdb.connect(str(home / "build/warehouse.duckdb"), read_only=True) as connection:
        tables = [
            connection.execute(f"select * from intermediate.{name} where variance_year_group = ?", [year_group]).df()
            for name in ("int_design_units", "int_victimization_totals")
        ]
    return PsuSums(*tables)


@pytest.mark.parametrize(("year_group", "is_first"), [("1997-2005", True), ("2006-2015", False)])
def test_rates_of_everybody_agree_with_the_published_ones(
    refreshed_home: Path, year_group: str, is_first: bool
) -> None:
    published = PUBLISHED[(PUBLISHED["year"] == 2005) == is_first].reset_index(drop=True)
    agreement = joint_agreement(_sums(refreshed_home, year_group), published, OUTCOME)
    assert agreement.degrees_of_freedom[0] == len(published)
    assert 0.001 < agreement.p_value < 0.999, agreement.cells


def test_rates_that_are_half_again_as_high_are_found_out(refreshed_home: Path) -> None:
    published = PUBLISHED[PUBLISHED["year"] > 2005].assign(rate=lambda cells: 1.5 * cells["rate"])
    agreement = joint_agreement(_sums(refreshed_home, "2006-2015"), published.reset_index(drop=True), OUTCOME)
    assert agreement.p_value < 0.001
