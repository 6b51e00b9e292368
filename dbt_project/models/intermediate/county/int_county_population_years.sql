-- Residents of each county of 2010 in each year of the panel: straight lines between the censuses. Before the first and after the
-- last, the census's count moves as the sum over the county's tracts does; where that is not known, the count is held.
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
),

-- over years of its own: those of the covariates follow the interviews, which no public table may rest on
covariates as (
    {{ interpolated_measures(ref('int_county_measures'), ['county_fips'], 'years') }}
),

tract_sums as (
    select
        county_fips,
        year,
        population
    from covariates
    where not is_extrapolated
),

grown as (
    select
        neighbors.*,
        own.population / nullif(at_census.population, 0) as growth
    from neighbors
    left join tract_sums as own on neighbors.county_fips = own.county_fips and neighbors.year = own.year
    left join tract_sums as at_census
        on neighbors.county_fips = at_census.county_fips
            and coalesce(neighbors.year_before, neighbors.year_after) = at_census.year
),

valued as (
    select
        *,
        {{ between_neighbors('year', 'year_before', 'population_before', 'year_after', 'population_after') }} as on_the_line,
        year_before is null or year_after is null as is_outside
    from grown
)

select
    county_fips,
    cast(year as integer) as year,
    case when is_outside then on_the_line * coalesce(growth, 1) else on_the_line end as population,
    case
        when year in (year_before, year_after) then 'census'
        when is_outside and growth is not null then 'grown_from_census'
        when is_outside then 'held_from_census'
        else 'between_censuses'
    end as population_basis,
    is_synthetic
from valued
