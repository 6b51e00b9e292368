-- Surveyed agencies that reach no county and are no state's. Listed with the reason, never guessed.
with agencies as (
    select * from {{ ref('int_agency_officers') }}
    where unplaced_reason is not null
)

select
    survey_year,
    cast(agency_id as string) as agency_id,
    cast(agency_name as string) as agency_name,
    cast(state_usps as string) as state_usps,
    cast(agency_kind as string) as agency_kind,
    cast(officers_full_time as double) as officers,
    cast(officers_full_time_equivalent as double) as officers_full_time_equivalent,
    cast(budget_dollars as double) as budget_dollars,
    cast(unplaced_reason as string) as reason,
    is_synthetic
from agencies
