"""Covariates of hand-made tracts, set beside the same formulas written out in numpy."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from orchestration.settings import Settings
from orchestration.warehouse import build
from tests.data.hand_made_places import COUNTIES, TRACTS, drawn_cells, drawn_census, write_census
from tests.data.partial_build import build_part, fails

SENTINEL_TRACT = TRACTS[7]
DISADVANTAGE = (
    "poverty_pct", "public_assistance_pct", "female_headed_pct", "unemployed_pct", "black_pct", "under_18_pct",
)  # fmt: skip


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("places")
    models = ["+tract_covariates", "+county_covariates", "+immigrant_destinations"]
    return build_part(home, lambda folder: write_census(folder, SENTINEL_TRACT), models)


def _frame(settings: Settings, query: str) -> pd.DataFrame:
    with build(settings) as connection:
        return connection.execute(query).df()


def _tract_years(settings: Settings, columns: str, vintage: int = 2010) -> pd.DataFrame:
    query = f"select tract_geoid, year, {columns} from marts.tract_covariates where tract_vintage = {vintage}"
    return _frame(settings, query).pivot(index="tract_geoid", columns="year")


def _summed(cells: pd.DataFrame, table: str, numbers: list[int]) -> pd.Series:
    return cells[[f"{table}_{number:03d}e" for number in numbers]].sum(axis=1)


def _margin(cells: pd.DataFrame, table: str, numbers: list[int]) -> pd.Series:
    """Of all zero cells only the largest margin counts."""
    estimates = cells[[f"{table}_{number:03d}e" for number in numbers]].to_numpy()
    squares = cells[[f"{table}_{number:03d}m" for number in numbers]].to_numpy(dtype=float) ** 2
    counted = np.where(estimates != 0, squares, 0).sum(axis=1) + np.where(estimates == 0, squares, 0).max(axis=1)
    return pd.Series(np.sqrt(counted), index=cells.index)


UNDER_18 = [3, 4, 5, 6, 27, 28, 29, 30]


def test_a_share_and_its_margin_follow_the_bureaus_formulas(places: Settings) -> None:
    cells = drawn_cells(2010)
    part, whole = _summed(cells, "b01001", UNDER_18), cells["b01003_001e"]
    part_moe, whole_moe = _margin(cells, "b01001", UNDER_18), cells["b01003_001m"].astype(float)
    share = part / whole
    under_the_root = part_moe**2 - (share * whole_moe) ** 2
    under_the_root = under_the_root.where(under_the_root >= 0, part_moe**2 + (share * whole_moe) ** 2)
    years = _tract_years(places, "under_18_pct, under_18_pct_moe")
    # The release of 2010 speaks for 2008 alone.
    np.testing.assert_allclose(years["under_18_pct"][2008], 100 * share[years.index], rtol=1e-12)
    expected = 100 * np.sqrt(under_the_root) / whole
    np.testing.assert_allclose(years["under_18_pct_moe"][2008], expected[years.index], rtol=1e-12)
    zeros = cells[[f"b01001_{number:03d}e" for number in UNDER_18]].eq(0).sum(axis=1)
    assert (zeros > 1).any() and (part_moe**2 < (share * whole_moe) ** 2).any()


def test_unemployment_is_summed_over_ages_until_a_table_lists_it(places: Settings) -> None:
    years = _tract_years(places, "unemployed_pct")["unemployed_pct"]
    early, late = drawn_cells(2010), drawn_cells(2014)
    men, women = range(6, 70, 7), range(92, 156, 7)
    force = _summed(early, "b23001", [*men, 74, 79, 84, *women, 160, 165, 170])
    jobless = _summed(early, "b23001", [*(n + 2 for n in men), 76, 81, 86, *(n + 2 for n in women), 162, 167, 172])
    np.testing.assert_allclose(years[2008], (100 * jobless / force)[years.index], rtol=1e-12)
    listed = 100 * late["b23025_005e"] / late["b23025_003e"]
    np.testing.assert_allclose(years[2012], listed[years.index], rtol=1e-12)


def test_heterogeneity_is_one_minus_the_squared_shares_of_five_groups(places: Settings) -> None:
    cells = drawn_cells(2014)
    groups = [[3], [4], [12], [6, 7], [5, 8, 9]]
    shares = pd.concat([_summed(cells, "b03002", group) / cells["b03002_001e"] for group in groups], axis=1)
    margins = pd.concat([_margin(cells, "b03002", group) / cells["b03002_001e"] for group in groups], axis=1)
    years = _tract_years(places, "racial_heterogeneity, racial_heterogeneity_moe")
    squares = (shares**2).sum(axis=1)
    np.testing.assert_allclose(years["racial_heterogeneity"][2012], (1 - squares)[years.index], rtol=1e-12)
    slopes = 2 * (squares.to_numpy()[:, None] - shares.to_numpy())
    expected = pd.Series(np.sqrt(((slopes * margins.to_numpy()) ** 2).sum(axis=1)), index=cells.index)
    np.testing.assert_allclose(years["racial_heterogeneity_moe"][2012], expected[years.index], rtol=1e-12)


def test_moving_bins_are_divided_at_ten_years(places: Settings) -> None:
    years = _tract_years(places, "moved_under_10y_pct, is_moved_under_10y_interpolated")
    cells = drawn_cells(2014)
    # Ten years before the middle of 2010-14 is 2002: all of 2010 and later, eight of the ten years 2000 to 2009.
    moved = _summed(cells, "b25038", [3, 10]) + 0.8 * _summed(cells, "b25038", [4, 11])
    expected = 100 * moved / cells["b25038_001e"]
    np.testing.assert_allclose(years["moved_under_10y_pct"][2012], expected[years.index], rtol=1e-12)
    assert years["is_moved_under_10y_interpolated"][2012].all()


def test_years_lie_on_the_line_between_their_releases_and_say_so(places: Settings) -> None:
    census = drawn_census()
    poverty_2000 = 100 * census["p087002"] / census["p087001"]
    base = census["p087001"].astype(float)
    moe_2000 = 100 * 1.645 * np.sqrt(5 * census["p087002"] * (1 - census["p087002"] / base)) / base
    cells = {release: drawn_cells(release) for release in (2009, 2010, 2014)}
    poverty = {release: 100 * frame["b17001_002e"] / frame["b17001_001e"] for release, frame in cells.items()}
    flags = "is_interpolated, is_extrapolated, uses_future_years, release_year, next_release_year"
    years = _tract_years(places, f"poverty_pct, poverty_pct_moe, poverty_pct_2000, {flags}")
    value = years["poverty_pct"]
    order = years.index
    np.testing.assert_allclose(value[2007], poverty[2009][order], rtol=1e-12)
    between = poverty_2000 + (2005 - 2000) / 7 * (poverty[2009] - poverty_2000)
    np.testing.assert_allclose(value[2005], between[order], rtol=1e-12)
    np.testing.assert_allclose(
        value[2011], (poverty[2010] + 3 / 4 * (poverty[2014] - poverty[2010]))[order], rtol=1e-12
    )
    np.testing.assert_allclose(value[2014], poverty[2014][order], rtol=1e-12)
    np.testing.assert_allclose(years["poverty_pct_2000"][2009], poverty_2000[order], rtol=1e-12)
    moe_2007 = years["poverty_pct_moe"][2007]
    np.testing.assert_allclose(years["poverty_pct_moe"][2005], 2 / 7 * moe_2000[order] + 5 / 7 * moe_2007, rtol=1e-12)
    first = years.xs(TRACTS[3])
    told = {name: first[name].to_dict() for name in flags.split(", ")}
    assert [year for year, flag in told["is_interpolated"].items() if flag] == [
        2003,
        2004,
        2005,
        2006,
        2009,
        2010,
        2011,
    ]
    assert [year for year, flag in told["is_extrapolated"].items() if flag] == [2013, 2014]
    assert [year for year, flag in told["uses_future_years"].items() if not flag] == [2014]
    assert (told["release_year"][2005], told["next_release_year"][2005]) == (2000, 2009)
    assert (told["release_year"][2008], pd.isna(told["next_release_year"][2008])) == (2010, True)


def test_a_code_of_the_bureau_is_missing_and_a_controlled_margin_is_zero(places: Settings) -> None:
    query = f"select * from marts.tract_covariates where tract_geoid = '{SENTINEL_TRACT}' and tract_vintage = 2010"
    years = _frame(places, query).set_index("year")
    assert years["public_assistance_pct"].isna().to_dict() == {year: year >= 2009 for year in years.index}
    assert years["is_suppressed"].to_dict() == {year: year >= 2009 for year in years.index}
    assert years.loc[2012, "population_moe"] == 0 and years.loc[2012, "poverty_pct"] > 0
    others = _frame(places, "select count(*) from marts.tract_covariates where is_suppressed")
    assert others.iat[0, 0] == 2 * years["is_suppressed"].sum()


@pytest.mark.parametrize(
    ("data_test", "relation", "column", "code"),
    [
        ("no_count_of_a_tract_is_negative", "intermediate.int_acs_counts", "n_vacant_moe", -222222222),
        ("no_covariate_of_a_tract_is_a_code", "marts.tract_covariates", "vacant_pct_moe", -0.5),
        ("no_covariate_of_a_tract_is_a_code", "marts.tract_covariates", "residential_instability", -6e6),
    ],
)
def test_a_code_that_passed_for_a_number_fails_the_data_tests(
    places: Settings, data_test: str, relation: str, column: str, code: float
) -> None:
    assert not fails(places, data_test)
    one_cell = f"update {relation} set {column} = {{}} where rowid = (select min(rowid) from {relation})"
    with build(places) as connection:
        [(number,)] = connection.execute(f"select {column} from {relation} order by rowid limit 1").fetchall()
        connection.execute(one_cell.format(code))
    try:
        assert fails(places, data_test)
    finally:
        with build(places) as connection:
            connection.execute(one_cell.format("null" if number is None else number))


def test_a_tract_of_water_has_no_density(places: Settings) -> None:
    density = _tract_years(places, "population_density_per_km2")["population_density_per_km2"]
    assert density.loc[TRACTS[0]].isna().all() and density.drop(index=TRACTS[0]).notna().all().all()
    population = drawn_cells(2014)["b01003_001e"]
    np.testing.assert_allclose(density[2012].loc[TRACTS[5]], population[TRACTS[5]] / 5)


def test_the_index_is_the_first_principal_component_weighted_by_residents(places: Settings) -> None:
    reference = _frame(
        places,
        f"""select release_year, population, {", ".join(DISADVANTAGE)} from intermediate.int_tract_measures
        where tract_vintage = 2010 and release_year in (2000, 2009, 2014)""",
    ).dropna()
    items, weight = reference[list(DISADVANTAGE)].to_numpy(), reference["population"].to_numpy()
    mean = np.average(items, axis=0, weights=weight)
    spread = np.sqrt(np.average((items - mean) ** 2, axis=0, weights=weight))
    standard = (items - mean) / spread
    values, vectors = np.linalg.eigh(standard.T @ (standard * weight[:, None]) / weight.sum())
    first = vectors[:, -1] * np.sign(vectors[0, -1])
    loadings = _frame(places, "select * from marts.index_loadings where index_name = 'concentrated_disadvantage'")
    loadings = loadings.set_index("item").loc[list(DISADVANTAGE)]
    np.testing.assert_allclose(loadings["loading"], first, atol=1e-9)
    np.testing.assert_allclose(loadings["share_of_variance"], values[-1] / 6, atol=1e-9)
    np.testing.assert_allclose(loadings["item_standard_deviation"], spread, rtol=1e-9)
    scores = standard @ first / np.sqrt(values[-1])
    assert np.average(scores**2, weights=weight) == pytest.approx(1.0)
    years = _tract_years(places, "concentrated_disadvantage, " + ", ".join(DISADVANTAGE))
    own = np.column_stack([years[item][2012] for item in DISADVANTAGE])
    np.testing.assert_allclose(
        years["concentrated_disadvantage"][2012], (own - mean) / spread @ first / np.sqrt(values[-1]), atol=1e-9
    )


def test_a_county_is_the_sum_of_its_tracts(places: Settings) -> None:
    counties = _frame(places, "select * from marts.county_covariates where year = 2012").set_index("county_fips")
    cells = drawn_cells(2014).drop(index=SENTINEL_TRACT)
    for county in COUNTIES:
        own = drawn_cells(2014)[lambda frame, c=county: frame.index.str[:5] == c]
        assert counties.loc[county, "population"] == own["b01003_001e"].sum()
        squares = own["b01003_001m"].astype(float) ** 2
        controlled = squares.get(SENTINEL_TRACT, 0.0)
        assert counties.loc[county, "population_moe"] == pytest.approx(np.sqrt(squares.sum() - controlled))
        assert counties.loc[county, "foreign_born_pct"] == pytest.approx(
            100 * own["b05002_013e"].sum() / own["b05002_001e"].sum()
        )
    assert len(cells) == len(TRACTS) - 1
    assert counties["is_mexico_border_county"].to_dict() == {"06037": False, "35013": True}


def test_a_destination_rests_on_the_file_of_1990_and_the_covariates_of_2010(places: Settings) -> None:
    counties = _frame(places, "select * from marts.immigrant_destinations").set_index("county_fips")
    later = _frame(places, "select * from marts.county_covariates where year = 2010").set_index("county_fips")
    born_abroad = later["population"] * later["foreign_born_pct"] / 100
    np.testing.assert_allclose(counties["end_foreign_born"], born_abroad[counties.index], rtol=1e-12)
    assert counties["base_foreign_born_pct"].to_dict() == pytest.approx({"06037": 200 / 9, "35013": 1 / 9})
    assert counties["destination"].to_dict() == {"06037": "traditional", "35013": "new"}


def test_kept_loadings_are_used_instead_of_a_fit(places: Settings, tmp_path: Path) -> None:
    fitted = _frame(places, "select * from marts.index_loadings")
    assert fitted["is_fitted_here"].all()
    kept = fitted[fitted["index_name"] == "residential_instability"].assign(item_mean=lambda own: own["item_mean"] + 1)

    def write_raw(folder: Path) -> None:
        write_census(folder, releases=(2014,))
        kept.drop(columns=["is_fitted_here", "is_synthetic"]).to_csv(folder / "index_loadings.csv", index=False)

    frozen = build_part(tmp_path, write_raw, ["+index_loadings"])
    loadings = _frame(frozen, "select * from marts.index_loadings").set_index(["index_name", "item"])
    own = loadings.loc["residential_instability"]
    expected = kept.set_index("item").loc[own.index]
    np.testing.assert_allclose(own["item_mean"], expected["item_mean"], rtol=1e-12)
    np.testing.assert_allclose(own["scoring_coefficient"], expected["scoring_coefficient"], rtol=1e-12)
    assert loadings.groupby("index_name")["is_fitted_here"].unique().map(list).to_dict() == {
        "concentrated_disadvantage": [True],
        "concentrated_disadvantage_without_unemployment": [True],
        "residential_instability": [False],
    }


def test_a_release_in_tracts_of_2020_reaches_both_vintages_and_keeps_its_totals(tmp_path: Path) -> None:
    """Two tracts of 2010 became one in 2020, two thirds of its land from the first; the others kept their codes."""
    one, other = TRACTS[0], TRACTS[2]

    def write_raw(folder: Path) -> None:
        write_census(folder, releases=(2014, 2024))
        parts = [f"{one}|{one}|2000000|0", f"{one}|{other}|1000000|0"]
        parts += [f"{tract}|{tract}|1000000|0" for tract in TRACTS if tract not in (one, other)]
        header = "GEOID_TRACT_20|GEOID_TRACT_10|AREALAND_PART|AREAWATER_PART"
        (folder / "tab20_tract20_tract10_natl.txt").write_text("\n".join([header, *parts]) + "\n")
        for path in folder.glob("acs5_2024_*.json"):
            header_row, *rows = json.loads(path.read_text())
            path.write_text(json.dumps([header_row, *(row for row in rows if "".join(row[-3:]) != other)]))

    settings = build_part(tmp_path, write_raw, ["+tract_covariates", "+county_covariates"])
    cells = drawn_cells(2024).drop(index=other)
    # A tract in two parts errs once: the county's margin is that of the tracts as they were counted.
    county = _frame(settings, "select * from marts.county_covariates where year = 2022 and county_fips = '06037'")
    own = cells[cells.index.str[:5] == "06037"]
    assert county["population_moe"].item() == pytest.approx(np.sqrt((own["b01003_001m"].astype(float) ** 2).sum()))
    for vintage in (2000, 2010):
        years = _tract_years(settings, "population, is_boundary_changed, poverty_pct", vintage)
        population = years["population"][2022]
        assert population.sum() == pytest.approx(cells["b01003_001e"].sum())
        assert population[one] == pytest.approx(2 / 3 * cells.loc[one, "b01003_001e"])
        assert population[other] == pytest.approx(1 / 3 * cells.loc[one, "b01003_001e"])
        assert years["poverty_pct"][2022][one] == pytest.approx(years["poverty_pct"][2022][other])
        changed = years["is_boundary_changed"][2022]
        assert set(changed.index[changed.astype(bool)]) == {one, other}
        assert (min(years["population"].columns), max(years["population"].columns)) == (2003, 2024)


def test_a_share_of_a_county_rests_on_the_tracts_that_tell_both_its_counts(places: Settings) -> None:
    counties = _frame(places, "select * from marts.county_covariates where year = 2012").set_index("county_fips")
    own = drawn_cells(2014)[lambda frame: frame.index.str[:5] == SENTINEL_TRACT[:5]].drop(index=SENTINEL_TRACT)
    expected = 100 * own["b19057_002e"].sum() / own["b19057_001e"].sum()
    assert counties.loc[SENTINEL_TRACT[:5], "public_assistance_pct"] == pytest.approx(expected)
    assert counties["is_suppressed"].to_dict() == {county: county == SENTINEL_TRACT[:5] for county in COUNTIES}
