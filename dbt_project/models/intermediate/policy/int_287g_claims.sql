-- What each capture of ICE's list claims: this agency held this model on that day.
with listed as (
    select * from {{ ref('int_287g_listings') }}
    where repeats_row_number is null
),

support_types as (
    select * from {{ ref('support_types') }}
),

states as (
    select
        *,
        {{ name_key('state_name') }} as state_key
    from {{ ref('states') }}
),

keyed as (
    select
        listed.captured_on,
        listed.is_synthetic,
        listed.source_file_id,
        listed.source_row_number,
        states.state_fips,
        states.state_key,
        listed.agency_name,
        {{ agency_key('listed.agency_name') }} as full_agency_key,
        listed.agency_type,
        listed.county_name,
        support_types.policy,
        listed.signed_on
    from listed
    inner join support_types on listed.support_type = support_types.support_type
    inner join states on listed.state_name = upper(states.state_name)
),

-- "Alaska Department of Corrections" and "Department of Corrections" are one; "Oklahoma County" is no state agency
agencies as (
    select
        *,
        case
            when
                substr(full_agency_key, 1, length(state_key) + 1) = state_key || ' '
                and {{ matches(
                    'substr(full_agency_key, length(state_key) + 2)', '^(department|bureau|division|office|highway|doc) ?'
                ) }}
                then substr(full_agency_key, length(state_key) + 2)
            else full_agency_key
        end as agency_key
    from keyed
)

select
    captured_on,
    is_synthetic,
    source_file_id,
    source_row_number,
    state_fips,
    agency_key,
    agency_name,
    agency_type,
    county_name,
    policy,
    signed_on,
    row_number() over (
        partition by captured_on, state_fips, agency_key, policy
        order by signed_on nulls last, source_file_id, source_row_number
    ) as listing_number
from agencies
