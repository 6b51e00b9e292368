-- Each agency once, as its newest row has it, with the level it works at and the place its name names.
with rows_of_agencies as (
    select * from {{ ref('int_agency_rows') }}
    where set_aside_reason is null
),

states as (
    select
        state_fips,
        {{ name_key('state_name') }} as state_key
    from {{ ref('states') }}
),

-- the newest row says most: the older layouts have neither type nor county, and lists without a capture are older still
ranked as (
    select
        *,
        row_number() over (
            partition by state_fips, agency_key
            order by
                coalesce(captured_on, cast('1900-01-01' as date)) desc,
                case source_id
                    when 'ice_287g_curated' then 1
                    when 'ice_287g_reconstruction' then 2
                    when 'ice_287g_roster' then 3
                    else 4
                end asc,
                source_file_id asc,
                source_row_number asc
        ) as recency
    from rows_of_agencies
),

newest as (
    select
        state_fips,
        agency_key,
        min_by(agency_name, recency) as agency_name,
        min_by(agency_type, recency) filter (where agency_type is not null) as agency_type,
        min_by(county_name, recency) filter (where county_name is not null) as county_name,
        min_by(source_file_id, recency) as source_file_id,
        min_by(source_row_number, recency) as source_row_number,
        bool_or(is_synthetic) as is_synthetic
    from ranked
    group by state_fips, agency_key
)

-- The county in a name goes before the office: "Hudson County Department of Corrections" is no state agency. ICE files state
-- universities, circuits and regional jails as state agencies; they have an area of their own.
select
    newest.state_fips,
    newest.agency_key,
    newest.agency_name,
    case
        when {{ matches('newest.agency_key', '(^| )(tribe|tribal|nation|pueblo|reservation|rancheria)( |$)') }} then 'tribal'
        when {{ matches('newest.agency_key', '(^| )(university|college|airport|port authority)( |$)') }} then 'other'
        when {{ matches('newest.agency_key', ' (county|parish)( |$)') }} then 'county'
        when {{ matches('newest.agency_key', '(^| )judicial (circuit|district|distric)( |$)') }} then 'other'
        when {{ matches('newest.agency_key', '(^| )(regional|district) (adult |jail|detention|correction)') }} then 'other'
        when
            newest.agency_type like 'STATE%'
            or {{ matches('newest.agency_key', '^(department|bureau|division|highway (state )?patrol|office of the) ') }}
            or {{ matches('newest.agency_key', '^(highway (state )?patrol|doc)( |$)') }}
            or (
                substr(newest.agency_key, 1, length(states.state_key) + 1) = states.state_key || ' '
                and {{ matches(
                    'substr(newest.agency_key, length(states.state_key) + 1)',
                    '^ (state (police|patrol|highway|guard|bureau)|national guard|highway patrol|military department'
                    ~ '|department of |alcohol |attorney general|law enforcement division)'
                ) }}
            )
            then 'state'
        when {{ matches('newest.agency_key', '(^| )sheriff( |$)') }} then 'county'
        when {{ matches('newest.agency_key', ' (police|marshals?|constables?|public safety)( |$)') }} then 'municipal'
        when newest.agency_type like 'COUNTY%' then 'county'
        when newest.agency_type like 'MUNICIPAL%' then 'municipal'
        else 'other'
    end as coverage_level,
    {{ place_of_agency('newest.agency_key') }} as place_key,
    newest.county_name,
    lower(newest.agency_name) like 'city of %' as is_named_as_city,
    newest.source_file_id,
    newest.source_row_number,
    newest.is_synthetic
from newest
inner join states on newest.state_fips = states.state_fips
