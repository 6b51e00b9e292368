"""The survey: keys, spacing, weights, calibration, and the cells spoilt on purpose."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from orchestration.twin.calendar_months import month_number
from orchestration.twin.calibration import level_year, solve_levels
from orchestration.twin.doses import Dose
from orchestration.twin.hazards import monthly_log_odds, reference_shares
from orchestration.twin.households import MOVE_CHANCE_OWNER, MOVE_CHANCE_RENTER
from orchestration.twin.identifiers import rotation_groups, sample_codes
from orchestration.twin.incidents import SERIES_TIMES
from orchestration.twin.policy_months import FIRST_POLICY_MONTH
from orchestration.twin.published_rates import MILLIONS_AGED_12_AND_OVER, RATES_PER_1000, YEARS
from orchestration.twin.survey_mess import LINE_OF_NOBODY
from tests.unit.twin.tiny import WrittenTwin


@pytest.fixture(scope="module")
def person(tiny_twin: WrittenTwin) -> pd.DataFrame:
    table = tiny_twin.survey("ncvs_person")
    race = table["V3023A"].str.extract(r"^\(?0*(\d+)")[0].astype(int)
    group = np.select([table["V3024"] == "1", race == 1, race == 2], [0, 1, 2], default=3)
    month = table["V3027"].astype(int) * 12 + table["V3025"].astype(int) - 1
    # What was spoilt on purpose, undone: a lost zero of the line, and weights of noninterviews.
    idper = table["IDPER"].str[:25] + table["IDPER"].str[25:].str.zfill(2)
    weight = table["WGTPERCY"].where(table["V3011"].isin(["1", "2", "3", "4"]), "0").astype(float)
    return table.assign(IDPER=idper, group=group, month=month, weight=weight)


@pytest.fixture(scope="module")
def household(tiny_twin: WrittenTwin) -> pd.DataFrame:
    return tiny_twin.survey("ncvs_household")


@pytest.fixture(scope="module")
def incident(tiny_twin: WrittenTwin) -> pd.DataFrame:
    return tiny_twin.survey("ncvs_incident")


def test_keys_are_unique_and_of_the_right_length(person: pd.DataFrame, household: pd.DataFrame) -> None:
    assert not person.duplicated(["YEARQ", "IDPER"]).any()
    assert not household.duplicated(["YEARQ", "IDHH"]).any()
    assert person["IDPER"].str.fullmatch(r"\d{27}").all() and household["IDHH"].str.fullmatch(r"\d{25}").all()
    assert (person["IDPER"].str[:25] == person["IDHH"]).all()
    keys = set(zip(household["YEARQ"], household["IDHH"], strict=True))
    assert set(zip(person["YEARQ"], person["IDHH"], strict=True)) <= keys


def test_area_records_match_the_interviews_one_to_one(tiny_twin: WrittenTwin, person: pd.DataFrame) -> None:
    area = tiny_twin.survey("ncvs_area")
    pairs = person[["YEARQ", "IDPER"]].merge(area, on=["YEARQ", "IDPER"], how="outer", indicator=True)
    # Planted: one record taken away in 2013, one in 2014 that belongs to nobody.
    assert pairs.loc[pairs["_merge"] == "left_only", "YEARQ"].str[:4].tolist() == ["2013", "2014"]
    assert pairs.loc[pairs["_merge"] == "right_only", "year"].tolist() == [2014]
    assert (area["TRACT_GEOID"].str[:5] == area["COUNTY_FIPS"]).all()
    assert (area["TRACT_VINTAGE"] == np.where(area["year"] < 2011, "2000", "2010")).all()
    assert not area["TRACT_GEOID"].str[5:].str.startswith("99").any()


def test_interviews_of_a_person_are_six_months_apart(person: pd.DataFrame) -> None:
    ordered = person.sort_values(["IDPER", "month"])
    gap = ordered.groupby("IDPER")["month"].diff().dropna()
    assert (gap % 6 == 0).all()
    assert (gap == 6).mean() > 0.9
    assert ordered.groupby("IDPER").size().max() <= 7
    assert ordered.groupby("IDPER")["month"].agg(np.ptp).max() <= 36
    quarter = (ordered["month"] % 12) // 3 + 1
    assert (ordered["YEARQ"] == ordered["V3027"] + "." + quarter.astype(str)).all()


def test_numbers_of_persons_and_interviews_are_as_planned(tiny_twin: WrittenTwin, person: pd.DataFrame) -> None:
    answered = person[person["V3011"].isin(["1", "2", "3", "4"])]
    per_person = answered.groupby("IDPER").size()
    counts = tiny_twin.manifest.counts
    assert (len(per_person), len(answered)) == (counts["persons"], counts["interviews"])
    assert abs(len(per_person) - 4_000) <= 10
    # Bounds of about four standard errors at 4,000 persons clustered in households.
    assert per_person.mean() == pytest.approx(2.84, abs=0.16)
    assert (per_person == 1).mean() == pytest.approx(0.30, abs=0.05)


def test_nobody_keeps_an_identifier_of_the_older_sample_across_the_break(person: pd.DataFrame) -> None:
    years = person.groupby("IDPER")["year"].agg(["min", "max"])
    crossing = years[(years["min"] == 2005) & (years["max"] > 2005)]
    first = person[person["IDPER"].isin(crossing.index)].groupby("IDPER")["month"].min()
    assert len(crossing) > 0
    # Those who cross entered the sample in 2005: their first interviews are spread over that year only.
    assert (first >= month_number(2005, 1)).all()
    # Samples 01 to 03 took in addresses in 2002 to 2004.
    older = person[(person["year"] == 2006) & person["IDHH"].str[:2].isin(["01", "02", "03"])]
    assert len(older) > 0 and not older["IDPER"].isin(person.loc[person["year"] == 2005, "IDPER"]).any()
    assert not older["IDHH"].str[:22].isin(person.loc[person["year"] == 2005, "IDHH"].str[:22]).any()


def test_addresses_households_panels_and_groups_can_be_read_off_the_identifier(household: pd.DataFrame) -> None:
    year, quarter = household["YEARQ"].str[:4].astype(int), household["YEARQ"].str[5].astype(int)
    parts = pd.DataFrame({"address": household["IDHH"].str[:22], "when": year * 4 + quarter})
    parts["number"], parts["panel"], parts["rotation"] = (household["IDHH"].str[at].astype(int) for at in (22, 23, 24))
    assert not parts.duplicated(["address", "when"]).any(), "one household at a time lives at an address"
    step = parts.sort_values(["address", "when"]).groupby("address").diff()
    following = step.dropna()
    assert set(following["when"]) == {2} and set(following["number"]) == {0, 1}
    assert (following[["panel", "rotation"]] == 0).all(axis=None)
    # Between the chances of owners and of renters to move within six months, four standard errors aside.
    error = 4 * np.sqrt(MOVE_CHANCE_RENTER / len(following))
    assert MOVE_CHANCE_OWNER - error < following["number"].mean() < MOVE_CHANCE_RENTER + error
    assert set(parts["panel"]) == set(range(1, 7)) and set(parts["rotation"]) == set(range(1, 8))
    assert ((parts["panel"] <= 3) == quarter.isin([1, 3])).all()


def test_samples_and_rotation_groups_are_those_of_the_file_of_2021() -> None:
    # The pairs of sample and rotation group found there, and the half-year each was first interviewed in.
    entry = np.array([month_number(year, month) for year in (2018, 2019, 2020, 2021) for month in (1, 7)])
    assert sample_codes(entry, np.full(8, False)).tolist() == [17, 17, 18, 18, 19, 19, 20, 20]
    assert rotation_groups(entry).tolist() == [2, 3, 4, 5, 6, 7, 1, 2]


def test_weights_sum_to_the_population_of_each_year_and_group(person: pd.DataFrame) -> None:
    totals = person.groupby(["year", "group"])["weight"].sum().unstack().to_numpy() / 1e6
    assert np.allclose(totals, MILLIONS_AGED_12_AND_OVER, rtol=1e-6)
    absent = person[person["V3011"].isin(["5", "6"])]
    assert len(absent) > 0 and (absent["weight"] == 0).all()
    assert np.allclose(person["V3080"].astype(float), 2 * person["weight"])


def test_households_that_did_not_answer_have_no_weight(household: pd.DataFrame) -> None:
    weight = household["WGTHHCY"].astype(float)
    assert (weight[household["V2015"] == ""] == 0).all()
    assert 0.02 < (weight == 0).mean() < 0.08
    total = weight.groupby(household["year"]).sum() / 1e6
    assert total[2005] == pytest.approx(117.1) and total[2014] == pytest.approx(129.5)
    told = household[(weight > 0)]["V2026"]
    assert told.isin(["98", ""]).mean() == pytest.approx(0.18, abs=0.03)


def test_design_has_two_half_samples_a_stratum(household: pd.DataFrame) -> None:
    later = household[household["year"] >= 2006]
    stratum = later["V2117"].str.replace(".0", "", regex=False)
    half = later["V2118"].str.replace(".0", "", regex=False)
    assert half.groupby(stratum).nunique().min() >= 2
    assert set(half) <= {"1", "2", "3"}


def test_incidents_belong_to_interviews_and_carry_their_weight(incident: pd.DataFrame, person: pd.DataFrame) -> None:
    of_person = person.set_index(["YEARQ", "IDPER"])
    incident = incident[~incident["IDPER"].str.endswith(LINE_OF_NOBODY)]
    keys = list(zip(incident["YEARQ"], incident["IDPER"], strict=True))
    reporting = of_person.loc[keys]
    assert reporting["V3011"].isin(["1", "2", "3", "4"]).all()
    assert np.allclose(incident["WGTVICCY"].astype(float), 2 * reporting["weight"].to_numpy())
    dated = (incident["V4014"] != "98").to_numpy()
    occurred = incident["V4015"].astype(int) * 12 + incident["V4014"].astype(int) - 1
    lag = np.sort((reporting["month"].to_numpy() - occurred.to_numpy())[dated])
    assert lag[0] >= 1 and lag[-2] <= 6
    assert 13 <= lag[-1] <= 18, "one is planted a year too early"
    series = incident[incident["V4017"] == "2"]
    assert (series["V4018"] == "1").all() and (series["V4019"] == "2").all()
    assert set(series["V4016"].astype(float).astype(int)) <= set(SERIES_TIMES)


def test_rates_match_the_published_ones_within_sampling_error(incident: pd.DataFrame, person: pd.DataFrame) -> None:
    code = pd.to_numeric(incident["V4529"].str.extract(r"^\(?0*(\d+)")[0])
    violent = incident[(code <= 20) & (incident["V4022"] != "1")]
    times = violent["V4016"].astype(float)
    count = np.where(violent["V4017"] == "2", np.where(times >= 997, 6, np.minimum(times, 10)), 1)
    rate = 1000 * (violent["WGTVICCY"].astype(float) * count).sum() / person["weight"].sum()
    expected = (RATES_PER_1000 * MILLIONS_AGED_12_AND_OVER).sum() / MILLIONS_AGED_12_AND_OVER.sum()
    n_events = len(violent)
    # Counts of clustered, weighted events: twice the Poisson error, three of them.
    assert abs(rate / expected - 1) < 3 * 2 / np.sqrt(n_events)


def test_levels_reproduce_published_rates_exactly_in_expectation(random: np.random.Generator) -> None:
    n = 40_000
    month = random.integers(month_number(2005, 1), month_number(2015, 1), n)
    group = random.integers(0, 4, n)
    weight = random.lognormal(0, 0.3, n)
    log_odds = random.normal(0, 0.8, (n, 1)) + random.normal(0, 0.1, (n, 6))
    levels = solve_levels(log_odds, month, group, weight, intercept_sd=1.2, mean_count=1.2)
    total = log_odds + levels[level_year(month), group][:, None]
    # The intercept integrated out by brute force, on a fine grid of its own.
    intercepts = np.linspace(-7.2, 7.2, 241)
    density = np.exp(-((intercepts / 1.2) ** 2) / 2)
    chance = sum(d / (1 + np.exp(-(total + u))) for u, d in zip(intercepts, density / density.sum(), strict=True))
    expected = weight * chance.sum(axis=1) * 1.2 * 2
    for y, year in enumerate(YEARS):
        for g in range(4):
            cell = (month // 12 == year) & (group == g)
            assert 1000 * expected[cell].sum() / weight[cell].sum() == pytest.approx(RATES_PER_1000[y, g], rel=1e-4)


def test_effects_reach_latinos_only_and_by_share_of_month() -> None:
    share = np.zeros((2, 126))
    share[1, month_number(2009, 1) - FIRST_POLICY_MONTH] = 0.5
    share[1, month_number(2009, 2) - FIRST_POLICY_MONTH :] = 1.0
    county, month = np.array([1, 1, 0]), np.full(3, month_number(2009, 4))
    active = reference_shares(share, county, month)
    assert active[0].tolist() == [0, 0, 0, 0.5, 1, 1] and active[2].tolist() == [0] * 6
    without = monthly_log_odds(np.zeros(3), np.array([0, 1, 0]), [])
    with_effect = monthly_log_odds(np.zeros(3), np.array([0, 1, 0]), [Dose("p", 0.6, active)])
    assert np.allclose(with_effect - without, [[0, 0, 0, 0.3, 0.6, 0.6], [0] * 6, [0] * 6])
