-- Residents of each county of 2010 at each census. Counties of another year stand for the one of 2010 that followed them.
with populations as (
    select * from {{ ref('stg_census__county_population') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

changes as (
    select * from {{ ref('county_changes') }}
),

counties as (
    select * from {{ ref('int_counties') }}
),

coded as (
    select
        files.release_year as census_year,
        lpad(cast(populations.county_code as string), 5, '0') as county_fips_listed,
        populations.population,
        files.is_synthetic
    from populations
    inner join files on populations.source_file_id = files.source_file_id
)

select
    counties.county_fips,
    coded.census_year,
    cast(sum(coded.population) as bigint) as population,
    bool_or(coded.is_synthetic) as is_synthetic
from coded
left join changes on coded.county_fips_listed = changes.county_fips_listed
inner join counties on coalesce(changes.county_fips_2010, coded.county_fips_listed) = counties.county_fips
group by counties.county_fips, coded.census_year
