"""Reads from the build what the page of places is drawn from."""

from __future__ import annotations

import duckdb

from analysis.report.places import PlaceInputs
from orchestration import police_page_frames as police
from orchestration import tract_page_frames as tracts
from orchestration.confidentiality import has_real_confidential_source
from orchestration.county_outlines import HEIGHT, WIDTH, read_county_outlines

# What a section of the page rests on; a table of one's own that is not there is replaced by the published figures.
PLACE_SOURCES = """
select * from meta.sources
where source in (
        'ucr_county', 'county_population', 'gazetteer_county', 'acs5', 'census_2000_sf1', 'census_2000_sf3',
        'county_foreign_born', 'gazetteer_tract', 'tract_weights_2000_2010', 'tract_relationship_2000_2010',
        'tract_relationship_2010_2020', 'csllea_2008', 'csllea_2018', 'lear_2016'
    )
    or (source = 'ice_arrests' and status <> 'no source')
    or starts_with(source, 'ncvs_') and not starts_with(source, 'ncvs_select')
"""

# Frames of at most a few thousand rows each.
SUMMED = {
    "covariate_years": tracts.COVARIATE_YEARS,
    "measure_years": tracts.MEASURE_YEARS,
    "census_codes": tracts.CENSUS_CODES,
    "index_loadings": "select * from marts.index_loadings",
    "index_counties": tracts.INDEX_COUNTIES,
    "changed_tracts": tracts.CHANGED_TRACTS,
    "conserved_populations": tracts.CONSERVED_POPULATIONS,
    "destinations": "select * from marts.immigrant_destinations",
    "police_counties": police.COUNTY_CLASSES,
    "police_regions": police.REGIONS,
    "police_totals": police.TOTALS,
    "unmatched_agencies": police.UNMATCHED,
}


def place_page_inputs(connection: duckdb.DuckDBPyConnection, run: dict) -> PlaceInputs:
    """Return the frames of the page of places; `run` is what the report page says of the run."""
    summed = {name: connection.execute(statement).df() for name, statement in SUMMED.items()}
    return PlaceInputs(
        **summed,
        sources=connection.execute(PLACE_SOURCES).df(),
        regional_crime=connection.execute("select * from results.regional_crime").df(),
        county_crime=connection.execute("select * from marts.county_crime").df(),
        ice_arrests=connection.execute("select * from marts.ice_arrests_by_criminality").df(),
        county_outlines=read_county_outlines(),
        outline_size=(WIDTH, HEIGHT),
        run=run,
        is_gated=has_real_confidential_source(connection),
    )
