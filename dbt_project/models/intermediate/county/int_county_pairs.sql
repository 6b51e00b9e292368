-- Pairs of counties that touch, in the boundaries of each adjacency file, with the neighbour's residents in 2010.
with adjacency as (
    select * from {{ ref('stg_census__county_adjacency') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
    where source = 'county_adjacency' and release_year in (2010, 2024)
),

-- a new code for the same county has its people; where several came of one, each has some of them
renamed as (
    select
        min(county_fips_listed) as county_fips_listed,
        county_fips_2010
    from {{ ref('county_changes') }}
    where changed_on >= cast('2010-04-01' as date)
    group by county_fips_2010
    having count(*) = 1
),

populations as (
    select * from {{ ref('int_county_population') }}
    where census_year = 2010
)

select
    files.release_year as boundary_year,
    adjacency.county_geoid as county_fips,
    adjacency.neighbor_geoid as neighbor_fips,
    adjacency.county_geoid = adjacency.neighbor_geoid as is_self,
    populations.population as neighbor_population,
    files.is_synthetic
from adjacency
inner join files on adjacency.source_file_id = files.source_file_id
left join renamed on adjacency.neighbor_geoid = renamed.county_fips_listed
left join populations on coalesce(renamed.county_fips_2010, adjacency.neighbor_geoid) = populations.county_fips
