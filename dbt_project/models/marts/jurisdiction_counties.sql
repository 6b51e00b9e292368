-- A county is wholly its own; a city is filed under one county; a state or the nation reaches every county of it.
with jurisdictions as (
    select * from {{ ref('jurisdictions') }}
),

counties as (
    select * from {{ ref('int_counties') }}
),

local as (
    select
        jurisdictions.jurisdiction_id,
        counties.county_fips,
        jurisdictions.coverage_level,
        jurisdictions.is_synthetic
    from jurisdictions
    inner join counties on jurisdictions.county_fips = counties.county_fips
    where jurisdictions.coverage_level not in ('state', 'national')
),

statewide as (
    select
        jurisdictions.jurisdiction_id,
        counties.county_fips,
        jurisdictions.coverage_level,
        jurisdictions.is_synthetic
    from jurisdictions
    inner join counties on jurisdictions.state_fips = counties.state_fips
    where jurisdictions.coverage_level = 'state'
),

nationwide as (
    select
        jurisdictions.jurisdiction_id,
        counties.county_fips,
        jurisdictions.coverage_level,
        jurisdictions.is_synthetic
    from jurisdictions
    cross join counties
    where jurisdictions.coverage_level = 'national'
),

bridge as (
    select * from local
    union all
    select * from statewide
    union all
    select * from nationwide
)

select
    jurisdiction_id,
    county_fips,
    cast(case when coverage_level in ('county', 'municipal') then 1 end as double) as population_share,
    cast('{{ var("panel_first_month") }}' as date) as valid_from,
    cast(null as date) as valid_to,
    is_synthetic
from bridge
