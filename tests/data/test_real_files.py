"""The refresh on real files: published counts come out, provenance is right, invented policies stay out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import query

pytestmark = [pytest.mark.real, pytest.mark.slow]

ACTIVATED_BY_YEAR = {2008: 14, 2009: 88, 2010: 780, 2011: 1098, 2012: 1016, 2013: 106}
AGREEMENTS_BY_CAPTURE = {
    "2021-01-13": 150,
    "2022-12-03": 140,
    "2024-01-02": 137,
    "2025-03-01": 239,
    "2025-04-01": 427,
    "2025-08-01": 873,
    "2025-12-01": 1187,
}


def test_counties_activated_by_year_are_as_published(real_home: Path) -> None:
    rows = query(
        real_home,
        "select year(start_earliest) as year, count(distinct county_fips) as n from marts.policy_timeline"
        " where policy = 'secure_communities' and date_precision = 'month' and end_earliest < date '2015-01-01'"
        " group by 1",
    )
    assert dict(zip(rows["year"], rows["n"], strict=True)) == ACTIVATED_BY_YEAR


def test_undated_counties_are_intervals_and_not_never(real_home: Path) -> None:
    rows = query(
        real_home,
        "select state_fips, start_earliest, start_latest from marts.policy_timeline"
        " where policy = 'secure_communities' and date_precision = 'unknown' and end_earliest < date '2015-01-01'",
    )
    assert {"02", "15", "51"} <= set(rows["state_fips"])
    assert rows["start_earliest"].astype(str).unique().tolist() == ["2008-10-01"]
    assert rows["start_latest"].astype(str).unique().tolist() == ["2013-01-22"]


def test_a_workbook_has_as_many_agreements_as_it_lists(real_home: Path) -> None:
    rows = query(
        real_home,
        "select s.period, a.rows_kept from quality.row_accounting a join meta.sources s using (file_name, source)"
        " where a.source = 'ice_287g_participating'",
    )
    assert dict(zip(rows["period"], rows["rows_kept"], strict=True)) == AGREEMENTS_BY_CAPTURE


def test_provenance_is_right_for_every_table(real_home: Path) -> None:
    for table in ("policy_timeline", "policy_timeline_history", "policy_claims", "policy_conflicts"):
        rows = query(real_home, f"select distinct is_synthetic from marts.{table}")
        assert rows["is_synthetic"].tolist() == [False], table
    people = query(real_home, "select distinct is_synthetic from marts.respondent_periods")
    assert people["is_synthetic"].tolist() == [True]
    status = query(real_home, "select source, status from meta.sources where source is not null")
    found = status.groupby("source")["status"].agg(set)
    assert found["secure_communities"] == {"real"}
    assert found["ice_287g_participating"] == {"real"}
    assert found["gazetteer_county"] == {"real"}
    assert found["ucr_county"] == {"real"}
    assert found["detainer_section_iii"] == {"no source"}
    assert found["ncvs_person"] == {"synthetic"}
    assert found["ncvs_household"] == {"synthetic", "national only"}


def test_files_without_an_entry_are_listed(real_home: Path) -> None:
    rows = query(real_home, "select file_name from meta.sources where status = 'unrecognised'")
    assert "national_county_fips.txt" in set(rows["file_name"])
    assert not {"ucr_county_2012.csv", "ltdb_weights_2000_2010.csv.gz"} & set(rows["file_name"])


def test_a_policy_without_a_source_is_no_source_and_never_no_policy(real_home: Path) -> None:
    # Only statutes and directives date it: what they do not speak of is unknown, never "not in force".
    rows = query(
        real_home,
        "select coverage, count(*) as n, count(*) filter (where is_active_possible) as n_possible,"
        " count(is_active) as n_known from marts.policy_county_month where policy = 'anti_detainer'"
        " group by 1 order by 1",
    )
    assert rows["coverage"].tolist() == ["observed", "unknown"]
    assert rows["n_possible"].tolist() == [rows["n"].iloc[0], 0]
    assert rows["n_known"].iloc[1] == 0
    states = query(
        real_home,
        "select distinct left(county_fips, 2) as state from marts.policy_county_month"
        " where policy = 'anti_detainer' and is_active and month_start = date '2014-02-01' order by 1",
    )
    assert states["state"].tolist() == ["06", "09"]
    refused = query(
        real_home, "select distinct status, message from results.estimates where term like '%anti_detainer%'"
    )
    assert refused["status"].unique().tolist() == ["refused"]
    assert refused["message"].str.contains("no source for anti_detainer in").all()


def test_pages_made_from_any_synthetic_source_say_so(real_home: Path) -> None:
    for page in ("index.html", "quality.html"):
        text = (real_home / "published/reports" / page).read_text()
        assert "SYNTHETIC" in text
    assert "no source" in (real_home / "published/reports/index.html").read_text()


def test_no_row_of_the_gazetteer_adjacency_and_agencies_is_lost(real_home: Path) -> None:
    rows = query(
        real_home,
        "select source, sum(rows_read) as n_read, sum(rows_kept + rows_rejected) as n_told from quality.row_accounting"
        " where source in ('gazetteer_county', 'county_adjacency', 'police_agencies', 'secure_communities') group by 1",
    )
    assert (rows["n_read"] == rows["n_told"]).all()
    told = dict(zip(rows["source"], rows["n_read"], strict=True))
    assert told["gazetteer_county"] == 3221
    assert told["county_adjacency"] == 22200 + 22196
    assert told["secure_communities"] == 3242


def test_only_the_table_asked_for_is_estimated(real_home: Path) -> None:
    rows = query(real_home, "select distinct specification from results.estimates")
    assert rows["specification"].tolist() == ["paper_all_policies"]
    settings = query(real_home, "select settings from meta.versions")["settings"].item()
    assert json.loads(settings)["tables"] == "table_2"
