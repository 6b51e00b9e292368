-- A county is wholly its own; a city or an agency with an area of its own reaches the counties its sources and registers
-- name; a state or the nation reaches every county of it, each with its share of the residents.
with spells as (
    select distinct
        jurisdiction_id,
        coverage_level,
        state_fips,
        county_fips,
        place_id,
        agency_key
    from {{ ref('int_policy_spell_versions') }}
),

jurisdictions as (
    select * from {{ ref('jurisdictions') }}
),

counties as (
    select * from {{ ref('int_counties') }}
),

populations as (
    select * from {{ ref('int_county_population') }}
    where census_year = 2010
),

agency_counties as (
    select * from {{ ref('int_agency_counties') }}
),

statement_counties as (
    select * from {{ ref('int_statement_counties') }}
),

reached as (
    select
        jurisdiction_id,
        county_fips
    from spells
    where coverage_level not in ('state', 'national') and county_fips is not null

    union

    select
        spells.jurisdiction_id,
        agency_counties.county_fips
    from spells
    inner join agency_counties
        on spells.state_fips = agency_counties.state_fips and spells.agency_key = agency_counties.agency_key
    where spells.coverage_level not in ('state', 'national')

    union

    select
        spells.jurisdiction_id,
        statement_counties.county_fips
    from spells
    inner join statement_counties
        on spells.place_id = statement_counties.place_id
    where spells.coverage_level not in ('state', 'national')

    union

    select
        jurisdictions.jurisdiction_id,
        counties.county_fips
    from jurisdictions
    inner join counties
        on jurisdictions.coverage_level = 'national'
            or (jurisdictions.coverage_level = 'state' and jurisdictions.state_fips = counties.state_fips)
),

-- where a county's population is not known, the counties of its jurisdiction share equally
weighted as (
    select
        reached.jurisdiction_id,
        reached.county_fips,
        populations.population,
        count(*) over jurisdiction as n_counties,
        count(populations.population) over jurisdiction as n_populations,
        sum(populations.population) over jurisdiction as jurisdiction_population
    from reached
    left join populations on reached.county_fips = populations.county_fips
    window jurisdiction as (partition by reached.jurisdiction_id)
)

select
    weighted.jurisdiction_id,
    weighted.county_fips,
    cast(case
        when weighted.n_counties = 1 then 1
        when jurisdictions.coverage_level in ('state', 'national')
            then coalesce(weighted.population, 0) / nullif(cast(weighted.jurisdiction_population as double), 0)
        when weighted.n_counties = weighted.n_populations and weighted.jurisdiction_population > 0
            then weighted.population / cast(weighted.jurisdiction_population as double)
        else 1 / cast(weighted.n_counties as double)
    end as double) as population_share,
    cast(case
        when weighted.n_counties = 1 then 'whole'
        when
            jurisdictions.coverage_level in ('state', 'national') and weighted.jurisdiction_population > 0
            then 'county_population'
        when weighted.n_counties = weighted.n_populations and weighted.jurisdiction_population > 0 then 'county_population'
        when jurisdictions.coverage_level not in ('state', 'national') then 'equal'
    end as string) as share_basis,
    cast('{{ var("panel_first_month") }}' as date) as valid_from,
    cast(null as date) as valid_to,
    jurisdictions.is_synthetic
from weighted
inner join jurisdictions on weighted.jurisdiction_id = jurisdictions.jurisdiction_id
