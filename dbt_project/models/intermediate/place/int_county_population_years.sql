-- Residents of each county of 2010 in each year of the panel: straight lines between the censuses; before the first and after
-- the last the census's own count is held.
with censuses as (
    select * from {{ ref('int_county_population') }}
),

years as (
    select year(cast('{{ var("panel_first_month") }}' as date)) + numbers.n as year
    from range(100) as numbers (n)
    where year(cast('{{ var("panel_first_month") }}' as date)) + numbers.n <= {{ var('county_years_last') }}
),

neighbors as (
    select
        censuses.county_fips,
        years.year,
        max(censuses.census_year) filter (where censuses.census_year <= years.year) as year_before,
        max_by(censuses.population, censuses.census_year) filter (where censuses.census_year <= years.year) as population_before,
        min(censuses.census_year) filter (where censuses.census_year >= years.year) as year_after,
        min_by(censuses.population, censuses.census_year) filter (where censuses.census_year >= years.year) as population_after,
        bool_or(censuses.is_synthetic) as is_synthetic
    from censuses
    cross join years
    group by censuses.county_fips, years.year
)

select
    county_fips,
    cast(year as integer) as year,
    {{ between_neighbors('year', 'year_before', 'population_before', 'year_after', 'population_after') }} as population,
    case
        when year in (year_before, year_after) then 'census'
        when year_before is null or year_after is null then 'held_from_census'
        else 'between_censuses'
    end as population_basis,
    is_synthetic
from neighbors
