-- Residents born abroad of each county of 2010 in the years that destinations compare: from the census file of a year where there
-- is one, else from the covariates of the year or of Census 2000.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

changes as (
    select * from {{ ref('county_changes') }}
),

counties as (
    select * from {{ ref('int_counties') }}
),

listed as (
    select
        coalesce(changes.county_fips_2010, lpad(cast(staged.county_code as string), 5, '0')) as county_fips,
        files.release_year as year,
        sum(cast(staged.population as double)) as population,
        sum(cast(staged.n_foreign_born as double)) as n_foreign_born,
        bool_or(files.is_synthetic) as is_synthetic
    from {{ ref('stg_census__county_foreign_born') }} as staged
    inner join files on staged.source_file_id = files.source_file_id
    left join changes on lpad(cast(staged.county_code as string), 5, '0') = changes.county_fips_listed
    group by coalesce(changes.county_fips_2010, lpad(cast(staged.county_code as string), 5, '0')), files.release_year
),

listed_years as (
    select distinct year from listed
),

covariates as (
    select
        county_fips,
        year,
        population,
        foreign_born_pct,
        is_synthetic
    from {{ ref('int_county_years') }}
    where not is_extrapolated

    union all

    select
        county_fips,
        release_year as year,
        population,
        foreign_born_pct,
        is_synthetic
    from {{ ref('int_county_measures') }}
    where release_year = 2000
),

counted as (
    select
        county_fips,
        year,
        population,
        n_foreign_born,
        is_synthetic
    from listed

    union all

    select
        covariates.county_fips,
        covariates.year,
        covariates.population,
        covariates.population * covariates.foreign_born_pct / 100 as n_foreign_born,
        covariates.is_synthetic
    from covariates
    left join listed_years on covariates.year = listed_years.year
    where listed_years.year is null
)

select
    counties.county_fips,
    cast(counted.year as integer) as year,
    counted.population,
    counted.n_foreign_born,
    counted.is_synthetic
from counted
inner join counties on counted.county_fips = counties.county_fips
where counted.year in ({{ var('destination_base_year') }}, {{ var('destination_end_year') }})
