-- Every row of a source that names an agency with a 287(g) agreement, and the agency it means: errors of spelling and other
-- names of one agency are corrected by the seed agency_corrections, wrong counties by the seed county_name_corrections, row by
-- row and nowhere else.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

states as (
    select
        *,
        {{ name_key('state_name') }} as state_key
    from {{ ref('states') }}
),

corrections as (
    select * from {{ ref('agency_corrections') }}
),

county_corrections as (
    select * from {{ ref('county_name_corrections') }}
),

listed as (
    {%- for source, staged, has_type, has_code in [
        ('ice_287g_participating', 'stg_ice__participating', true, false),
        ('ice_287g_pending', 'stg_ice__pending', true, false),
        ('ice_287g_oig', 'stg_ice__oig', false, false),
        ('ice_287g_roster', 'stg_ice__roster', false, false),
        ('ice_287g_reconstruction', 'stg_ice__reconstruction', false, true),
        ('ice_287g_curated', 'stg_ice__curated', false, true),
    ] %}
    select
        '{{ source }}' as source_id,
        source_file_id,
        source_row_number,
        state_name,
        agency_name,
        {{ 'agency_type' if has_type else 'cast(null as string)' }} as agency_type,
        {{ 'county_name' if has_type else 'cast(null as string)' }} as county_name,
        {{ 'county_fips_listed' if has_code else 'cast(null as string)' }} as county_fips_listed
    from {{ ref(staged) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- a capture that did not change lies under one checksum and two dates: its rows are read once for each
filed as (
    select
        listed.*,
        files.file_name,
        files.captured_on,
        files.is_synthetic,
        states.state_usps as state_usps_listed
    from listed
    inner join files on listed.source_file_id = files.source_file_id and listed.source_id = files.source
    left join states on {{ name_key('listed.state_name') }} = states.state_key
),

corrected as (
    select
        filed.*,
        coalesce(corrections.state_usps, filed.state_usps_listed) as state_usps,
        coalesce(corrections.agency_corrected, filed.agency_name) as agency_meant,
        corrections.reason as correction,
        coalesce(county_corrections.county_corrected, filed.county_name) as county_meant,
        county_corrections.reason as county_correction
    from filed
    left join corrections
        on filed.source_id = corrections.source_id
            and coalesce(filed.state_usps_listed, '') = coalesce(corrections.state_usps_listed, '')
            and filed.agency_name = corrections.agency_listed
    left join county_corrections
        on filed.source_id = county_corrections.source_id
            and filed.state_usps_listed = county_corrections.state_usps_listed
            and filed.agency_name = county_corrections.agency_listed
            and filed.county_name = county_corrections.county_listed
),

keyed as (
    select
        corrected.*,
        states.state_fips,
        states.state_key,
        {{ agency_key('corrected.agency_meant') }} as full_agency_key
    from corrected
    left join states on corrected.state_usps = states.state_usps
)

select
    source_id,
    source_file_id,
    source_row_number,
    file_name,
    captured_on,
    state_fips,
    agency_meant as agency_name,
    agency_name as agency_listed,
    state_usps_listed,
    county_name as county_listed,
    -- "Alaska Department of Corrections" and "Department of Corrections" are one; "Oklahoma County" is no state agency
    case
        when
            substr(full_agency_key, 1, length(state_key) + 1) = state_key || ' '
            and {{ matches(
                'substr(full_agency_key, length(state_key) + 2)', '^(department|bureau|division|office|highway|doc) ?'
            ) }}
            then substr(full_agency_key, length(state_key) + 2)
        else full_agency_key
    end as agency_key,
    agency_type,
    county_meant as county_name,
    county_fips_listed,
    correction,
    county_correction,
    case
        when state_fips is null then 'no such state'
        when full_agency_key = '' then 'no letter in the name of the agency'
    end as set_aside_reason,
    is_synthetic
from keyed
