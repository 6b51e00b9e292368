-- What the police recorded by region and year, without the counties warned of, and how much of the region that is.
with crime as (
    select * from {{ ref('county_crime') }}
),

years as (
    select distinct year from crime
),

counties as (
    select * from {{ ref('int_counties') }}
    where region is not null
),

residents as (
    select * from {{ ref('int_county_population_years') }}
),

county_years as (
    select
        counties.region,
        years.year,
        crime.county_fips is not null as is_listed,
        coalesce(crime.is_coverage_warned, false) as is_warned,
        crime.county_fips is not null and not crime.is_coverage_warned as is_covered,
        coalesce(crime.population, residents.population, 0) as population,
        crime.murders,
        crime.rapes + crime.robberies + crime.aggravated_assaults as violent_crimes,
        crime.is_synthetic
    from counties
    cross join years
    left join crime on counties.county_fips = crime.county_fips and years.year = crime.year
    left join residents on counties.county_fips = residents.county_fips and years.year = residents.year
),

summed as (
    select
        region,
        year,
        count(*) as n_counties,
        sum(case when is_warned then 1 else 0 end) as n_counties_warned,
        sum(case when is_listed then 0 else 1 end) as n_counties_not_listed,
        sum(population) as population,
        sum(case when is_covered then population else 0 end) as covered_population,
        sum(case when is_covered then violent_crimes else 0 end) as violent_crimes,
        sum(case when is_covered then murders else 0 end) as murders,
        bool_or(is_synthetic) as is_synthetic
    from county_years
    group by region, year
)

select
    region,
    cast(year as integer) as year,
    cast(n_counties as integer) as n_counties,
    cast(n_counties_warned as integer) as n_counties_warned,
    cast(n_counties_not_listed as integer) as n_counties_not_listed,
    cast(population as bigint) as population,
    cast(covered_population as bigint) as covered_population,
    cast(100.0 * covered_population / nullif(population, 0) as double) as covered_population_pct,
    cast(violent_crimes as bigint) as violent_crimes,
    cast(murders as bigint) as murders,
    cast(
        1000.0 * violent_crimes / nullif(covered_population * {{ var('aged_12_or_over_pct') }} / 100.0, 0) as double
    ) as violent_crimes_per_1000_aged_12_or_over,
    -- a region of which no file lists a county has nothing of its own to be synthetic
    coalesce(is_synthetic, false) as is_synthetic
from summed
