"""The agencies of the real lists: nearly all are placed, the others say why, and known hard cases come out right."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

pytestmark = [pytest.mark.real, pytest.mark.slow]

N_WORKBOOKS = 9
LEAST_SHARE_RESOLVED = 0.99


@pytest.fixture(scope="module")
def build(real_home: Path):
    """Return a read-only connection to the build database, which has the intermediate models."""
    connection = duckdb.connect(str(real_home / "build" / "warehouse.duckdb"), read_only=True)
    yield connection
    connection.close()


def _counties(build: duckdb.DuckDBPyConnection, state_fips: str, agency_key: str) -> dict[str, float]:
    rows = build.execute(
        "select county_fips, population_share from intermediate.int_agency_counties"
        " where state_fips = ? and agency_key = ?",
        [state_fips, agency_key],
    ).fetchall()
    return dict(rows)


def _resolution(build: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row a file and agency of it, with what settled its counties or why nothing did."""
    return build.sql(
        "select distinct listed.source_id, listed.file_name, listed.state_fips, listed.agency_key,"
        " agencies.resolved_by, agencies.unresolved_reason from intermediate.int_agency_rows as listed"
        " left join intermediate.int_agencies as agencies using (state_fips, agency_key)"
        " where listed.set_aside_reason is null"
    ).df()


def test_nearly_every_agency_of_every_workbook_is_placed(build: duckdb.DuckDBPyConnection) -> None:
    rows = _resolution(build)
    workbooks = rows[rows["source_id"].isin(["ice_287g_participating", "ice_287g_pending"])]
    resolved = workbooks.groupby("file_name")["resolved_by"].agg(lambda cells: cells.notna().mean())
    unresolved = workbooks.loc[workbooks["resolved_by"].isna(), ["file_name", "agency_key", "unresolved_reason"]]
    assert len(resolved) == N_WORKBOOKS
    assert (resolved >= LEAST_SHARE_RESOLVED).all(), unresolved.to_string()


def test_the_unplaced_agencies_are_listed_with_a_reason(build: duckdb.DuckDBPyConnection) -> None:
    rows = _resolution(build)
    unresolved = rows[rows["resolved_by"].isna()]
    # A township constable of Pennsylvania: several counties have a Derry Township, and the list names none of them.
    assert set(unresolved["agency_key"]) == {"derry township constables office"}
    assert unresolved["unresolved_reason"].notna().all()
    listed = build.sql(
        "select reason from quality.rejected_rows where column_name = 'law_enforcement_agency'"
        " and reason like 'row set aside: no county found for the agency%'"
    ).fetchall()
    assert len(listed) == len(unresolved)


def test_a_city_over_several_counties_has_them_all(build: duckdb.DuckDBPyConnection) -> None:
    shares = _counties(build, "48", "carrollton police department")
    assert set(shares) == {"48085", "48113", "48121"}
    assert sum(shares.values()) == pytest.approx(1)
    residents = dict(
        build.sql(
            "select county_fips, population from intermediate.int_county_population where census_year = 2010"
        ).fetchall()
    )
    assert shares["48113"] / shares["48121"] == pytest.approx(residents["48113"] / residents["48121"])


@pytest.mark.parametrize(
    ("state_fips", "agency_key", "counties"),
    [
        ("51", "manassas police department", {"51683"}),
        ("51", "manassas park police department", {"51685"}),
        ("51", "prince william county sheriff", {"51153"}),
        ("51", "hopewell city sheriff", {"51670"}),
        ("51", "rappahannock shenandoah warren regional jail authority", {"51157", "51171", "51187"}),
        ("37", "albemarle district jail", {"37029", "37139", "37143"}),
        ("09", "danbury police department", {"09001"}),
        ("13", "monroe police department", {"13297"}),
        ("48", "kleberg county sheriff", {"48273"}),
        ("48", "yoakum police department", {"48123", "48285"}),
        ("05", "texarkana police department", {"05091"}),
        ("12", "jacksonville sheriff", {"12031"}),
        ("24", "harford county sheriff", {"24025"}),
        ("20", "lyon county sheriff", {"20111"}),
    ],
)
def test_hard_cases_come_out_right(
    build: duckdb.DuckDBPyConnection, state_fips: str, agency_key: str, counties: set[str]
) -> None:
    assert set(_counties(build, state_fips, agency_key)) == counties


def test_state_agencies_stand_for_their_state_and_no_county(build: duckdb.DuckDBPyConnection) -> None:
    rows = build.sql(
        "select agencies.resolved_by, count(counties.county_fips) as n_counties"
        " from intermediate.int_agencies as agencies"
        " left join intermediate.int_agency_counties as counties using (state_fips, agency_key)"
        " where agencies.coverage_level = 'state' group by 1"
    ).fetchall()
    assert rows == [("statewide", 0)]


def test_every_correction_is_applied_somewhere(build: duckdb.DuckDBPyConnection) -> None:
    expired = build.sql("select * from intermediate.int_expired_corrections").df()
    assert expired.empty, expired.to_string()
    applied = build.sql("select distinct source_id from intermediate.int_agency_corrections_applied").fetchall()
    assert ("ice_287g_curated",) in applied
    assert ("ice_287g_participating",) in applied
