-- Rows of a user's own table of dated policies, with the reason where one cannot be placed or contradicts itself.
with listed as (
    select * from {{ ref('stg_policy_table__statement') }}
),

states as (
    select
        *,
        {{ name_key('state_name') }} as state_key
    from {{ ref('states') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

placed as (
    select
        listed.*,
        files.file_name,
        states.state_fips,
        named.state_fips as named_state_fips
    from listed
    inner join files on listed.source_file_id = files.source_file_id
    left join states
        on states.state_key = {{ name_key('listed.state_name') }}
            or listed.state_name = states.state_usps
            or (length(listed.state_name) <= 2 and states.state_fips = lpad(listed.state_name, 2, '0'))
    left join states as named
        on listed.jurisdiction_level = 'state' and {{ name_key('listed.jurisdiction_name') }} = named.state_key
)

select
    source_file_id,
    source_row_number,
    file_name,
    policy,
    jurisdiction_level,
    state_fips,
    jurisdiction_name,
    county_fips_listed,
    start_earliest,
    start_latest,
    end_earliest,
    end_latest,
    instrument,
    motive,
    scope,
    known_on,
    citation,
    case
        when state_fips is null then 'no such state'
        when named_state_fips <> state_fips then 'the jurisdiction is another state'
        when jurisdiction_level <> 'state' and {{ name_key('jurisdiction_name') }} = ''
            then 'the jurisdiction has no letter in its name'
        when start_latest < start_earliest then 'the latest start lies before the earliest'
        when end_latest < end_earliest then 'the latest end lies before the earliest'
        when (end_latest is null) <> (end_earliest is null) then 'one bound of the end is missing; give both or none'
        when end_earliest < start_earliest or end_latest < start_latest then 'the end lies before the start'
        when jurisdiction_level <> 'state' and county_fips_listed is null then 'no county code; give those it reaches'
    end as set_aside_reason
from placed
