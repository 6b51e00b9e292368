"""Tract weights, neighbours and changes of places on the real files of the shared folder alone."""

from __future__ import annotations

import csv
import gzip
import shutil
from collections import Counter
from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.data.partial_build import build_part, built_rows

pytestmark = [pytest.mark.real, pytest.mark.slow]

MODELS = ("+int_tract_weights", "+county_neighbors", "+county_islands", "stg_census__gazetteer_county", "tract_changes")
FILES = (
    "ltdb_weights_2000_2010.csv.gz",
    "ct_2022_tract_crosswalk.csv",
    "county_adjacency_2010.tsv",
    "county_adjacency_2024.txt",
    "Gaz_counties_national_2010.txt",
)
TRACTS_OF_2000, TRACTS_OF_2010 = 65_174, 72_693
SEEDS = Path(__file__).resolve().parents[2] / "dbt_project/seeds"


@pytest.fixture(scope="module")
def real_places(tmp_path_factory: pytest.TempPathFactory, shared_directory: Path) -> Settings:
    """Return a build on the real geography, with made-up people in every tract of 2000 (a twentieth of them empty)."""
    geography = shared_directory / "data/geography"

    def write_raw(folder: Path) -> None:
        for name in FILES:
            shutil.copy(geography / name, folder / name)
        with gzip.open(geography / FILES[0], "rt") as text:
            tracts = sorted({row["trtid00"] for row in csv.DictReader(text)})
        people = (f"1400000US{tract}|{number * 37 % 20 * 311}|0\n" for number, tract in enumerate(tracts))
        (folder / "acsdt5y2009-b01003.dat").write_text("GEO_ID|B01003_E001|B01003_M001\n" + "".join(people))

    return build_part(tmp_path_factory.mktemp("real_places"), write_raw, MODELS)


def _one(places: Settings, statement: str) -> tuple:
    (row,) = built_rows(places, statement)
    return row


def test_every_tract_of_the_file_is_carried_whole(real_places: Settings) -> None:
    rows = built_rows(
        real_places,
        "select from_vintage, count(*), max(abs(total - 1)) < 1e-9 from (select from_vintage, from_tract_geoid,"
        " sum(weight) as total from intermediate.int_tract_weights group by all) group by 1 order by 1",
    )
    assert rows == [(2000, TRACTS_OF_2000, True), (2010, TRACTS_OF_2010, True)]


def test_no_tract_needs_its_weights_renormalised(real_places: Settings) -> None:
    assert _one(
        real_places,
        "select count(*) filter (where abs(total - 1) > 1e-12) from (select tract_code_2000, sum(weight) as total"
        " from staging.stg_ltdb__tract_weights_2000_2010 group by 1)",
    ) == (0,)


def test_weights_of_zero_are_overlaps_where_nobody_lived(real_places: Settings) -> None:
    # No tract of 2000 has them alone; 129 of 2010 do, which go back in equal parts.
    assert _one(
        real_places,
        "select count(*), count(distinct tract_code_2000) from staging.stg_ltdb__tract_weights_2000_2010"
        " where weight = 0",
    ) == (9_096, 7_584)
    for tract, n_without in (("tract_code_2000", 0), ("tract_code_2010", 129)):
        assert _one(
            real_places,
            f"select count(*) from (select {tract} from staging.stg_ltdb__tract_weights_2000_2010 group by 1"
            " having max(weight) = 0)",
        ) == (n_without,)


def test_people_sent_to_2010_and_back_are_the_same(real_places: Settings) -> None:
    total, sent, returned, largest = _one(
        real_places,
        """
        with people as (
            select tract_geoid, population from intermediate.int_tract_counts where tract_vintage = 2000
        ),
        sent as (
            select w.to_tract_geoid as tract, sum(p.population * w.weight) as population
            from intermediate.int_tract_weights as w join people as p on w.from_tract_geoid = p.tract_geoid
            where w.from_vintage = 2000 group by 1
        ),
        returned as (
            select w.to_tract_geoid as tract, sum(s.population * w.weight) as population
            from intermediate.int_tract_weights as w join sent as s on w.from_tract_geoid = s.tract
            where w.from_vintage = 2010 and w.to_vintage = 2000 group by 1
        )
        select (select sum(population) from people), (select sum(population) from sent),
            (select sum(population) from returned),
            (select max(abs(coalesce(r.population, 0) - p.population)) from people as p
             left join returned as r on p.tract_geoid = r.tract)
        """,
    )
    assert sent == pytest.approx(total, rel=1e-12)
    assert returned == pytest.approx(total, rel=1e-12)
    assert largest < 1e-6


def test_two_thirds_of_the_tracts_changed_in_some_way(real_places: Settings) -> None:
    rows = built_rows(
        real_places,
        "select is_boundary_changed, count(distinct from_tract_geoid), count(distinct to_tract_geoid),"
        " count(distinct from_tract_geoid) filter (where from_tract_geoid <> to_tract_geoid)"
        " from intermediate.int_tract_weights where from_vintage = 2000 group by 1 order by 1",
    )
    assert rows[0] == (False, 37_707, 37_707, 2_474)
    assert rows[1][1] == TRACTS_OF_2000 - 37_707


def test_adjacency_is_counted_and_mutual(real_places: Settings) -> None:
    rows = built_rows(
        real_places,
        "select boundary_year, count(*), count(*) filter (where is_self) from intermediate.int_county_pairs group by 1"
        " order by 1",
    )
    assert rows == [(2010, 22_200, 3_234), (2024, 22_196, 3_236)]
    published = built_rows(
        real_places, "select boundary_year, count(*) from marts.county_neighbors group by 1 order by 1"
    )
    assert published == [(2010, 22_200 - 3_234), (2024, 22_196 - 3_236)]


def test_islands_are_hawaiian_counties_and_island_areas(real_places: Settings) -> None:
    islands = built_rows(
        real_places, "select boundary_year, county_fips from marts.county_islands where is_in_panel order by all"
    )
    assert islands == [(year, fips) for year in (2010, 2024) for fips in ("15001", "15003", "15007")]
    assert _one(real_places, "select count(*) from marts.county_islands where not is_in_panel") == (7 + 8,)


def test_puerto_rico_touches_no_state(real_places: Settings) -> None:
    rows = built_rows(
        real_places,
        "select boundary_year, count(distinct county_fips), bool_and(is_same_state), bool_or(is_in_panel)"
        " from marts.county_neighbors where county_fips like '72%' group by 1 order by 1",
    )
    assert rows == [(2010, 78, True, False), (2024, 78, True, False)]


def test_names_keep_their_accents_in_either_encoding(real_places: Settings) -> None:
    # The adjacency file of 2010 itself writes a plus-minus sign into the name.
    names = built_rows(
        real_places,
        "select distinct split_part(county_label, ',', 1) from staging.stg_census__county_adjacency"
        " where county_geoid = '35013'"
        " union select county_name from staging.stg_census__gazetteer_county where county_geoid = '35013' order by 1",
    )
    assert names == [("Do±a Ana County",), ("Doña Ana County",)]


def test_codes_listed_later_were_no_tract_s_before(real_places: Settings) -> None:
    assert _one(
        real_places,
        "select count(*) from marts.tract_changes as c join intermediate.int_tract_overlaps as o"
        " on (c.tract_vintage = 2000 and c.tract_geoid_listed = o.from_tract_geoid)"
        " or (c.tract_vintage = 2010 and c.tract_geoid_listed = o.to_tract_geoid)",
    ) == (0,)
    unknown = built_rows(
        real_places,
        "select c.tract_geoid from marts.tract_changes as c left join intermediate.int_tract_overlaps as o"
        " on (c.tract_vintage = 2000 and c.tract_geoid = o.from_tract_geoid)"
        " or (c.tract_vintage = 2010 and c.tract_geoid = o.to_tract_geoid) where o.from_tract_geoid is null",
    )
    assert unknown == []


def test_every_tract_of_connecticut_has_both_codes(real_places: Settings) -> None:
    assert _one(
        real_places,
        "select count(*), count(distinct tract_geoid), bool_and(substr(tract_geoid, 6) = substr(tract_geoid_listed, 6))"
        " from intermediate.int_tract_codes where tract_vintage = 2020",
    ) == (879, 879, True)


def test_the_tracts_of_connecticut_are_counted_as_the_seed_says(shared_directory: Path) -> None:
    with (shared_directory / "data/geography/ct_2022_tract_crosswalk.csv").open(encoding="utf-8-sig") as text:
        counted = Counter((row["county_fips_2020"], row["ce_fips_2022"]) for row in csv.DictReader(text))
    with (SEEDS / "county_change_shares.csv").open() as text:
        rows = [row for row in csv.DictReader(text) if row["n_tracts"]]
    assert {(row["county_fips_before"], row["county_fips_after"]): int(row["n_tracts"]) for row in rows} == counted
    totals = Counter()
    for (county, _), n_tracts in counted.items():
        totals[county] += n_tracts
    assert {row["county_fips_before"]: int(row["n_tracts_before"]) for row in rows} == totals


def test_the_border_counties_are_those_of_the_boundary_file(shared_directory: Path) -> None:
    with (shared_directory / "data/geography/us_mexico_border_counties.csv").open() as text:
        real = {row["geoid"] for row in csv.DictReader(text) if row["touches_border"] == "1"}
    with (SEEDS / "mexico_border_counties.csv").open() as text:
        seed = [row["county_fips"] for row in csv.DictReader(text)]
    assert len(seed) == 23
    assert set(seed) == real


def test_every_county_code_of_2024_leads_to_counties_of_2010(real_places: Settings) -> None:
    with (SEEDS / "county_changes.csv").open() as text:
        changes = {row["county_fips_listed"]: row["county_fips_2010"] for row in csv.DictReader(text)}
    with (SEEDS / "county_change_shares.csv").open() as text:
        after = {row["county_fips_after"] for row in csv.DictReader(text)}
    known = {
        code for (code,) in built_rows(real_places, "select county_geoid from staging.stg_census__gazetteer_county")
    }
    # Puerto Rico and the island areas, numbered from 60 on, are outside the panel.
    listed = {
        code
        for (code,) in built_rows(
            real_places, "select distinct county_fips from intermediate.int_county_pairs where boundary_year = 2024"
        )
        if code < "57"
    }
    assert {code for code in listed - known if code not in changes} == set()
    assert {code for code in listed - known if not changes[code]} <= after
    assert {code for code in changes.values() if code} <= known
    assert not known & set(changes)
