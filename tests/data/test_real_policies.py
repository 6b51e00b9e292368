"""The policy timeline on real files: published counts, both times, conflicts, and what people read of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.command_line import query, run_fedlocal

pytestmark = [pytest.mark.real, pytest.mark.slow]

# What policies.md prints, by day and model; each is counted on its own day and as known on it.
LISTED_ON_THE_DAY = {
    "2010-10-29": {"287g": 71},
    "2021-01-13": {"287g": 150},
    "2022-12-03": {"287g_jail": 64, "287g_warrant_service": 76},
    "2024-01-02": {"287g": 137},
    "2025-03-01": {"287g": 239},
    "2025-04-01": {"287g": 427},
    "2025-08-01": {"287g": 873},
    "2025-12-01": {"287g": 1187},
}
KNOWN_NOW = {
    "2012-08-15": {"287g": 64, "287g_jail": 35, "287g_task_force": 20, "287g_hybrid": 9},
    "2014-07-15": {"287g": 35},
    "2017-08-01": {"287g": 58},
}
SECURE_COMMUNITIES = {2008: 14, 2009: 88, 2010: 780, 2011: 1098, 2012: 1016, 2013: 106}


def _in_force(home: Path, day: str, known_on: str, policy: str) -> int:
    rows = query(
        home,
        f"select count(*) as n from marts.policies_as_of(date '{day}', date '{known_on}')"
        f" where policy like '{policy}%' and in_force = 'certain'",
    )
    return int(rows["n"].iloc[0])


@pytest.mark.parametrize(("day", "counts"), LISTED_ON_THE_DAY.items())
def test_agreements_in_force_as_known_on_the_day_are_those_listed(real_home: Path, day: str, counts: dict) -> None:
    known_on = "2011-02-20" if day == "2010-10-29" else day
    assert {policy: _in_force(real_home, day, known_on, policy) for policy in counts} == counts


@pytest.mark.parametrize(("day", "counts"), KNOWN_NOW.items())
def test_published_counts_between_the_lists_come_out(real_home: Path, day: str, counts: dict) -> None:
    assert {policy: _in_force(real_home, day, "2030-01-01", policy) for policy in counts} == counts


def test_what_was_known_later_was_not_known_then(real_home: Path) -> None:
    # Signed in February 2025 but not yet in the list of 1 March.
    then = _in_force(real_home, "2025-03-01", "2025-03-01", "287g")
    now = _in_force(real_home, "2025-03-01", "2030-01-01", "287g")
    assert then == 239 < now
    unlisted = query(
        real_home,
        "select count(*) as n from marts.policy_conflicts where kind = 'presence'"
        " and value_set_aside = 'not listed on 2025-03-01'",
    )
    assert unlisted["n"].iloc[0] == now - then
    # Nobody knew in 2013 that Secure Communities would end in 2014.
    assert _in_force(real_home, "2015-06-01", "2013-06-01", "secure_communities") > 3000
    assert _in_force(real_home, "2015-06-01", "2015-06-01", "secure_communities") == 0


def test_every_published_count_is_exact_or_explained_row_by_row(real_home: Path) -> None:
    counts = query(real_home, "select * from marts.policy_counts").set_index("count_id")
    october = counts.loc[["287g_2022_10_jail", "287g_2022_10_warrant_service"]]
    assert october["n_listed"].tolist() == [64, 76]
    assert october["n_states_listed"].tolist() == october["n_states"].tolist() == [19, 11]
    by_year = counts[counts["measure"] == "counties_activated_in_year"]
    assert dict(zip(by_year["as_of_latest"].dt.year, by_year["n_certain"], strict=True)) == SECURE_COMMUNITIES
    assert counts.loc["sc_activated_by_2010_07", "n_certain"] == 474
    assert counts.loc["sc_activated_by_2011_04", "n_certain"] == 1244
    is_exact = counts["agreement"].isin(["exact_in_list", "exact"])
    told = query(real_home, "select * from marts.policy_conflicts where kind in ('count', 'count_member')")
    for count_id, row in counts[~is_exact].iterrows():
        total = told[(told["kind"] == "count") & (told["source_set_aside"] == row["citation"])]
        assert not total.empty, count_id
        members = told[(told["kind"] == "count_member") & (told["value_set_aside"] == count_id)]
        n_open = (row["n_possible"] - row["n_certain"]) + row["n_model_unknown"]
        assert len(members) == n_open, count_id
        if row["agreement"] == "within_uncertainty":
            assert row["count_low"] - n_open <= row["n_certain"] <= row["count_high"], count_id
    assert set(counts[counts["agreement"] == "differs"].index) == {"287g_2010_08_01_jail", "287g_2011_06_task_force"}


def test_task_forces_end_with_their_regime_and_hybrids_go_on(real_home: Path) -> None:
    ends = query(
        real_home,
        "select policy, state_fips, max(end_latest) as last from marts.policy_timeline"
        " where policy in ('287g_task_force', '287g_hybrid') and start_earliest < date '2013-01-01' group by all",
    )
    arizona = ends["state_fips"] == "04"
    assert (ends.loc[arizona, "last"].astype(str) == "2012-06-25").all()
    assert (ends.loc[~arizona, "last"].astype(str) <= "2012-12-31").all()
    hybrids = query(
        real_home,
        "select agreement_id, list(policy order by start_earliest) as models from marts.policy_timeline group by 1"
        " having bool_or(policy = '287g_hybrid')",
    )
    assert len(hybrids) == 12
    assert {tuple(models)[:2] for models in hybrids["models"]} == {("287g_hybrid", "287g_jail"), ("287g_hybrid",)}
    capped = query(
        real_home,
        "select count(*) as n from marts.policy_conflicts where kind = 'end' and source_set_aside ="
        " 'ice_287g_reconstruction' and value_set_aside = '2013-09-30'",
    )
    assert capped["n"].iloc[0] == 12


def test_independent_cities_and_the_errors_of_the_reconstruction(real_home: Path) -> None:
    reached = query(
        real_home,
        "select j.jurisdiction_name, b.county_fips from marts.policy_timeline t"
        " join marts.jurisdictions j using (jurisdiction_id) join marts.jurisdiction_counties b using (jurisdiction_id)"
        " where t.policy like '287g%'",
    )
    counties = reached.groupby("jurisdiction_name")["county_fips"].agg(set)
    assert counties["Manassas Police Department"] == {"51683"}
    assert counties["Manassas Park Police Department"] == {"51685"}
    assert counties["Carrollton Police Department"] == {"48113", "48085", "48121"}
    assert counties["Washington County, AR"] == {"05143"} and counties["Washington County, UT"] == {"49053"}
    assert counties["Kleberg County, TX"] == {"48273"}


def test_agreements_of_two_thousand_ten_and_later_are_known_for_the_study_period(real_home: Path) -> None:
    coverage = query(
        real_home,
        "select policy, coverage, count(*) as n from marts.policy_county_month where policy like '287g%'"
        " and month_start between date '2005-01-01' and date '2014-12-01' group by all",
    )
    assert set(coverage["coverage"]) == {"observed", "assumed_absent"}


def test_uncertain_dates_are_drawn_within_their_bounds_and_by_state(real_home: Path) -> None:
    draws = query(
        real_home,
        "select d.draw_number, t.state_fips, t.county_fips, t.start_earliest, d.starts_on"
        " from marts.policy_date_draws d join marts.policy_timeline t using (spell_id)"
        " where t.policy = 'secure_communities' and t.date_precision = 'month'",
    )
    days = (draws["starts_on"] - draws["start_earliest"]).dt.days
    same = draws.assign(day=days, month=draws["start_earliest"]).groupby(["draw_number", "state_fips", "month"])["day"]
    assert (same.nunique() == 1).all()
    assert draws.groupby("county_fips")["starts_on"].nunique().max() > 5
    alaska = query(
        real_home,
        "select d.draw_number, count(distinct d.starts_on) as n from marts.policy_date_draws d"
        " join marts.policy_timeline t using (spell_id) where t.policy = 'secure_communities'"
        " and t.state_fips = '02' and t.date_precision = 'unknown' group by 1",
    )
    assert (alaska["n"] == 1).all()


def test_an_estimate_is_widened_by_redrawing_dates(real_home: Path) -> None:
    from dataclasses import replace

    from analysis.models.estimate_all import estimate_all
    from analysis.models.inputs import EstimationInputs
    from analysis.specification import load_specifications

    panel = query(real_home, "select * from marts.respondent_periods order by idper, yearq")
    draws = query(real_home, "select * from marts.county_exposure_draws")
    named = {found.name: found for found in load_specifications()}
    redrawn = replace(named["uncertain_dates"], exposure_definition="full", date_draws=3)
    as_known = replace(redrawn, date_draws=0)
    rows = estimate_all(EstimationInputs(panel, exposure_draws=draws), [redrawn, as_known], "v", "c").estimates
    secure = rows[(rows["term"] == "secure_communities") & (rows["component"] == "within") & (rows["status"] == "ok")]
    widened = secure[secure["specification_id"] == redrawn.specification_id]
    assert not widened.empty
    shares = widened["message"].str.extract(r"redrawn 3 times: ([\d.]+) %")[0].astype(float)
    assert (shares > 0).any()


def test_a_county_tells_its_history_with_sources(real_home: Path) -> None:
    told = run_fedlocal("county", "04013", home=real_home)
    assert told.returncode == 0, told.stderr
    for phrase in (
        "Maricopa County",
        "Secure Communities",
        "287(g)",
        "2007-02-07",
        "Phoenix",
        "activation_dates.dta",
        "2011-12-15",
    ):
        assert phrase in told.stdout, told.stdout


def test_policies_as_of_two_dates_are_printed_and_exported(real_home: Path, tmp_path: Path) -> None:
    options = ("policies", "--as-of", "2012-08-15", "--known", "2018-01-01", "--policy", "287g_task_force")
    told = run_fedlocal(*options, home=real_home)
    assert told.returncode == 0, told.stderr
    assert "20" in told.stdout
    assert "Besides, 9 hybrids act as both models: --policy 287g_hybrid lists them." in told.stdout
    for name, read in (("rows.csv", pd.read_csv), ("rows.parquet", pd.read_parquet)):
        written = run_fedlocal(*options, "--output", str(tmp_path / name), home=real_home)
        assert written.returncode == 0, written.stderr
        assert len(read(tmp_path / name)) == 20
