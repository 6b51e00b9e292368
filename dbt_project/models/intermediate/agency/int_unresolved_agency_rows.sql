-- Rows that reach no county because nothing says where their agency works, or whose state is none. Listed, never guessed.
with listed as (
    select * from {{ ref('int_agency_rows') }}
),

agencies as (
    select * from {{ ref('int_agencies') }}
)

select
    listed.source_id,
    listed.file_name,
    listed.source_row_number,
    case when listed.set_aside_reason = 'no such state' then 'state' else 'law_enforcement_agency' end as column_name,
    coalesce(listed.set_aside_reason, 'no county found for the agency: ' || agencies.unresolved_reason) as reason
from listed
left join agencies on listed.state_fips = agencies.state_fips and listed.agency_key = agencies.agency_key
where listed.set_aside_reason is not null or agencies.unresolved_reason is not null
