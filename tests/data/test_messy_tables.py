"""The models on hand-made tables in which every kind of row is bad: each is set aside with a reason, and none stops."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.data.partial_build import build_part, built_rows

pytestmark = pytest.mark.slow

COUNTIES = (
    "STUSPS\tGEOID\tANSICODE\tNAME\tALAND\tAWATER\tINTPTLAT\tINTPTLONG",
    *(
        f"TX\t{code}\t0\t{name} County\t1000000\t0\t31.0\t-98.0"
        for code, name in (("48001", "Anderson"), ("48003", "Andrews"), ("48005", "Angelina"), ("48007", "Aransas"))
    ),
    "CA\t06037\t0\tLos Angeles County\t1000000\t0\t34.0\t-118.0",
)
ROSTER = (
    "capture_date,content_asof,state,agency,support_type,date_signed",
    *(
        f"2011-02-20,2010-10-29,TEXAS,{name} County Sheriff's Office,Jail Enforcement,2008-01-02"
        for name in ("Anderson", "Andrews", "Angelina")
    ),
    "2011-02-20,2010-10-29,TEXAS,Anderson County Sheriff's Office,Jail Enforcement,2008-01-02",
    "2039-01-01,2038-01-01,TEXAS,Aransas County Sheriff's Office,Jail Enforcement,2008-01-02",
    "2011-02-20,2012-01-01,TEXAS,Aransas County Sheriff's Office,Jail Enforcement,2008-01-02",
    "2011-02-20,2010-10-29,TEXSA,Aransas County Sheriff's Office,Jail Enforcement,2008-01-02",
    "2011-02-20,2010-10-29,TEXAS,😀,Jail Enforcement,2008-01-02",
    "2011-02-20,2010-10-29,TEXAS,Aransas County Sheriff's Office,Jail Model II,2008-01-02",
)
TALLIES = "2008-10-01,2017-08-01"
RECONSTRUCTION = (
    "state,agency,jurisdiction_level,county_fips,first_signed_best,signing_dates,models,active_from,active_to,terminated,"
    "confidence",
    *(
        f"TEXAS,{name} County Sheriff's Office,local,{code},2008-01-02,2008-01-02,{models},{TALLIES},{terminated},high"
        for name, code, models, terminated in (
            ("Anderson", "48001", "Jail Enforcement", "FALSE"),
            ("Andrews", "48003", "Jail Enforcement", "FALSE"),
            ("Angelina", "48005", "Task Force; Jail", "maybe"),
        )
    ),
    "TEXAS,Aransas County Sheriff's Office,local,48007,,,Jail Enforcement,2008-10-01,2199-01-01,TRUE,high",
    f"TEXSA,Aransas County Sheriff's Office,local,48007,2008-01-02,2008-01-02,Jail Enforcement,{TALLIES},TRUE,high",
)
DETAINERS = (
    "Jurisdiction (AOR),Date Enacted,Policy,Criteria for Honoring Detainer",
    '"Anderson County, Texas (Dallas)",May 2014,p,c',
    '"Andrews County, TX",January 2099,p,c',
    '"Angelina County, Texsa",May 2014,p,c',
)
SANCTUARIES = (
    "level,label,county_fips",
    'county,"Anderson County, TX",48001',
    'county,"Andrews County, ZZ",48003',
    'county,"Angelina County, TX",06037',
)
POLICIES = (
    "policy,level,state,jurisdiction,county_fips,start_earliest,start_latest,known_on,citation",
    'community_policing,county,TX,Anderson County,"48001, 48003",2008-01-01,2008-01-01,,c',
    "community_policing,county,TX,Andrews County,48003;06037;480031,2008-01-01,2008-01-01,2199-01-01,c",
    "community_policing,state,TX,Ohio,,2008-01-01,2008-01-01,,c",
)
FILES = {
    "Gaz_counties_national_2010.txt": COUNTIES,
    "roster_2010-10-29.csv": ROSTER,
    # The same list saved anew, with other bytes.
    "roster_2010-10-29 saved anew.csv": (*ROSTER[:4], ""),
    "agreements_2002_2017_best_guess.csv": RECONSTRUCTION,
    "section_iii.csv": DETAINERS,
    "doj_sanctuary_2025-08-05.csv": SANCTUARIES,
    "dated_policies.csv": POLICIES,
}
SELECTED = ["policies", "+rejected_rows", "+row_accounting", "+int_287g_spells", "+int_statement_spells"]


@pytest.fixture(scope="module")
def messy_tables(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a build on the hand-made tables alone, whose data tests all passed."""
    return build_part(tmp_path_factory.mktemp("messy_tables"), _write_tables, SELECTED)


def _write_tables(raw: Path) -> None:
    for name, lines in FILES.items():
        (raw / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _rejected(settings: Settings, source: str) -> list[tuple]:
    return built_rows(
        settings,
        "select file_name, row_number, column_name, reason from quality.rejected_rows"
        f" where source = '{source}' order by row_number, file_name desc, column_name",
    )


def test_a_list_is_counted_once_and_its_bad_rows_are_named(messy_tables: Settings) -> None:
    name, copy = "roster_2010-10-29.csv", "roster_2010-10-29 saved anew.csv"
    rejected = _rejected(messy_tables, "ice_287g_roster")
    assert [row[1:] for row in rejected if row[0] == name and row[1] > 3] == [
        (4, None, f"row set aside: repeats row 1 of {copy}"),
        (5, "capture_date", "in the future"),
        (5, "content_asof", "in the future"),
        (6, None, "row set aside: the list speaks of a day after its capture"),
        (7, "state", "row set aside: no such state"),
        (8, "law_enforcement_agency", "row set aside: no letter in the name of the agency"),
        (9, "support_type", "unknown code"),
    ]
    listed = built_rows(
        messy_tables,
        "select agency_key, max(listing_number) from intermediate.int_287g_list_claims group by all order by all",
    )
    assert listed == [("anderson county sheriff", 1), ("andrews county sheriff", 1), ("angelina county sheriff", 1)]


def test_one_wrong_day_moves_neither_the_reconstruction_nor_the_other_agreements(messy_tables: Settings) -> None:
    assert [row[1:] for row in _rejected(messy_tables, "ice_287g_reconstruction")] == [
        (3, "models", "cell set aside: not one of the support types"),
        (3, "terminated", "cell set aside: unknown code"),
        (4, "active_to", "cell set aside: in the future"),
        (4, "first_signed_best", "row set aside: no day of first signing"),
        (5, "state", "row set aside: no such state"),
    ]
    spells = built_rows(
        messy_tables,
        "select agency_key, policy, cast(start_latest as varchar), end_latest from intermediate.int_287g_spells"
        " where known_by = (select max(known_by) from intermediate.int_287g_spells) order by all",
    )
    assert spells == [
        (f"{name} county sheriff", "287g_jail", "2008-01-02", None) for name in ("anderson", "andrews", "angelina")
    ]


def test_a_statement_reaches_the_counties_it_can_and_is_known_when_it_can_be(messy_tables: Settings) -> None:
    assert [row[1:] for row in _rejected(messy_tables, "detainer_section_iii")] == [
        (2, "date_enacted", "cell set aside: before 1960 or in the future; read as undated"),
        (3, "jurisdiction_aor", "row set aside: no such state"),
    ]
    assert [row[1:] for row in _rejected(messy_tables, "sanctuary_doj")] == [
        (2, "label", "row set aside: no such state"),
        (3, "county_fips", "cell set aside: a county code of another state"),
        (3, None, "row set aside: no county found for the place"),
    ]
    assert sorted(row[1:] for row in _rejected(messy_tables, "dated_policies")) == [
        (2, "county_fips", "cell set aside: a county code has four or five digits"),
        (2, "county_fips", "cell set aside: a county code of another state"),
        (2, "known_on", "cell set aside: in the future"),
        (3, "jurisdiction", "row set aside: the jurisdiction is another state"),
    ]
    known = built_rows(
        messy_tables,
        "select cast(max(known_on) as varchar) from intermediate.int_policy_statements"
        " where source_id = 'detainer_section_iii'",
    )
    assert known == [("2014-05-31",)]


def test_rows_add_up(messy_tables: Settings) -> None:
    accounts = built_rows(messy_tables, "select rows_read, rows_kept + rows_rejected from quality.row_accounting")
    assert len(accounts) == len(FILES)
    assert all(n_read == n_told for n_read, n_told in accounts)
