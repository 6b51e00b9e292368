-- The counties of each agency below the state and what settled them: a hand that looked it up, its own name, the county
-- listed and the registers, at last the code some list gives. Nothing is taken from two of them.
with agencies as (
    select * from {{ ref('int_agency_levels') }}
    where coverage_level <> 'state'
),

states as (
    select * from {{ ref('states') }}
),

counties as (
    select * from {{ ref('int_counties') }}
),

changes as (
    select * from {{ ref('county_changes') }}
),

positions as (
    select cast(n + 1 as integer) as position
    from range(12) as numbers (n)
),

placed_by_hand as (
    select distinct
        states.state_fips,
        {{ agency_key('hand.agency_name') }} as agency_key,
        hand.county_fips
    from {{ ref('agency_counties') }} as hand
    inner join states on hand.state_usps = states.state_usps
),

-- a code of another state is an error of the list
coded as (
    select distinct
        listed.state_fips,
        listed.agency_key,
        lpad(trim(split_part(listed.county_fips_listed, ';', positions.position)), 5, '0') as county_fips_listed
    from {{ ref('int_agency_rows') }} as listed
    cross join positions
    -- one that is too long would be cut to another county's
    where {{ matches("trim(split_part(listed.county_fips_listed, ';', positions.position))", '^[0-9]{4,5}$') }}
),

by_code as (
    select distinct
        coded.state_fips,
        coded.agency_key,
        counties.county_fips
    from coded
    left join changes on coded.county_fips_listed = changes.county_fips_listed
    inner join counties
        on coalesce(changes.county_fips_2010, coded.county_fips_listed) = counties.county_fips
            and coded.state_fips = counties.state_fips
),

findings as (
    select
        state_fips,
        agency_key,
        county_fips,
        'placed_by_hand' as resolved_by,
        1 as preference
    from placed_by_hand

    union all

    select
        state_fips,
        agency_key,
        county_fips,
        'own_name' as resolved_by,
        2 as preference
    from {{ ref('int_agency_own_counties') }}

    union all

    select
        state_fips,
        agency_key,
        county_fips,
        resolved_by,
        3 as preference
    from {{ ref('int_agency_register_counties') }}
    where county_fips is not null

    union all

    select
        state_fips,
        agency_key,
        county_fips,
        'listed_code' as resolved_by,
        4 as preference
    from by_code
),

ranked as (
    select
        findings.*,
        min(findings.preference) over (partition by findings.state_fips, findings.agency_key) as best_preference
    from findings
    inner join agencies on findings.state_fips = agencies.state_fips and findings.agency_key = agencies.agency_key
)

select
    state_fips,
    agency_key,
    county_fips,
    resolved_by
from ranked
where preference = best_preference
