"""County crime in both layouts, from a line of text to a rate; and what the real file of 2012 holds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.data.partial_build import build_part, built_rows

pytestmark = pytest.mark.slow

GAZETTEER = (
    "STUSPS\tGEOID\tANSICODE\tNAME\tALAND\tAWATER\tINTPTLAT\tINTPTLONG\n"
    "AL\t01001\t1\tAutauga County\t1000000\t0\t32.5\t-86.6\n"
    "FL\t12086\t2\tMiami-Dade County\t1000000\t0\t25.6\t-80.5\n"
)
# Study 9006, edition 1, part 4, county 1 of the file; the rank `index` of the csv is none of the columns read.
LINES = (
    "9006140001 1  1   50000   50000  3  3100.0000   117   120   1   2    3    4     5     6     7   8\r\n"
    "900614000212 25       0       0  0  0  0.0000     0     0   0   0    0    0     0     0     0   0\r\n"
    "900614000301  x   50000   50000  3  3100.0000   117   120   1   2    3    4     5     6     7   8\r\n"
)
CSV = (
    "County,index,CPOPCRIM,COVIND,someINDEX,MODINDX,MURDER,RAPE,ROBBERY,AGASSLT,BURGLRY,LARCENY,MVTHEFT,ARSON,population,"
    "FIPS_ST,FIPS_CTY\n"
    "Autauga,999,49000,43.1092,11,18,1,2,3,4,5,6,7,8,50000,1,1\n"
)


def _build(home: Path, write) -> Settings:
    return build_part(home, write, ["+county_crime", "+regional_crime", "+rejected_rows"])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    def write(folder: Path) -> None:
        (folder / "Gaz_counties_national_2010.txt").write_text(GAZETTEER, encoding="latin-1")
        (folder / "ucr_county_2006.txt").write_text(LINES, newline="")
        (folder / "ucr_county_2012.csv").write_text(CSV)

    return _build(tmp_path_factory.mktemp("county_crime") / "home", write)


def test_both_layouts_give_offences_and_rates(built: Settings) -> None:
    columns = (
        "county_fips, year, murders, rapes, robberies, aggravated_assaults, burglaries, larcenies,"
        " motor_vehicle_thefts, arsons, violent_crimes, violent_crimes_sum, is_total_sum_of_offences,"
        " population, population_basis, violent_crimes_per_100000, coverage_indicator, is_coverage_warned"
    )
    assert built_rows(built, f"select {columns} from marts.county_crime order by year, county_fips") == [
        ("01001", 2006, 1, 2, 3, 4, 5, 6, 7, 8, 10, 10, None, 50000, "reporting_agencies", 20.0, 100.0, False),
        ("12086", 2006, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, None, None, None, None, 0.0, True),
        ("01001", 2012, 1, 2, 3, 4, 5, 6, 7, 8, 11, 10, False, 50000, "printed", 22.0, 43.1092, True),
    ]


def test_a_line_without_a_county_is_set_aside_with_its_reason(built: Settings) -> None:
    rejected = built_rows(built, "select row_number, column_name, reason from quality.rejected_rows")
    assert rejected == [(3, "fips_cty", "cannot be read as a whole number")]


def test_a_region_whose_counties_are_all_warned_of_has_no_rate(built: Settings) -> None:
    columns = (
        "year, n_counties_warned, n_counties_not_listed, covered_population, violent_crimes_per_1000_aged_12_or_over"
    )
    rows = built_rows(built, f"select {columns} from marts.regional_crime where region = 'south' order by 1")
    assert rows == [(2006, 1, 0, 50000, pytest.approx(9 / 42.1)), (2012, 1, 1, 0, None)]


@pytest.fixture(scope="module")
def real_crime(shared_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    def write(folder: Path) -> None:
        shutil.copy(shared_directory / "data/crime/ucr_county_2012.csv", folder)
        shutil.copy(shared_directory / "data/geography/Gaz_counties_national_2010.txt", folder)

    return _build(tmp_path_factory.mktemp("real_crime") / "home", write)


@pytest.mark.real
def test_every_county_of_the_real_file_is_kept(real_crime: Settings) -> None:
    assert built_rows(real_crime, "select count(*) from quality.rejected_rows") == [(0,)]
    assert built_rows(real_crime, "select count(*), count(distinct county_fips) from marts.county_crime") == [
        (3136, 3136)
    ]


@pytest.mark.real
def test_the_real_file_has_its_known_gaps(real_crime: Settings) -> None:
    counts = "count_if(coverage_indicator < 50), count_if(reporting_population = 0), count_if(is_coverage_warned)"
    assert built_rows(real_crime, f"select {counts} from marts.county_crime") == [(29, 85, 113)]


@pytest.mark.real
def test_printed_totals_of_the_real_file_are_off_by_one_and_in_two_counties_by_two(real_crime: Settings) -> None:
    sums = (
        "select greatest(abs(violent_crimes - violent_crimes_sum), abs(property_crimes - property_crimes_sum)),"
        " count(*) from marts.county_crime group by 1 order by 1"
    )
    assert built_rows(real_crime, sums) == [(0, 2703), (1, 431), (2, 2)]
    assert built_rows(real_crime, "select count_if(not is_total_sum_of_offences) from marts.county_crime") == [(433,)]


@pytest.mark.real
def test_the_rate_of_the_real_file_is_the_printed_one(real_crime: Settings) -> None:
    printed = (
        "select max(abs(crime.violent_crimes_per_100000 - cast(file.rate as double))) from marts.county_crime as crime"
        " inner join (select lpad(FIPS_ST, 2, '0') || lpad(FIPS_CTY, 3, '0') as county_fips,"
        " crime_rate_per_100000 as rate"
        f" from read_csv('{real_crime.raw_directory / 'ucr_county_2012.csv'}', all_varchar = true)) as file"
        " using (county_fips)"
    )
    [(largest,)] = built_rows(real_crime, printed)
    # Printed to seven decimals.
    assert largest < 1e-6
