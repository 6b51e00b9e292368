-- Pairs of different counties of 2010 that touch each other, with the neighbour's population.
with adjacency as (
    select * from {{ ref('stg_census__county_adjacency') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
    where source = 'county_adjacency' and release_year = 2010
),

counties as (
    select * from {{ ref('int_counties') }}
),

populations as (
    select * from {{ ref('int_county_population') }}
    where census_year = 2010
)

select
    adjacency.county_geoid as county_fips,
    adjacency.neighbor_geoid as neighbor_fips,
    populations.population as neighbor_population
from adjacency
inner join files on adjacency.source_file_id = files.source_file_id
inner join counties on adjacency.county_geoid = counties.county_fips
inner join counties as neighbors on adjacency.neighbor_geoid = neighbors.county_fips
left join populations on adjacency.neighbor_geoid = populations.county_fips
where adjacency.county_geoid <> adjacency.neighbor_geoid
