-- Of every release, the counties together have the residents of the panel's tracts: a tract whose code leads to no county of 2010
-- would be lost silently. One in a thousand may be lost. A release in which some tract lacks its residents has no such total.
{{ config(meta={'dagster': {'ref': {'name': 'int_county_measures'}}}) }}

with tracts as (
    select
        counts.release_year,
        case when count(*) = count(counts.population) then sum(counts.population) end as population
    from {{ ref('int_tract_counts_by_vintage') }} as counts
    inner join {{ ref('states') }} as states on substr(counts.tract_geoid, 1, 2) = states.state_fips
    where counts.tract_vintage = 2010 and states.is_in_panel
    group by counts.release_year
),

counties as (
    select
        release_year,
        sum(population) as population
    from {{ ref('int_county_measures') }}
    group by release_year
)

select
    tracts.release_year,
    tracts.population as population_of_tracts,
    counties.population as population_of_counties
from tracts
left join counties on tracts.release_year = counties.release_year
where abs(tracts.population - coalesce(counties.population, 0)) > 0.001 * tracts.population
