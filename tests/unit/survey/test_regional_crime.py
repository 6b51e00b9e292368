"""The survey beside the police: estimates come over as they are, and a gap needs both sides."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.survey.regional_crime import REGIONAL_CRIME_COLUMNS, REGIONAL_CRIME_DESCRIPTIONS, REGIONAL_OUTCOMES
from analysis.survey.regional_crime import regional_crime as beside_police
from analysis.survey.victimization_rates import VictimizationOutcome, victimization_rates

OUTCOMES = [VictimizationOutcome(name, "person", share_of) for name, share_of in REGIONAL_OUTCOMES.items()]
KEY = {"variance_year_group": "2006-2015", "year": 2012, "population": "south", "unit": "person", "is_synthetic": False}
SUMS = [
    # stratum, half-sample, outcome, quantity, weighted total
    (1, 1, None, "population", 500.0), (1, 2, None, "population", 500.0),
    (1, 1, "violent_victimization", "victimizations", 30.0), (1, 2, "violent_victimization", "victimizations", 10.0),
    (1, 1, "serious_violent_victimization", "victimizations", 8.0),
    (1, 2, "serious_violent_victimization", "victimizations", 4.0),
    (1, 1, "serious_violent_victimization_reported", "victimizations", 6.0),
]  # fmt: skip
TOTALS = pd.DataFrame(
    [
        KEY
        | {"pseudo_stratum": stratum, "half_sample": half, "outcome": outcome, "quantity": quantity}
        | {"weighted_total": total, "n_records": 20}
        for stratum, half, outcome, quantity, total in SUMS
    ]
)
DESIGN = TOTALS[["variance_year_group", "pseudo_stratum", "half_sample"]].drop_duplicates()


def _police(**changes: object) -> pd.DataFrame:
    row = {
        "region": "south", "year": 2012, "n_counties": 10, "n_counties_warned": 1, "n_counties_not_listed": 0,
        "covered_population_pct": 90.0, "violent_crimes_per_1000_aged_12_or_over": 5.0, "is_synthetic": False,
    }  # fmt: skip
    return pd.DataFrame([row | changes])


@pytest.fixture(scope="module")
def rates() -> pd.DataFrame:
    return victimization_rates(DESIGN, TOTALS, OUTCOMES, "v")


def test_every_column_is_described() -> None:
    assert set(REGIONAL_CRIME_DESCRIPTIONS) == {"data_version", *REGIONAL_CRIME_COLUMNS}


def test_a_gap_is_the_survey_less_the_police_with_the_surveys_error(rates: pd.DataFrame) -> None:
    [row] = beside_police(rates, _police(), "v").to_dict("records")
    assert (row["survey_violent_rate"], row["survey_serious_rate"], row["police_rate"]) == (40.0, 12.0, 5.0)
    assert row["serious_reported_pct"] == 50.0
    assert row["gap_rate"] == 7.0
    # Two half-samples of one stratum: the error is the difference of their linearised sums, (8 - 4) per 1,000 persons.
    assert row["gap_std_error"] == row["survey_serious_std_error"] == pytest.approx(4.0)
    assert (row["n_records"], row["n_reported_records"], row["synthetic_inputs"]) == (40, 20, False)


def test_one_side_alone_has_no_gap(rates: pd.DataFrame) -> None:
    rows = beside_police(rates, _police(year=2013), "v").set_index("year")
    assert rows.loc[2012, ["police_rate", "gap_rate", "gap_std_error"]].isna().all()
    assert rows.loc[2013, ["survey_serious_rate", "gap_rate", "gap_std_error"]].isna().all()
    assert rows.loc[2013, "police_rate"] == 5.0


def test_synthetic_police_records_mark_the_row(rates: pd.DataFrame) -> None:
    assert beside_police(rates, _police(is_synthetic=True), "v")["synthetic_inputs"].tolist() == [True]


def test_without_police_records_the_survey_stands_alone(rates: pd.DataFrame) -> None:
    rows = beside_police(rates, _police().iloc[:0], "v")
    assert rows["survey_violent_rate"].tolist() == [40.0]
    assert rows["gap_rate"].isna().all()


def test_without_either_there_is_no_row(rates: pd.DataFrame) -> None:
    assert beside_police(rates.iloc[:0], _police().iloc[:0], "v").empty
