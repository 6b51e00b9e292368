with spells as (
    select * from {{ ref('int_policy_spell_versions') }}
),

counties as (
    select * from {{ ref('int_counties') }}
),

states as (
    select * from {{ ref('states') }}
),

named as (
    select
        jurisdiction_id,
        coverage_level,
        max(state_fips) as state_fips,
        case when coverage_level = 'state' then null else max(county_fips) end as county_fips,
        min(jurisdiction_name) as jurisdiction_name,
        bool_and(is_synthetic) as is_synthetic
    from spells
    group by jurisdiction_id, coverage_level
)

select
    named.jurisdiction_id,
    case
        when named.coverage_level = 'county' and counties.county_fips is not null
            then counties.county_name || ', ' || counties.state_usps
        when named.coverage_level = 'state' then states.state_name
        else named.jurisdiction_name
    end as jurisdiction_name,
    named.coverage_level,
    named.state_fips,
    named.county_fips,
    named.is_synthetic
from named
left join counties on named.county_fips = counties.county_fips
left join states on named.state_fips = states.state_fips
