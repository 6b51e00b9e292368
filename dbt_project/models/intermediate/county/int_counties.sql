-- Every county of 2010 in the fifty states and the District of Columbia.
with gazetteer as (
    select * from {{ ref('stg_census__gazetteer_county') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

states as (
    select * from {{ ref('states') }}
)

select
    gazetteer.county_geoid as county_fips,
    states.state_fips,
    states.state_usps,
    states.region,
    gazetteer.county_name,
    {{ name_key('gazetteer.county_name') }} as county_key,
    gazetteer.land_area_m2 / 1e6 as land_area_km2,
    files.is_synthetic
from gazetteer
inner join files on gazetteer.source_file_id = files.source_file_id
inner join states on substr(gazetteer.county_geoid, 1, 2) = states.state_fips
where
    files.release_year = 2010
    and states.is_in_panel
