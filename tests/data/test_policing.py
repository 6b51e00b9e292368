"""Officers by county from hand-made files in the studies' layouts: none is lost, and what were lost would be told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.sources.catalog import load_catalog
from orchestration.twin.agency_survey_files import fixed_width_line
from orchestration.warehouse import build
from tests.data.partial_build import build_part, built_rows, fails

pytestmark = pytest.mark.slow

MODELS = ["+county_policing", "+state_policing", "+unmatched_agencies", "+int_county_policing_years"]
CONSERVED = "surveyed_officers_are_conserved"
GAZETTEER = (
    "STUSPS\tGEOID\tANSICODE\tNAME\tALAND\tAWATER\tINTPTLAT\tINTPTLONG",
    "TX\t48001\t0\tAnderson County\t1000000\t0\t31.0\t-98.0",
    "TX\t48003\t0\tAndrews County\t1000000\t0\t31.0\t-98.0",
    "TX\t48005\t0\tAngelina County\t1000000\t0\t31.0\t-98.0",
)
POPULATION = ("FIPS,TotPop", "48001,3000", "48003,1000", "48005,500")
# Spanning is in two counties, as only the list of employees knows.
REGISTER = (
    "ori9,fips_state_county_code,fips_place_code,agency_type,crosswalk_agency_name,census_name,address_state",
    "TX0010100,48001,12345,local police department,spanning police department,spanning city,tx",
    "TX0050000,48005,99005,sheriffs office,angelina county sheriff's office,angelina county,tx",
)
EMPLOYEES = (
    "ori,data_year,pub_agency_name,state_abbr,county_name,agency_type_name,population",
    'TX0010100,2025,Spanning,TX,"ANDERSON, ANDREWS",City,900',
)
CENSUS_OF_2008 = (
    {"id": 1, "type": 0, "name": "SPANNING POLICE DEPT", "fips": "48001", "sworn": 80, "part": 10, "budget": 4000},
    {"id": 2, "type": 1, "name": "ANDERSON COUNTY SHERIFF'S OFFICE", "fips": "48001", "sworn": 9, "budget": -9},
    {"id": 3, "type": 1, "name": "ANDREWS CO SO", "fips": "-9", "county": "ANDREWS", "sworn": 5, "budget": 700},
    {"id": 4, "type": 5, "name": "TEXAS DEPARTMENT OF PUBLIC SAFETY", "fips": "48001", "sworn": 1000, "budget": 90_000},
    {"id": 5, "type": 6, "name": "NOWHERE RANGERS", "fips": "", "sworn": 3, "budget": 50},
    {"id": 6, "type": 0, "name": "ISLA POLICE", "fips": "72001", "sworn": 7, "budget": 60, "state": "PR"},
    {"id": 7, "type": 0, "name": "BLANK POLICE", "fips": "48003", "sworn": "", "budget": ""},
    {"id": 8, "type": 9, "name": "ODD POLICE", "fips": "990010", "county": "ANDREWS", "sworn": -5, "budget": 1},
)
CENSUS_OF_2018 = (
    "AGENCYID\tORI9\tORI7\tAGENCYNAME\tCOUNTY\tSTATE\tOPBUDGET\tFTSWORN\tPTSWORN",
    "11\tTX0010100\tTX00101\tSpanning Police Department\t\tTX\t8000\t100\t0",
    "12\tTX0050000\tTX00500\tAngelina County Sheriff\t\tTX\t-9\t20\t-8",
    # The identifier of another agency, and one that only the shorter form tells: a city's marshal is where its city is.
    "13\tTX0050000\t-1\tAngelina Campus Police\t\tTX\t10\t2\t2",
    "14\t\tTX00101\tSpanning Marshal\t\tTX\t100\t-1\t0",
    "15\t-1\t\tTexas Highway Patrol\tANGELINA\tTX\t900\t50\t0",
    "16\t-1\t\tLost Police\tNO SUCH COUNTY\tTX\t30\t4\t0",
)


def _census_line(row: dict) -> str:
    layout = load_catalog()["csllea_2008"].layouts[0]
    cells = {
        "CSLLEA08_ID": row["id"], "AGCYTYPE": row["type"], "TRIBAL": 0, "Q3": row["budget"], "FTSWORN": row["sworn"],
        "PTSWORN": row.get("part", 0), "AGCYNAME": row["name"], "STATE": row.get("state", "TX"),
        "COUNTY": row.get("county", ""), "FIPS": row["fips"],
    }  # fmt: skip
    return fixed_width_line(layout, {name: str(cell) for name, cell in cells.items()})


def _write(folder: Path) -> None:
    texts = {
        "Gaz_counties_national_2010.txt": GAZETTEER,
        "county_history_2010.csv": POPULATION,
        "leaic_crosswalk.csv": REGISTER,
        "fbi_law_enforcement_employees_2025.csv": EMPLOYEES,
        "27681-0001-Data.txt": [_census_line(row) for row in CENSUS_OF_2008],
        "38771-0001-Data.tsv": CENSUS_OF_2018,
    }
    for name, lines in texts.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def policing(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a build in which every data test of the models passed, the one of totals among them."""
    return build_part(tmp_path_factory.mktemp("policing") / "home", _write, [*MODELS, "+rejected_rows"])


def _rows(policing: Settings, columns: str, table: str) -> list[tuple]:
    return built_rows(policing, f"select {columns} from {table} order by all")


def test_a_city_over_a_county_line_is_shared_and_missing_codes_add_nothing(policing: Settings) -> None:
    columns = (
        "county_fips, n_agencies, officers, officers_full_time_equivalent, budget_dollars, n_agencies_without_budget"
    )
    assert _rows(policing, columns, "marts.county_policing where survey_year = 2008") == [
        ("48001", 2, 69.0, 72.75, 3000.0, 1),
        ("48003", 4, 25.0, 26.25, 1701.0, 1),
        ("48005", 0, None, None, None, 0),
    ]
    assert _rows(policing, columns, "marts.county_policing where survey_year = 2018") == [
        ("48001", 2, 75.0, 75.0, 6075.0, 0),
        ("48003", 2, 25.0, 25.0, 2025.0, 0),
        ("48005", 2, 22.0, 23.0, 10.0, 1),
    ]


def test_rates_are_of_the_residents_of_the_county(policing: Settings) -> None:
    columns = "county_fips, population, officers_per_1000_residents, budget_dollars_per_resident"
    assert _rows(policing, columns, "marts.county_policing where survey_year = 2018") == [
        ("48001", 3000.0, 25.0, pytest.approx(6075 / 3000)),
        ("48003", 1000.0, 25.0, 2.025),
        ("48005", 500.0, 44.0, 0.02),
    ]


def test_state_agencies_stand_apart(policing: Settings) -> None:
    columns = "state_fips, survey_year, n_agencies, officers, budget_dollars, population, officers_per_1000_residents"
    assert _rows(policing, columns, "marts.state_policing") == [
        ("48", 2008, 1, 1000.0, 90_000.0, 4500.0, pytest.approx(1000 / 4.5)),
        ("48", 2018, 1, 50.0, 900.0, 4500.0, pytest.approx(50 / 4.5)),
    ]


def test_what_nothing_places_is_listed_with_its_reason(policing: Settings) -> None:
    nowhere = "no county code, identifier, county name or agency name leads to a county of the state"
    outside = "outside the fifty states and the District of Columbia"
    assert _rows(policing, "survey_year, agency_id, officers, reason", "marts.unmatched_agencies") == [
        (2008, "5", 3.0, nowhere),
        (2008, "6", 7.0, outside),
        (2018, "16", 4.0, nowhere),
    ]
    rejected = _rows(policing, "file_name, row_number, column_name, reason", "quality.rejected_rows")
    assert rejected == [
        ("27681-0001-Data.txt", 5, None, f"row set aside: {nowhere}"),
        ("27681-0001-Data.txt", 6, None, f"row set aside: {outside}"),
        ("27681-0001-Data.txt", 8, "agcytype", "cell set aside: unknown code"),
        ("27681-0001-Data.txt", 8, "fips", "cell set aside: above 78999"),
        ("27681-0001-Data.txt", 8, "ftsworn", "cell set aside: below 0"),
        ("38771-0001-Data.tsv", 6, None, f"row set aside: {nowhere}"),
    ]


def test_each_agency_says_what_placed_it(policing: Settings) -> None:
    columns = "survey_year, agency_id, placement_basis"
    assert _rows(policing, columns, "intermediate.int_agency_officers where placement_basis is not null") == [
        (2008, "1", "own_code"),
        (2008, "2", "own_code"),
        (2008, "3", "county_name"),
        (2008, "4", "statewide"),
        (2008, "7", "own_code"),
        (2008, "8", "county_name"),
        (2018, "11", "own_name"),
        (2018, "12", "own_name"),
        (2018, "13", "register_by_ori"),
        (2018, "14", "own_name"),
        (2018, "15", "statewide"),
    ]


def test_years_between_the_surveys_lie_on_a_line(policing: Settings) -> None:
    columns = "year, officers_per_1000_residents, is_interpolated, is_extrapolated"
    where = "county_fips = '48001' and year in (2003, 2008, 2013, 2018, 2024)"
    assert _rows(policing, columns, f"intermediate.int_county_policing_years where {where}") == [
        (2003, 23.0, False, True),
        (2008, 23.0, False, False),
        (2013, 24.0, True, False),
        (2018, 25.0, False, False),
        (2024, 25.0, False, True),
    ]


@pytest.mark.parametrize(
    "damage",
    [
        "update marts.county_policing set officers = officers + 1 where county_fips = '48001' and survey_year = 2008",
        "update marts.county_policing set budget_dollars = 0 where county_fips = '48005' and survey_year = 2018",
        "delete from marts.unmatched_agencies where agency_id = '16'",
        "delete from marts.state_policing where survey_year = 2018",
    ],
)
def test_the_test_of_totals_fails_on_a_broken_copy(policing: Settings, tmp_path: Path, damage: str) -> None:
    home = tmp_path / "broken"
    shutil.copytree(policing.home, home)
    broken = Settings(home=home, raw_directory=home / "mine")
    assert not fails(broken, CONSERVED)
    with build(broken) as connection:
        connection.execute(damage)
    assert fails(broken, CONSERVED)


REAL_SURVEY = (
    {"id": 1, "type": 0, "name": "NEW YORK CITY POLICE DEPT", "fips": "36061", "sworn": 36_000, "budget": 1,
     "state": "NY"},
    {"id": 2, "type": 0, "name": "CARROLLTON POLICE DEPT", "fips": "48113", "sworn": 160, "budget": 1, "state": "TX"},
    {"id": 3, "type": 1, "name": "BALTIMORE CITY SHERIFF", "county": "BALTIMORE CITY", "fips": "-9", "sworn": 90,
     "budget": 1, "state": "MD"},
    {"id": 4, "type": 1, "name": "SHANNON COUNTY SHERIFF", "fips": "46102", "sworn": 2, "budget": 1, "state": "SD"},
)  # fmt: skip


@pytest.fixture(scope="module")
def real_registers(tmp_path_factory: pytest.TempPathFactory, shared_directory: Path) -> Settings:
    """Return the settings of a build on the real registers, counties and censuses, and four made-up survey rows."""

    def write(folder: Path) -> None:
        for pattern in ("police/*", "geography/Gaz_counties*", "geography/county_history*"):
            for path in (shared_directory / "data").glob(pattern):
                shutil.copy(path, folder)
        (folder / "27681-0001-Data.txt").write_text("".join(_census_line(row) + "\n" for row in REAL_SURVEY))

    return build_part(
        tmp_path_factory.mktemp("registers") / "home", write, [*MODELS, "+rejected_rows", "+row_accounting"]
    )


@pytest.mark.real
def test_each_rejected_row_of_the_real_registers_is_explained(real_registers: Settings) -> None:
    # One row of the crosswalk, the Kansas department of corrections, has `20na` for its county.
    accounts = (
        "select source, rows_read, rows_rejected from quality.row_accounting where source like 'police%' order by 1"
    )
    assert built_rows(real_registers, accounts) == [("police_agencies", 23_916, 1), ("police_employees", 18_330, 0)]
    rejected = _rows(real_registers, "column_name, reason", "quality.rejected_rows where source like 'police%'")
    assert rejected == [("fips_state_county_code", "not 5 characters long")]


@pytest.mark.real
def test_real_cities_have_all_their_counties(real_registers: Settings) -> None:
    rows = _rows(real_registers, "agency_id, county_fips, placement_basis", "intermediate.int_surveyed_agency_counties")
    assert rows == [
        *(("1", code, "placed_by_hand") for code in ("36005", "36047", "36061", "36081", "36085")),
        *(("2", code, "own_code") for code in ("48085", "48113", "48121")),
        ("3", "24510", "county_name"),
        ("4", "46113", "own_code"),
    ]


@pytest.mark.real
def test_residents_of_a_year_between_real_censuses(real_registers: Settings) -> None:
    years = dict(
        built_rows(
            real_registers,
            "select year, population from intermediate.int_county_population_years where county_fips = '01001'",
        )
    )
    assert min(years) == 2003 and max(years) == 2024
    assert years[2010] == years[2024] == 54_571
    assert years[2005] == pytest.approx((43_671 + 54_571) / 2)
