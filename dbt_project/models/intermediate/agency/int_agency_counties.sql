-- Each agency below the state with its counties and the share of its people in each: by the residents of the counties, since
-- no register counts an agency's own by county.
with placements as (
    select * from {{ ref('int_agency_placements') }}
),

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
        placements.state_fips,
        placements.agency_key,
        placements.county_fips,
        populations.population,
        count(*) over agency as n_counties,
        count(populations.population) over agency as n_populations,
        sum(populations.population) over agency as agency_population
    from placements
    left join populations on placements.county_fips = populations.county_fips
    window agency as (partition by placements.state_fips, placements.agency_key)
)

select
    state_fips,
    agency_key,
    county_fips,
    case
        when n_counties = 1 then cast(1 as double)
        when n_populations = n_counties and agency_population > 0 then population / cast(agency_population as double)
        else 1 / cast(n_counties as double)
    end as population_share,
    case
        when n_counties = 1 then 'whole'
        when n_populations = n_counties and agency_population > 0 then 'county_population'
        else 'equal'
    end as share_basis
from weighted
