"""Policies: the rollout, agreements and their lists, statements on detainers, and the timeline over months."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import openpyxl
import pandas as pd
import pytest

from orchestration.twin import RealInputs
from orchestration.twin.agencies import agency_table, invent_cities
from orchestration.twin.agreement_workbooks import IMPOSSIBLE_DATE, capture_days
from orchestration.twin.agreements import HYBRID, JAIL, TASK_FORCE, agreement_spells, invent_agreements
from orchestration.twin.calendar_months import month_number
from orchestration.twin.detainer_policies import invent_statements
from orchestration.twin.policies import invent_policies
from orchestration.twin.policy_months import FIRST_POLICY_MONTH, active_shares
from orchestration.twin.secure_communities import invent_rollout, read_real_rollout, rollout_spells
from tests.unit.twin.tiny import SEED, WrittenTwin


@pytest.fixture(scope="module")
def agreements(people: pd.DataFrame, sampled: pd.DataFrame) -> pd.DataFrame:
    return invent_agreements(people, sampled["county_fips"], invent_cities(people, SEED), SEED)


@pytest.mark.parametrize("seed", [SEED, 1, 2, 3])
def test_eighteen_states_switch_on_in_one_month(people: pd.DataFrame, seed: int) -> None:
    dated = invent_rollout(people, seed).dropna()
    shares = dated.groupby(dated["county_fips"].str[:2])["activation_month"].agg(
        lambda months: months.value_counts(normalize=True).iloc[0]
    )
    assert len(shares) == 49
    assert (shares >= 0.9).sum() == 18
    assert dated["activation_month"].min() >= month_number(2008, 10)
    assert dated["activation_month"].max() <= month_number(2013, 1)
    assert (dated["activation_month"] < month_number(2009, 1)).sum() == 14


def test_activation_file_has_the_quirks_of_the_real_one(tiny_twin: WrittenTwin) -> None:
    rows = pd.read_stata(tiny_twin.directory / "secure_communities/activation_dates.dta")
    assert rows["countyfips"].dtype == np.int32 and rows["statefips"].dtype == np.int8
    codes = set(rows["countyfips"])
    assert {2158, 46102, 30113, 46131, 51560, 72990} <= codes
    assert not {2270, 46113} & codes
    undated = rows[rows["activation_year"].isna()]
    assert set(undated["state"]) == {"AK", "HI", "MT", "PR", "SD", "VA", "WV"}
    assert "NORTH SLOPE BOROUH" in set(rows["countyname"])


def test_real_activation_months_are_read_from_text() -> None:
    raw = pd.DataFrame(
        {"countyfips": ["1001", "2013"], "activation_month": ["4", None], "activation_year": ["2011", None]}
    )
    spells = rollout_spells(read_real_rollout(raw), pd.Series(["01001", "02013", "72001"])).set_index("county_fips")
    assert spells.loc["01001", "first_day"] == dt.date(2011, 4, 15)
    assert spells.loc["02013", "first_day"] == dt.date(2013, 1, 22)
    assert "72001" not in spells.index


def test_agreements_are_as_many_and_end_as_they_should(agreements: pd.DataFrame) -> None:
    assert agreements["model"].value_counts().to_dict() == {JAIL: 45, TASK_FORCE: 30, HYBRID: 12}
    assert not agreements.duplicated(["state_name", "agency"]).any()
    task_forces = agreements[agreements["model"] == TASK_FORCE]
    assert max(task_forces["last_day"]) == dt.date(2012, 12, 31)
    assert (agreements["level"] == "state").sum() == 1
    assert (agreements["counties"].map(len) == 2).sum() == 1


def test_a_hybrid_counts_as_both_until_the_end_of_2012(agreements: pd.DataFrame) -> None:
    hybrid = agreements[agreements["model"] == HYBRID].head(1)
    spells = agreement_spells(hybrid).set_index("policy")
    assert spells.loc[TASK_FORCE, "last_day"] == dt.date(2012, 12, 31)
    assert spells.loc[JAIL, "last_day"] > dt.date(2014, 12, 31)


def test_every_agreement_can_be_found_among_the_agencies(agreements: pd.DataFrame, people: pd.DataFrame) -> None:
    agencies = agency_table(people, invent_cities(people, SEED))
    names = set(zip(agencies["address_state"], agencies["crosswalk_agency_name"], strict=True))
    usps = dict(zip(people["state_fips"], people["usps"].str.lower(), strict=True))
    for row in agreements[agreements["level"] != "state"].itertuples():
        for county in row.counties:
            assert (usps[county[:2]], row.agency.lower()) in names
    assert agencies["ori9"].isna().sum() > 50 and (agencies["ori9"] == "-1").sum() > 20


def test_lists_follow_the_agreements(tiny_twin: WrittenTwin) -> None:
    folder = tiny_twin.directory / "ice_287g_participating"
    listed = {}
    for day in capture_days():
        rows = openpyxl.load_workbook(folder / f"ParticipatingEntities-{day:%Y%m%d}093000.xlsx").active.values
        table = pd.DataFrame(list(rows)[1:], columns=["state", "agency", "model", "signed", "moa"])
        assert (pd.to_datetime(table["signed"], format="%Y-%m-%d").dt.date <= day).all()
        listed[day] = table["model"].value_counts()
    assert listed[dt.date(2012, 11, 15)]["Hybrid Model"] == 12
    assert set(listed[dt.date(2013, 2, 12)].index) == {"Jail Enforcement Model"}
    assert min(count.sum() for count in listed.values()) >= 1


def test_later_lists_carry_the_mess_of_real_ones(tiny_twin: WrittenTwin) -> None:
    for path in sorted((tiny_twin.directory / "ice_287g_participating").glob("participatingAgencies*.xlsx")):
        sheet = openpyxl.load_workbook(path).active
        rows = list(sheet.values)
        signed = [row[rows[0].index("SIGNED")] for row in rows[1:]]
        typed = [day for day in signed if isinstance(day, str) and re.fullmatch(r"\d{1,2}/\d{1,2}//20\d\d", day)]
        assert len(typed) == 1 and signed.count(IMPOSSIBLE_DATE) == 1
        assert any(all(cell is None for cell in row) for row in rows[1:-1])
        agencies = [row[1] for row in rows[1:] if row[1]]
        assert any(agency.endswith(" ") for agency in agencies) and any("\u2019" in agency for agency in agencies)


def test_statements_name_places_the_reader_can_find(people: pd.DataFrame, sampled: pd.DataFrame) -> None:
    statements = invent_statements(people, sampled["county_fips"], invent_cities(people, SEED), SEED)
    assert statements["level"].value_counts().to_dict() == {"county": 22, "city": 5, "state": 4}
    assert statements["jurisdiction"].str.fullmatch(r"[^()]+ \([^()]+\)").all()
    undated = statements[statements["enacted"].isin(["Undated", "Undetermined"])]
    assert len(undated) == 3 and undated["first_day"].isna().all()
    california = statements[statements["jurisdiction"].str.startswith("California (")]
    assert len(california["counties"].iloc[0]) == 58 and california["enacted"].tolist() == ["January 2014"]


def test_shares_of_months_count_days_and_never_twice() -> None:
    spells = pd.DataFrame(
        [
            ("p", "01001", dt.date(2009, 4, 16), dt.date(2009, 6, 30)),
            ("p", "01001", dt.date(2009, 4, 21), dt.date(2009, 5, 10)),
            ("p", "01003", dt.date(2001, 1, 1), dt.date(2014, 11, 20)),
            ("p", "99999", dt.date(2009, 1, 1), dt.date(2009, 12, 31)),
        ],
        columns=["policy", "county_fips", "first_day", "last_day"],
    )
    share = active_shares(spells, np.array(["01001", "01003"]))["p"]
    april = month_number(2009, 4) - FIRST_POLICY_MONTH
    assert share[0, april - 1 : april + 4].tolist() == [0.0, 0.5, 1.0, 1.0, 0.0]
    assert share[1, -3:].tolist() == [1.0, pytest.approx(20 / 30), 0.0]


@pytest.mark.parametrize(
    ("real", "policies"),
    [
        (RealInputs(), {"secure_communities", "287g_jail", "287g_task_force", "anti_detainer"}),
        # Statewide limits on detainers are facts, and stay where nothing real speaks of detainers.
        (RealInputs(has_real_agreements=True), {"anti_detainer"}),
        (RealInputs(real_sources=frozenset({"ice_287g_oig"})), {"anti_detainer"}),
        (RealInputs(real_sources=frozenset({"sanctuary_doj"})), {"anti_detainer"}),
        (RealInputs(real_sources=frozenset({"dated_policies"})), set()),
        (RealInputs(has_real_agreements=True, fill_with_twin=True), {"secure_communities", "anti_detainer"}),
        (RealInputs(real_sources=frozenset({"detainer_section_iii"})), set()),
    ],
)
def test_invented_policies_stay_out_beside_real_ones(
    people: pd.DataFrame, sampled: pd.DataFrame, real: RealInputs, policies: set[str]
) -> None:
    assert set(invent_policies(people, sampled["county_fips"], real, SEED).spells["policy"]) == policies


def test_real_activation_dates_are_built_on(people: pd.DataFrame, sampled: pd.DataFrame) -> None:
    raw = pd.DataFrame({"countyfips": ["6037"], "activation_month": ["8"], "activation_year": ["2009"]})
    policies = invent_policies(people, sampled["county_fips"], RealInputs(secure_communities=raw), SEED)
    assert policies.rollout is None and policies.agreements is None and policies.statements is None
    assert policies.sanctuaries is None and policies.dated_policies is None
    spells = policies.spells.set_index(["policy", "county_fips"])["first_day"]
    assert spells["secure_communities", "06037"] == dt.date(2009, 8, 16)
