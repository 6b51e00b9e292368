"""The data tests of places pass on hand-made tracts and fail on broken copies; and Puerto Rico stands apart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.warehouse import build
from tests.data.hand_made_places import (
    COUNTIES,
    N_TRACTS_OF_PUERTO_RICO,
    PUERTO_RICO,
    TRACTS,
    write_census,
    write_puerto_rico,
)
from tests.data.partial_build import build_part, built_rows, fails

pytestmark = pytest.mark.slow

WATER, LAND = TRACTS[0], TRACTS[5]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return a build of hand-made tracts, those of Puerto Rico among them, in which every data test passed."""

    def write(folder: Path) -> None:
        write_census(folder)
        write_puerto_rico(folder)

    home = tmp_path_factory.mktemp("place_checks") / "home"
    return build_part(home, write, ["+tract_covariates", "+county_covariates", "+immigrant_destinations"])


DATA_TESTS = (
    "no_part_of_a_tract_exceeds_its_whole", "density_needs_land", "counties_hold_the_people_of_their_tracts",
)  # fmt: skip


@pytest.mark.parametrize("data_test", DATA_TESTS)
def test_the_data_tests_pass_on_a_sound_build(places: Settings, data_test: str) -> None:
    assert not fails(places, data_test)


@pytest.mark.parametrize(
    ("data_test", "damage"),
    [
        (
            "no_part_of_a_tract_exceeds_its_whole",
            f"update intermediate.int_acs_counts set n_poor = n_poverty_universe + 1 where tract_geoid = '{LAND}'",
        ),
        (
            "no_part_of_a_tract_exceeds_its_whole",
            f"update intermediate.int_acs_counts set n_noncitizen = n_foreign_born + 1 where tract_geoid = '{LAND}'",
        ),
        (
            "no_part_of_a_tract_exceeds_its_whole",
            f"update intermediate.int_census_2000_counts set n_white = n_origin_universe where tract_geoid = '{LAND}'",
        ),
        (
            "density_needs_land",
            f"update marts.tract_covariates set population_density_per_km2 = 0 where tract_geoid = '{WATER}'",
        ),
        (
            "density_needs_land",
            f"update marts.tract_covariates set population_density_per_km2 = null where tract_geoid = '{LAND}'",
        ),
        (
            "counties_hold_the_people_of_their_tracts",
            "update intermediate.int_county_measures set population = 0.99 * population where release_year = 2009",
        ),
        (
            "counties_hold_the_people_of_their_tracts",
            "delete from intermediate.int_county_measures where release_year = 2014",
        ),
    ],
)
def test_a_data_test_fails_on_a_broken_copy(places: Settings, tmp_path: Path, data_test: str, damage: str) -> None:
    home = tmp_path / "broken"
    shutil.copytree(places.home, home)
    broken = Settings(home=home, raw_directory=home / "mine")
    with build(broken) as connection:
        connection.execute(damage)
    assert fails(broken, data_test)


def test_puerto_rico_has_covariates_of_its_tracts_and_no_county(places: Settings) -> None:
    of_tracts = (
        "select tract_vintage, count(distinct tract_geoid), min(poverty_pct), bool_and(concentrated_disadvantage"
        f" is not null) from marts.tract_covariates where tract_geoid like '{PUERTO_RICO}%' group by 1 order by 1"
    )
    everybody = (N_TRACTS_OF_PUERTO_RICO, 100.0, True)
    assert built_rows(places, of_tracts) == [(2000, *everybody), (2010, *everybody)]
    for mart in ("county_covariates", "immigrant_destinations"):
        counties = built_rows(places, f"select distinct county_fips from marts.{mart} order by 1")
        assert counties == [(county,) for county in sorted(COUNTIES)]


def test_puerto_rico_is_no_part_of_what_indices_are_measured_by(places: Settings) -> None:
    reference = (
        "select count(*), sum(population * poverty_pct) / sum(population) from intermediate.int_tract_measures"
        " where tract_vintage = 2010 and release_year in (2000, 2009, 2014) and population >= 500"
    )
    [without] = built_rows(places, f"{reference} and tract_geoid not like '{PUERTO_RICO}%'")
    [with_it] = built_rows(places, reference)
    loadings = built_rows(places, "select n_tracts, item_mean from marts.index_loadings where item = 'poverty_pct'")
    assert with_it[0] == without[0] + 3 * N_TRACTS_OF_PUERTO_RICO
    assert with_it[1] > without[1] + 1
    for n_tracts, mean in loadings:
        assert (n_tracts, mean) == (without[0], pytest.approx(without[1]))
    assert len(loadings) == 2
