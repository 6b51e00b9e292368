{#
Three CTEs, the last called `shared`: agencies placed in counties (one row an agency and county) with the share of each county,
by its residents at the newest census up to 2010, equal where those of one county are not known.
#}
{% macro shares_by_residents(placements, agency_columns) -%}
populations as (
    select
        county_fips,
        max_by(population, census_year) as population
    from {{ ref('int_county_population') }}
    where census_year <= 2010
    group by county_fips
),

weighted as (
    select
        {{ placements }}.*,
        populations.population as county_population,
        count(*) over agency as n_counties,
        count(populations.population) over agency as n_populations,
        sum(populations.population) over agency as agency_population
    from {{ placements }}
    left join populations on {{ placements }}.county_fips = populations.county_fips
    window agency as (partition by {% for column in agency_columns %}{{ placements }}.{{ column }}{{ ', ' if not loop.last }}{% endfor %})
),

shared as (
    select
        weighted.*,
        case
            when n_counties = 1 then cast(1 as double)
            when n_populations = n_counties and agency_population > 0
                then county_population / cast(agency_population as double)
            else 1 / cast(n_counties as double)
        end as population_share,
        case
            when n_counties = 1 then 'whole'
            when n_populations = n_counties and agency_population > 0 then 'county_population'
            else 'equal'
        end as share_basis
    from weighted
)
{%- endmacro %}
