"""National totals, rates and shares of the public records of 2021, after a refresh on real files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.command_line import query

pytestmark = [pytest.mark.real, pytest.mark.slow]

TOTALS_2021 = {
    "violent_victimization": 4_598_306,
    "rape_sexual_assault": 324_496,
    "robbery": 464_280,
    "aggravated_assault": 766_334,
    "simple_assault": 3_043_194,
    "property_victimization": 11_682_056,
}


@pytest.fixture(scope="module")
def rates(real_home: Path) -> pd.DataFrame:
    """Return the rates of 2021 by outcome and measure."""
    rows = query(real_home, "select * from results.victimization_rates where year = 2021")
    assert rows["population"].unique().tolist() == ["all"], "no persons are loaded: no groups can be told"
    assert not rows["synthetic_inputs"].any()
    return rows.set_index(["outcome", "measure"])


def test_totals_of_2021_are_the_printed_ones(rates: pd.DataFrame) -> None:
    totals = rates.xs("total", level="measure")["estimate"].round().astype(int)
    assert totals[list(TOTALS_2021)].to_dict() == TOTALS_2021
    assert rates.loc[("violent_victimization", "total"), "n_records"] == 1_790


def test_standard_errors_of_2021_are_the_printed_ones(rates: pd.DataFrame) -> None:
    errors = rates.xs("total", level="measure")["std_error"].round().astype(int)
    assert errors["violent_victimization"] == 198_115
    assert errors["property_victimization"] == 263_844


def test_property_rate_and_share_reported_of_2021_are_the_printed_ones(rates: pd.DataFrame) -> None:
    assert round(rates.loc[("property_victimization", "rate"), "estimate"], 3) == 90.335
    assert round(rates.loc[("violent_victimization_reported", "share"), "estimate"], 2) == 45.65


def test_without_the_series_rule_the_total_of_2021_is_the_printed_one(real_home: Path) -> None:
    with duckdb.connect(real_home / "build" / "warehouse.duckdb", read_only=True) as connection:
        [(total,)] = connection.execute(
            "select sum(victimization_weight) from intermediate.int_national_victimizations"
            " where year = 2021 and is_violent_victimization"
        ).fetchall()
    assert round(total) == 3_716_350


def test_without_persons_a_year_has_no_rates_of_persons(rates: pd.DataFrame) -> None:
    assert ("violent_victimization", "rate") not in rates.index
    assert ("violent_victimization", "prevalence") not in rates.index
