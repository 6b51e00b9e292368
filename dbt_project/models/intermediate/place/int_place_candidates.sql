-- Every name of a county, police agency or place in its state, with each place of that name and the counties it lies in. The
-- register of agencies says which places there are; the list of employees adds the counties of cities across county lines.
with counties as (
    select
        *,
        {{ county_base_key('county_key') }} as county_base
    from {{ ref('int_counties') }}
),

changes as (
    select * from {{ ref('county_changes') }}
),

states as (
    select * from {{ ref('states') }}
),

positions as (
    select cast(n + 1 as integer) as position
    from range(12) as numbers (n)
),

-- Filed under counties of its own year. A code that is no county of 2010 still counts: leaving it out would be a guess. Codes
-- that begin with 99 are counties and states, not places.
register as (
    select
        agencies.ori9,
        agencies.agency_type = 'local police department' as is_local_police,
        substr(agencies.county_geoid, 1, 2) as state_fips,
        coalesce(changes.county_fips_2010, agencies.county_geoid) as county_fips,
        {{ agency_key('agencies.agency_name') }} as agency_key,
        {{ name_key('agencies.government_name') }} as government_key,
        case
            when
                agencies.agency_type = 'local police department' and agencies.fips_place_code not like '99%'
                and agencies.government_name <> '_undetermined'
                then substr(agencies.county_geoid, 1, 2) || agencies.fips_place_code
            else 'row ' || cast(agencies.source_row_number as string)
        end as place_id
    from {{ ref('stg_police__agency') }} as agencies
    left join changes on agencies.county_geoid = changes.county_fips_listed
    where agencies.county_geoid is not null
),

-- the bureau writes NB for Nebraska
employees as (
    select
        staged.ori9,
        staged.agency_kind,
        states.state_fips,
        staged.county_names,
        {{ agency_key('staged.agency_name') }} as agency_key,
        {{ name_key('staged.agency_name') }} as place_key,
        'ori ' || staged.ori9 as own_place_id
    from {{ ref('stg_police__employees') }} as staged
    inner join states on case when staged.state_usps = 'NB' then 'NE' else staged.state_usps end = states.state_usps
    where
        staged.county_names is not null
        and staged.agency_kind in ('City', 'University or College', 'Tribal', 'Other', 'Other State Agency')
),

employee_counties as (
    select distinct
        employees.ori9,
        counties.county_fips
    from employees
    cross join positions
    inner join counties
        on employees.state_fips = counties.state_fips
            and {{ county_base_key(
                name_key("split_part(employees.county_names, ',', positions.position)")
            ) }} = counties.county_base
),

-- "ithaca city" is also called ithaca, "center township" center
register_names as (
    select
        'agency' as name_kind,
        state_fips,
        agency_key as place_key,
        place_id,
        county_fips
    from register

    union

    select
        'place' as name_kind,
        state_fips,
        government_key as place_key,
        place_id,
        county_fips
    from register
    where is_local_police and government_key <> 'undetermined'

    union

    select
        'place' as name_kind,
        state_fips,
        {{ without_place_kind('government_key') }} as place_key,
        place_id,
        county_fips
    from register
    where is_local_police and government_key <> 'undetermined'
),

employee_names as (
    select
        case when agency_kind = 'City' then 'place' else 'agency' end as name_kind,
        state_fips,
        case when agency_kind = 'City' then place_key else agency_key end as place_key,
        ori9,
        own_place_id
    from employees

    union

    select
        'place' as name_kind,
        state_fips,
        {{ without_township('place_key') }} as place_key,
        ori9,
        own_place_id
    from employees
    where agency_kind = 'City'
),

-- one place under both registers: the same identifier or the same name, and a county in common
shared_places as (
    select
        employee_names.own_place_id,
        min(register.place_id) as place_id,
        1 as preference
    from employee_names
    inner join employee_counties on employee_names.ori9 = employee_counties.ori9
    inner join register
        on employee_names.ori9 = register.ori9 and employee_counties.county_fips = register.county_fips
    group by employee_names.own_place_id

    union all

    select
        employee_names.own_place_id,
        min(register_names.place_id) as place_id,
        2 as preference
    from employee_names
    inner join employee_counties on employee_names.ori9 = employee_counties.ori9
    inner join register_names
        on employee_names.name_kind = register_names.name_kind
            and employee_names.state_fips = register_names.state_fips
            and employee_names.place_key = register_names.place_key
            and employee_counties.county_fips = register_names.county_fips
    group by employee_names.own_place_id
),

known_places as (
    select
        own_place_id,
        min_by(place_id, preference) as place_id
    from shared_places
    group by own_place_id
),

place_names as (
    select
        name_kind,
        state_fips,
        place_key,
        place_id
    from register_names

    union

    select
        employee_names.name_kind,
        employee_names.state_fips,
        employee_names.place_key,
        coalesce(known_places.place_id, employee_names.own_place_id) as place_id
    from employee_names
    left join known_places on employee_names.own_place_id = known_places.own_place_id
),

place_counties as (
    select
        place_id,
        county_fips,
        'agency_register' as register
    from register_names

    union

    select
        coalesce(known_places.place_id, employee_names.own_place_id) as place_id,
        employee_counties.county_fips,
        'employees_register' as register
    from employee_names
    inner join employee_counties on employee_names.ori9 = employee_counties.ori9
    left join known_places on employee_names.own_place_id = known_places.own_place_id
),

located as (
    select
        place_names.name_kind,
        place_names.state_fips,
        place_names.place_key,
        place_names.place_id,
        place_counties.county_fips,
        place_counties.register
    from place_names
    inner join place_counties on place_names.place_id = place_counties.place_id

    union all

    -- the key keeps the kind of county, so "baltimore city" and "baltimore county" are two names
    select
        'county' as name_kind,
        state_fips,
        county_key as place_key,
        'county ' || county_fips as place_id,
        county_fips,
        'gazetteer' as register
    from counties
)

select
    name_kind,
    state_fips,
    place_key,
    place_id,
    county_fips,
    min(register) as register
from located
where place_key is not null and place_key <> ''
group by name_kind, state_fips, place_key, place_id, county_fips
