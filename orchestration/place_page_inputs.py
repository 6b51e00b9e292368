"""Reads from the build what the page of places is drawn from."""

from __future__ import annotations

import duckdb

from analysis.report.places import PlaceInputs
from orchestration.confidentiality import has_real_confidential_source

# What a section of the page rests on; a table of one's own that is not there is replaced by the published figures.
PLACE_SOURCES = """
select * from meta.sources
where source in ('ucr_county', 'county_population', 'gazetteer_county')
    or (source = 'ice_arrests' and status <> 'no source')
    or starts_with(source, 'ncvs_') and not starts_with(source, 'ncvs_select')
"""


def place_page_inputs(connection: duckdb.DuckDBPyConnection, run: dict) -> PlaceInputs:
    """Return the frames of the page of places; `run` is what the report page says of the run."""
    return PlaceInputs(
        sources=connection.execute(PLACE_SOURCES).df(),
        regional_crime=connection.execute("select * from results.regional_crime").df(),
        county_crime=connection.execute("select * from marts.county_crime").df(),
        ice_arrests=connection.execute("select * from marts.ice_arrests_by_criminality").df(),
        run=run,
        is_gated=has_real_confidential_source(connection),
    )
