-- Which county a name stands for. A name filed under two counties of its state stands for none.
with counties as (
    select * from {{ ref('int_counties') }}
),

changes as (
    select * from {{ ref('county_changes') }}
),

-- the register files agencies under counties of its own year
agencies as (
    select
        register.agency_name,
        register.agency_type,
        register.government_name,
        coalesce(changes.county_fips_2010, register.county_geoid) as county_fips
    from {{ ref('stg_police__agency') }} as register
    left join changes on register.county_geoid = changes.county_fips_listed
    where register.county_geoid is not null
),

-- the key keeps the kind of county, so "baltimore city" and "baltimore county" are two names
county_names as (
    select
        'county' as name_kind,
        state_fips,
        county_key as place_key,
        county_fips
    from counties
),

agency_names as (
    select
        'agency' as name_kind,
        substr(county_fips, 1, 2) as state_fips,
        {{ agency_key('agency_name') }} as place_key,
        county_fips
    from agencies
),

government_names as (
    select
        'place' as name_kind,
        substr(county_fips, 1, 2) as state_fips,
        trim({{ replace_all(
            name_key('government_name'), ' (city|town|village|borough|township|municipality|municipal)$', ''
        ) }}) as place_key,
        county_fips
    from agencies
    where agency_type = 'local police department'
),

all_names as (
    select * from county_names
    union all
    select * from agency_names
    union all
    select * from government_names
),

-- a code that is no county of 2010 still counts as a second one: leaving it out first would be a guess
unique_names as (
    select
        name_kind,
        state_fips,
        place_key,
        min(county_fips) as county_fips
    from all_names
    where place_key is not null and place_key <> ''
    group by name_kind, state_fips, place_key
    having count(distinct county_fips) = 1
)

select
    unique_names.name_kind,
    unique_names.state_fips,
    unique_names.place_key,
    unique_names.county_fips
from unique_names
inner join counties on unique_names.county_fips = counties.county_fips
