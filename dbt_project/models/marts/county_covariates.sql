with tracts as (
    select * from {{ ref('int_tract_counts') }}
),

changes as (
    select * from {{ ref('county_changes') }}
),

release_years as (
    select * from {{ ref('int_release_years') }}
    where is_nearest_of_all
),

counties as (
    select * from {{ ref('int_counties') }}
),

border as (
    select * from {{ ref('mexico_border_counties') }}
),

years as (
    select distinct year from {{ ref('int_release_years') }}
),

sums as (
    select
        coalesce(changes.county_fips_2010, substr(tracts.tract_geoid, 1, 5)) as county_fips,
        tracts.release_year,
        count(*) as n_tracts,
        sum(tracts.population) as population,
        sum(tracts.n_of_known_birthplace) as n_of_known_birthplace,
        sum(tracts.n_foreign_born) as n_foreign_born,
        sum(tracts.n_of_known_origin) as n_of_known_origin,
        sum(tracts.n_latino) as n_latino,
        sum(tracts.n_black) as n_black,
        bool_or(tracts.is_synthetic) as is_synthetic
    from tracts
    left join changes on substr(tracts.tract_geoid, 1, 5) = changes.county_fips_listed
    group by coalesce(changes.county_fips_2010, substr(tracts.tract_geoid, 1, 5)), tracts.release_year
)

select
    counties.county_fips,
    years.year,
    cast(release_years.release_year as integer) as acs_release_year,
    release_years.uses_future_years,
    cast(sums.n_tracts as integer) as n_tracts,
    cast(sums.population as bigint) as population,
    cast(counties.land_area_km2 as double) as land_area_km2,
    cast(sums.population / nullif(counties.land_area_km2, 0) as double) as population_density_per_km2,
    {{ per_hundred('sums.n_foreign_born', 'sums.n_of_known_birthplace') }} as foreign_born_pct,
    {{ per_hundred('sums.n_latino', 'sums.n_of_known_origin') }} as latino_pct,
    {{ per_hundred('sums.n_black', 'sums.n_of_known_origin') }} as black_pct,
    border.county_fips is not null as is_mexico_border_county,
    sums.is_synthetic or counties.is_synthetic as is_synthetic
from counties
cross join years
inner join release_years on years.year = release_years.year
inner join sums
    on counties.county_fips = sums.county_fips and release_years.release_year = sums.release_year
left join border on counties.county_fips = border.county_fips
