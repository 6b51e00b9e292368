-- Counties an agency's own name names: "Etowah County Sheriff's Office", "Manassas Police Department" of the independent city,
-- "Miami-Dade Sheriff's Office". A sheriff named like a county and like an independent city alike names neither.
with agencies as (
    select
        *,
        nullif(regexp_extract(agency_key, '^(.* (county|parish|borough))( |$)', 1), '') as county_in_name
    from {{ ref('int_agency_levels') }}
    where coverage_level <> 'state'
),

counties as (
    select
        *,
        {{ county_base_key('county_key') }} as county_base
    from {{ ref('int_counties') }}
),

-- of "salt lake county" and "lake county" the longer one is meant
contained as (
    select
        agencies.state_fips,
        agencies.agency_key,
        counties.county_fips,
        rank() over (
            partition by agencies.state_fips, agencies.agency_key order by length(counties.county_key) desc
        ) as shortness
    from agencies
    inner join counties
        on agencies.state_fips = counties.state_fips
            and position(' ' || counties.county_key || ' ' in ' ' || agencies.agency_key || ' ') > 0
    where {{ matches('counties.county_key', ' (county|parish|borough)$') }}
),

respelled as (
    select
        agencies.state_fips,
        agencies.agency_key,
        counties.county_fips
    from agencies
    inner join counties
        on agencies.state_fips = counties.state_fips
            and {{ county_base_key('agencies.county_in_name') }} = counties.county_base
),

-- an independent city is its own county equivalent
independent_cities as (
    select
        agencies.state_fips,
        agencies.agency_key,
        counties.county_fips
    from agencies
    inner join counties
        on agencies.state_fips = counties.state_fips
            and counties.county_key in (agencies.place_key, agencies.place_key || ' city')
    where
        agencies.coverage_level in ('county', 'municipal')
        and {{ matches('counties.county_key', ' city$') }}
),

sheriffs as (
    select
        agencies.state_fips,
        agencies.agency_key,
        counties.county_fips
    from agencies
    inner join counties
        on agencies.state_fips = counties.state_fips
            and replace(agencies.place_key, ' ', '') = counties.county_base
    where
        {{ matches('agencies.agency_key', ' sheriff$') }}
        and agencies.county_in_name is null
        and not agencies.is_named_as_city
),

named as (
    select
        state_fips,
        agency_key,
        county_fips
    from contained
    where shortness = 1

    union

    select
        state_fips,
        agency_key,
        county_fips
    from respelled

    union

    select
        state_fips,
        agency_key,
        county_fips
    from independent_cities

    union

    select
        state_fips,
        agency_key,
        county_fips
    from sheriffs
),

certain as (
    select
        state_fips,
        agency_key
    from named
    group by state_fips, agency_key
    having count(*) = 1
)

select
    named.state_fips,
    named.agency_key,
    named.county_fips
from named
inner join certain on named.state_fips = certain.state_fips and named.agency_key = certain.agency_key
