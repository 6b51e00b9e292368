"""Rates from sums by sampling unit: worked by hand, and what a year without persons or records can say."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from analysis.survey.joint_agreement import joint_agreement
from analysis.survey.victimization_rates import PsuSums, VictimizationOutcome, victimization_rates

VIOLENCE = VictimizationOutcome("violence", "person")
REPORTED = VictimizationOutcome("reported", "person", share_of="violence")
DESIGN = pd.DataFrame(
    [("2006-2015", stratum, half) for stratum in (1, 2) for half in (1, 2)],
    columns=["variance_year_group", "pseudo_stratum", "half_sample"],
)
COLUMNS = [*DESIGN, "year", "population", "unit", "outcome", "quantity", "weighted_total", "n_records", "is_synthetic"]


def _sums(*cells: tuple, year: int = 2010) -> pd.DataFrame:
    rows = [("2006-2015", s, h, year, "all", "person", o, q, total, n, False) for s, h, o, q, total, n in cells]
    return pd.DataFrame(rows, columns=COLUMNS)


PERSONS = [(stratum, half, None, "population", 1000.0, 50) for stratum in (1, 2) for half in (1, 2)]
VICTIMS = [(1, 1, "violence", "victimizations", 30.0, 3), (2, 1, "violence", "victimizations", 10.0, 12)]


def _rows(sums: pd.DataFrame, *outcomes: VictimizationOutcome) -> pd.DataFrame:
    return victimization_rates(DESIGN, sums, outcomes, "v").set_index(["outcome", "measure"])


def test_totals_and_rates_are_those_worked_by_hand() -> None:
    rows = _rows(_sums(*PERSONS, *VICTIMS), VIOLENCE)
    total, rate = rows.loc[("violence", "total")], rows.loc[("violence", "rate")]
    # Two units a stratum: n/(n-1) sum of squares is the squared difference of the two.
    assert (total["estimate"], total["std_error"]) == (40.0, pytest.approx(math.sqrt(30**2 + 10**2)))
    # Equal denominators everywhere, so the linearised values differ as the totals do, over 4,000 persons.
    assert (rate["estimate"], rate["std_error"]) == (10.0, pytest.approx(1000 * math.sqrt(30**2 + 10**2) / 4000))
    assert (total["n_records"], total["n_psus"], total["n_strata"], total["degrees_of_freedom"]) == (15, 4, 2, 2)
    assert total["conf_low"] == 0


def test_a_year_without_persons_has_totals_and_shares_only() -> None:
    reported = [(1, 1, "reported", "victimizations", 10.0, 1)]
    rows = _rows(_sums(*VICTIMS, *reported), VIOLENCE, REPORTED)
    assert set(rows.index) == {("violence", "total"), ("reported", "total"), ("reported", "share")}
    assert rows.loc[("reported", "share"), "estimate"] == 25.0


def test_no_record_is_an_estimate_of_zero_without_an_error() -> None:
    theft = [(1, 1, "theft", "victimizations", 5.0, 1)]
    rows = _rows(_sums(*PERSONS, *theft), VIOLENCE)
    assert rows["estimate"].tolist() == [0.0, 0.0, 0.0]
    assert rows["std_error"].isna().all() and rows["is_unreliable"].all()
    assert rows["note"].str.contains("no record").all()


def test_a_year_without_any_incident_record_has_no_rows() -> None:
    """Its incident file is not there: a rate of zero would be a claim."""
    assert _rows(_sums(*PERSONS), VIOLENCE).empty


def test_a_percentage_ends_at_one_hundred() -> None:
    reported = [(1, 1, "reported", "victimizations", 28.0, 3)]
    share = _rows(_sums(*PERSONS, *VICTIMS, *reported), VIOLENCE, REPORTED).loc[("reported", "share")]
    assert share["estimate"] == 70.0 and share["std_error"] > 10
    assert share["conf_high"] == 100.0


def test_without_two_units_in_a_stratum_there_is_an_error_but_no_limit() -> None:
    lonely = DESIGN[DESIGN["half_sample"] == 1]
    sums = _sums(*PERSONS[::2], *VICTIMS)
    rows = victimization_rates(lonely, sums, [VIOLENCE], "v").set_index("measure")
    assert rows.loc["total", "std_error"] > 0
    assert rows["conf_low"].isna().all() and rows["conf_high"].isna().all()
    assert rows.loc[["total", "rate"], "note"].str.contains("no limits").all()


def test_a_share_of_an_unknown_outcome_is_refused() -> None:
    with pytest.raises(ValueError, match="share of 'violence', which is no outcome"):
        _rows(_sums(*PERSONS, *VICTIMS), REPORTED)


def test_few_records_or_a_large_error_make_an_estimate_unreliable() -> None:
    few = _rows(_sums(*PERSONS, (1, 1, "violence", "victimizations", 30.0, 10)), VIOLENCE)
    assert few["is_unreliable"].all()
    even = [(s, h, "violence", "victimizations", 30.0, 5) for s in (1, 2) for h in (1, 2)]
    assert not _rows(_sums(*PERSONS, *even), VIOLENCE).loc[("violence", "total"), "is_unreliable"]


def test_sums_of_a_unit_that_is_not_in_the_design_are_refused() -> None:
    with pytest.raises(ValueError, match="not in the design"):
        _rows(_sums(*PERSONS, (9, 1, "violence", "victimizations", 30.0, 10)), VIOLENCE)


def test_one_cell_agrees_as_its_squared_z_says() -> None:
    sums = PsuSums(DESIGN, _sums(*PERSONS, *VICTIMS))
    published = pd.DataFrame({"year": [2010], "population": ["all"], "rate": [12.0]})
    agreement = joint_agreement(sums, published, "violence")
    assert agreement.degrees_of_freedom == (1, 2)
    assert agreement.statistic == pytest.approx((2 / (1000 * math.sqrt(1000) / 4000)) ** 2)
    with pytest.raises(ValueError, match="degrees of freedom"):
        joint_agreement(sums, pd.concat([published] * 3, ignore_index=True), "violence")
