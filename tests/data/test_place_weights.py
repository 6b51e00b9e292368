"""Tract weights, tract codes and county neighbours, built on hand-made files in the layouts of the real ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.data.partial_build import build_part, built_rows, fails

pytestmark = pytest.mark.slow

MODELS = ("+int_tract_land", "+county_neighbors", "+county_islands", "+int_neighbors")
TRF_COLUMNS = 30
OLD, NEW, SAME = "01001000100", "01001000101", "01001000900"


def acs(release: int, populations: Mapping[str, int]) -> tuple[str, str]:
    """Return the name and text of a summary file with the population of tracts."""
    rows = "".join(f"1400000US{tract}|{people}|0\n" for tract, people in populations.items())
    return f"acsdt5y{release}-b01003.dat", "GEO_ID|B01003_E001|B01003_M001\n" + rows


def trf_row(old: str, new: str, *, land: int, percent: float, area: int = 0) -> str:
    """Return a line of the Census Bureau's relationship file of 2000 and 2010."""
    cells = ["0"] * TRF_COLUMNS
    cells[3], cells[12], cells[18], cells[19], cells[25] = old, new, str(land + area), str(land), f"{percent:.2f}"
    return ",".join(cells) + "\n"


def tab_rows(*parts: tuple[str, str, int, int]) -> str:
    """Return the relationship file of 2020 and 2010, byte order mark and all, of (2020, 2010, land, water)."""
    header = (
        "OID_TRACT_20|GEOID_TRACT_20|NAMELSAD_TRACT_20|AREALAND_TRACT_20|AREAWATER_TRACT_20|MTFCC_TRACT_20|"
        "FUNCSTAT_TRACT_20|OID_TRACT_10|GEOID_TRACT_10|NAMELSAD_TRACT_10|AREALAND_TRACT_10|AREAWATER_TRACT_10|"
        "MTFCC_TRACT_10|FUNCSTAT_TRACT_10|AREALAND_PART|AREAWATER_PART\n"
    )
    rows = (f"1|{new}|Tract|0|0|G5020|S|2|{old}|Tract|0|0|G5020|S|{land}|{water}\n" for new, old, land, water in parts)
    return "\ufeff" + header + "".join(rows)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return a build in which a tract was split, two were merged, one has no people and some are in no file."""

    def write_raw(folder: Path) -> None:
        files = dict(
            [
                acs(2009, {OLD: 1000, "01001000201": 300, "01001000202": 100, SAME: 50, "72001000100": 70}),
                acs(2014, {NEW: 500, "01001000102": 500, "01001000200": 400, SAME: 50, "51019050100": 9}),
                acs(2022, {"09110528100": 7, "46102940500": 5}),
            ]
        )
        files["crosswalk_2000_2010.csv"] = (
            '"trtid00","trtid10","weight","placefp10","changetype"\n'
            # as spreadsheets leave it: without the leading zero
            f'"1001000100","{NEW}",0.25,1,3\n"{OLD}","01001000102",0.75,1,3\n"{OLD}","01001000300",0,1,3\n'
            '"01001000201","01001000200",1,1,2\n"01001000202","01001000200",1,1,2\n'
        )
        files["us2010trf.txt"] = (
            # the other file speaks of this tract, and speaks first
            trf_row(OLD, NEW, land=1, percent=100)
            + trf_row("72001000100", "72001000101", land=10, percent=33.33)
            + trf_row("72001000100", "72001000102", land=30, percent=66.66)
            + trf_row("72001990000", "72001990100", land=0, percent=0, area=25)
            + trf_row("72001990000", "72001990200", land=0, percent=0, area=75)
            + trf_row("72001000200", "72001000201", land=4, percent=0)
        )
        files["tab20_tract20_tract10_natl.txt"] = tab_rows(
            ("01001000110", NEW, 600, 5),
            ("01001000110", "01001000102", 400, 5),
            ("01001000110", "01001000200", 3, 0),
            ("09013528100", "09013528100", 50, 0),
            ("46102940500", "46102940500", 50, 0),
            ("01001990000", "01001000200", 0, 20),
            ("01001990000", SAME, 0, 60),
        )
        files["ct_2022_tract_crosswalk.csv"] = "\ufefftract_fips_2020,Tract_fips_2022,town_name\n" + (
            "09013528100,09110528100,Andover\n"
        )
        files["county_adjacency_2010.tsv"] = _adjacency("\t", "A B;B A;A A;B B;C C;P Q;Q P;B D;D B;D D")
        files["county_adjacency_2024.txt"] = _adjacency("|", "A B;B A;A A")
        files["Gaz_counties_national_2010.txt"] = (
            "USPS\tGEOID\tANSICODE\tNAME\tPOP10\tHU10\tALAND\tAWATER\tINTPTLAT\tINTPTLONG" + " " * 20 + "\n"
        ) + "".join(f"AL\t{code}\t1\t{code} County\t5\t2\t1\t0\t32.5\t-86.6\n" for code in ("01001", "01003", "01007"))
        files["Gaz_tracts_national_2010.txt"] = (
            "USPS\tGEOID\tPOP10\tHU10\tALAND\tAWATER\tALAND_SQMI\tAWATER_SQMI\tINTPTLAT\tINTPTLONG" + " " * 40 + "\r\n"
        ) + "".join(
            f"AL\t{tract}\t5\t2\t{land}\t0\t0\t0\t32.5\t-86.6{' ' * 40}\r\n"
            for tract, land in ((NEW, 10), ("01001000102", 20), ("01001000300", 5), ("01001000200", 400), (SAME, 0))
        )
        files["2025_Gaz_tracts_national.txt"] = (
            "USPS|GEOID|GEOIDFQ|ALAND|AWATER|ALAND_SQMI|AWATER_SQMI|INTPTLAT|INTPTLONG\n"
            "CT|09110528100|1400000US09110528100|50|0|0|0|41.7|-72.3\n"
        )
        files["2025_Gaz_counties_national.txt"] = (
            "USPS|GEOID|GEOIDFQ|ANSICODE|NAME|ALAND|AWATER|ALAND_SQMI|AWATER_SQMI|INTPTLAT|INTPTLONG\n"
            "NM|35013|0500000US35013|1|Doña Ana County|7|0|0|0|32.5|-106.8\n"
        )
        files["county_history_2010.csv"] = "FIPS,TotPop\n1001,30\n1003,100\n1007,300\n"
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")

    return build_part(tmp_path_factory.mktemp("places"), write_raw, MODELS)


def _adjacency(delimiter: str, pairs: str) -> str:
    codes = {"A": "01001", "B": "01003", "C": "15001", "D": "01007", "P": "72001", "Q": "72003"}
    header = {
        "\t": '"county_name"\t"county_id"\t"adjacent_county_name"\t"adjacent_county_id"',
        "|": "County Name|County GEOID|Neighbor Name|Neighbor GEOID",
    }[delimiter]
    rows = (pair.split() for pair in pairs.split(";"))
    return header + "\n" + "".join(f"x{delimiter}{codes[a]}{delimiter}y{delimiter}{codes[b]}\n" for a, b in rows)


def _weights(places: Settings, from_vintage: int, to_vintage: int, tract: str) -> list[tuple]:
    rows = built_rows(
        places,
        "select to_tract_geoid, weight, weight_basis, is_boundary_changed from intermediate.int_tract_weights"
        f" where from_vintage = {from_vintage} and to_vintage = {to_vintage} and from_tract_geoid = '{tract}'"
        " order by to_tract_geoid",
    )
    return [(tract, pytest.approx(weight), basis, is_changed) for tract, weight, basis, is_changed in rows]


def test_forward_weights_are_those_of_the_longitudinal_file_then_of_the_census(places: Settings) -> None:
    assert _weights(places, 2000, 2010, OLD) == [
        (NEW, 0.25, "population", True),
        ("01001000102", 0.75, "population", True),
    ]
    assert _weights(places, 2000, 2010, "72001000100") == [
        ("72001000101", 33.33 / 99.99, "population", True),
        ("72001000102", 66.66 / 99.99, "population", True),
    ]
    # nobody lives there: land, or where there is none all area
    assert _weights(places, 2000, 2010, "72001990000") == [
        ("72001990100", 0.25, "land_area", True),
        ("72001990200", 0.75, "land_area", True),
    ]
    assert _weights(places, 2000, 2010, "72001000200") == [("72001000201", 1, "land_area", False)]


def test_a_tract_no_file_knows_is_its_namesake(places: Settings) -> None:
    assert _weights(places, 2000, 2010, SAME) == [(SAME, 1, "identity", False)]
    assert _weights(places, 2010, 2000, SAME) == [(SAME, 1, "identity", False)]


def test_backward_weights_follow_the_people_of_2000(places: Settings) -> None:
    assert _weights(places, 2010, 2000, "01001000200") == [
        ("01001000201", 0.75, "population", True),
        ("01001000202", 0.25, "population", True),
    ]
    assert _weights(places, 2010, 2000, NEW) == [(OLD, 1, "population", True)]
    # nobody lived there in 2000: the tract it was a part of
    assert _weights(places, 2010, 2000, "01001000300") == [(OLD, 1, "population", True)]


def test_later_tracts_go_by_land_without_slivers_and_on_to_2000(places: Settings) -> None:
    assert _weights(places, 2020, 2010, "01001000110") == [
        (NEW, 0.6, "land_area", True),
        ("01001000102", 0.4, "land_area", True),
    ]
    assert _weights(places, 2020, 2000, "01001000110") == [(OLD, 1, "land_area", True)]
    assert _weights(places, 2020, 2010, "01001990000") == [
        ("01001000200", 0.25, "land_area", True),
        (SAME, 0.75, "land_area", True),
    ]
    # the file of 2010 may bear either code of a renamed county: the census's own stands
    assert _weights(places, 2020, 2010, "46102940500") == [("46113940500", 1, "land_area", False)]


def test_listed_codes_lead_to_the_census_s_own(places: Settings) -> None:
    rows = built_rows(
        places,
        "select tract_geoid_listed, tract_vintage, tract_geoid, release_from from intermediate.int_tract_codes"
        " where tract_geoid_listed in ('09110528100', '51019050100', '46102940500') order by all",
    )
    assert rows == [
        ("09110528100", 2020, "09013528100", 2022),
        ("46102940500", 2010, "46113940500", 2015),
        ("51019050100", 2010, "51515050100", 2014),
    ]


def test_land_is_that_of_the_census_that_drew_the_tract(places: Settings) -> None:
    rows = built_rows(
        places, "select tract_vintage, tract_geoid, land_area_m2, is_estimated from intermediate.int_tract_land"
    )
    land = {(vintage, tract): (area, is_estimated) for vintage, tract, area, is_estimated in rows}
    # the Bureau's relationship file has the part of the old tract that it knows, which is measured
    assert land[2000, OLD] == (1, False)
    assert land[2000, "72001000100"] == (40, False)
    # two tracts that were merged share its land as they share its people
    assert land[2000, "01001000201"] == (300, True)
    assert land[2000, "01001000202"] == (100, True)
    assert land[2000, SAME] == land[2010, SAME] == (0, False)
    assert land[2020, "09013528100"] == (50, False)
    # nobody tells the land of a tract of 2010 that it lies in
    assert (2000, "51515050100") not in land


def test_neighbors_have_weights_and_islands_are_listed(places: Settings) -> None:
    rows = built_rows(
        places,
        "select county_fips, neighbor_fips, weight, population_weight, is_same_state, is_in_panel"
        " from marts.county_neighbors where boundary_year = 2010 order by all",
    )
    assert rows == [
        ("01001", "01003", 1, 1, True, True),
        ("01003", "01001", 0.5, pytest.approx(30 / 330), True, True),
        ("01003", "01007", 0.5, pytest.approx(300 / 330), True, True),
        ("01007", "01003", 1, 1, True, True),
        ("72001", "72003", 1, None, True, False),
        ("72003", "72001", 1, None, True, False),
    ]
    assert built_rows(places, "select boundary_year, county_fips, is_in_panel from marts.county_islands") == [
        (2010, "15001", True)
    ]
    assert built_rows(places, "select * from intermediate.int_neighbors order by all") == [
        ("01001", "01003", 100),
        ("01003", "01001", 30),
        ("01003", "01007", 300),
        ("01007", "01003", 100),
    ]


def test_gazetteers_of_every_layout_are_read(places: Settings) -> None:
    rows = built_rows(
        places,
        "select county_geoid, county_name, land_area_m2, population_2010, latitude_degrees"
        " from staging.stg_census__gazetteer_county where county_geoid in ('01001', '35013') order by all",
    )
    assert rows == [("01001", "01001 County", 1, 5, 32.5), ("35013", "Doña Ana County", 7, None, 32.5)]


def test_without_any_file_nothing_is_related(tmp_path: Path) -> None:
    built = build_part(tmp_path, lambda folder: None, MODELS)
    assert built_rows(built, "select count(*) from intermediate.int_tract_weights") == [(0,)]
    assert built_rows(built, "select count(*) from marts.county_neighbors") == [(0,)]


def test_weights_that_lose_residents_or_name_a_pair_twice_are_told(tmp_path: Path) -> None:
    def write_raw(folder: Path) -> None:
        rows = (
            f"{OLD},{NEW},0.5\n"  # its other half was set aside
            f"{OLD},{SAME},-0.5\n"
            f"{SAME},{SAME},0.5\n{int(SAME)},{SAME},0.5\n"  # one pair, once without its zero
        )
        (folder / "crosswalk_2000_2010.csv").write_text("trtid00,trtid10,weight\n" + rows)

    sums, pairs = "tract_weights_sum_to_one", "unique_combination_stg_ltdb__tract_weights_2000_2010*"
    model = "stg_ltdb__tract_weights_2000_2010"
    built = build_part(tmp_path / "home", write_raw, [model], [sums, pairs])
    assert fails(built, sums) and fails(built, pairs)
    [(code, _)] = built_rows(
        built, f"select tract_code_2000, sum(weight) from staging.{model} group by 1 having sum(weight) < 0.9"
    )
    assert code == int(OLD)
