-- Each row of the list of sanctuary jurisdictions with the state its label names, by name or postal code.
with listed as (
    select
        *,
        -- "Boston, MA" names its state last, "California" is one
        trim(regexp_extract(jurisdiction_name, '([^,]+)$', 1)) as state_part
    from {{ ref('stg_sanctuary__doj') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

states as (
    select
        *,
        {{ name_key('state_name') }} as state_key
    from {{ ref('states') }}
)

select
    listed.source_file_id,
    listed.source_row_number,
    files.file_name,
    listed.jurisdiction_level,
    listed.jurisdiction_name,
    listed.county_fips_listed,
    states.state_fips,
    case
        when states.state_fips is null then 'no such state'
        when
            listed.jurisdiction_level <> 'state'
            and (
                position(',' in listed.jurisdiction_name) = 0
                or {{ name_key("split_part(listed.jurisdiction_name, ',', 1)") }} = ''
            )
            then 'no place beside the state'
    end as set_aside_reason,
    files.is_synthetic
from listed
inner join files on listed.source_file_id = files.source_file_id
left join states
    on {{ name_key('listed.state_part') }} = states.state_key or upper(listed.state_part) = states.state_usps
