"""The catalog: every entry is complete, and no file name fits two entries."""

from __future__ import annotations

import pytest

from orchestration.sources.catalog import load_catalog
from orchestration.sources.source import Source

CATALOG = load_catalog()
EXAMPLE_NAMES = {
    "22746-0002-Data.tsv": "ncvs_household",
    "36142-0003-Data.tsv": "ncvs_person",
    "36142-0004-Data.tsv.gz": "ncvs_incident",
    "ncvs_2009_area.tsv": "ncvs_area",
    "activation_dates.dta": "secure_communities",
    "secure_communities.csv": "secure_communities",
    "ParticipatingEntities-20210113002027.xlsx": "ice_287g_participating",
    "participatingAgencies12012025am.xlsx": "ice_287g_participating",
    "pendingAgencies-20250401123225.xlsx": "ice_287g_pending",
    "oig_2009.csv": "ice_287g_oig",
    "oig_2009_synthetic.csv": "ice_287g_oig",
    "roster_2010-10-29.csv": "ice_287g_roster",
    "agreements_2002_2017_best_guess.csv": "ice_287g_reconstruction",
    "curated_2018.xlsx": "ice_287g_curated",
    "detainer_section_iii.csv": "detainer_section_iii",
    "doj_sanctuary_2025-08-05.csv": "sanctuary_doj",
    "dated_policies.csv": "dated_policies",
    "dated_policies_synthetic.csv": "dated_policies",
    "acs5_2012_06_1.json": "acs5",
    "acsdt5y2014-b01003.dat": "acs5",
    "e20125dc0003000.txt": "acs5",
    "m20095pr0120000.txt": "acs5",
    "census_2000_sf1_06_1.json": "census_2000_sf1",
    "census_2000_sf3_06_1.json": "census_2000_sf3",
    "Gaz_counties_national_2010.txt": "gazetteer_county",
    "Gaz_tracts_national_2010.txt": "gazetteer_tract",
    "index_loadings.csv": "index_loadings",
    "county_foreign_born_1990.csv": "county_foreign_born",
    "2025_Gaz_tracts_national.txt": "gazetteer_tract",
    "ltdb_weights_2000_2010.csv.gz": "tract_weights_2000_2010",
    "crosswalk_2000_2010.csv": "tract_weights_2000_2010",
    "us2010trf.txt": "tract_relationship_2000_2010",
    "tab20_tract20_tract10_natl.txt": "tract_relationship_2010_2020",
    "ct_2022_tract_crosswalk.csv": "connecticut_tracts",
    "county_adjacency_2010.tsv": "county_adjacency",
    "county_history_2010.csv.gz": "county_population",
    "leaic_crosswalk.csv.gz": "police_agencies",
    "select_personal_victimization_sample.csv": "ncvs_select_victimization",
    "r4j4-fdwx.csv": "ncvs_select_population",
    "fbi_law_enforcement_employees_2025.csv": "police_employees",
    "27681-0001-Data.txt": "csllea_2008",
    "27681-0001-Data.tsv": "csllea_2008",
    "38771-0001-Data.tsv": "csllea_2018",
    "36697-0001-Data.tsv": "lear_2016",
    "35158-0001-Data.txt.gz": "leaic_2012",
    "35158-0001-Data.tsv": "leaic_2012",
    "ucr_county_2012.csv": "ucr_county",
    "ucr_county_2006.txt": "ucr_county",
    "ice_arrests_2009_2019.csv": "ice_arrests",
}


@pytest.mark.parametrize("source", CATALOG.values(), ids=list(CATALOG))
def test_every_entry_says_where_it_comes_from(source: Source) -> None:
    for field in (source.title, source.citation, source.licence, source.grain, source.cadence):
        assert field.strip()
    assert source.url.startswith("https://")
    assert source.layouts
    assert all(column == column.lower() for column in source.raw_columns)


@pytest.mark.parametrize(("name", "expected"), EXAMPLE_NAMES.items())
def test_a_file_name_fits_one_entry_or_a_study_whose_columns_tell(name: str, expected: str) -> None:
    fitting = [source for source in CATALOG.values() if source.match(name)]
    assert expected in {source.name for source in fitting}
    if len(fitting) > 1:
        assert all(source.study_keys and any(layout.telling for layout in source.layouts) for source in fitting)


def test_every_source_has_an_example_name() -> None:
    assert set(EXAMPLE_NAMES.values()) == set(CATALOG)


def test_the_fuller_of_two_fitting_layouts_wins() -> None:
    agreements = CATALOG["ice_287g_participating"]
    header = ["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA", "ADDENDUM", ""]
    assert agreements.layout_for(header).name == "with_addendum"
    assert agreements.layout_for(["STATE"]) is None
