with spells as (
    select * from {{ ref('int_policy_spells') }}
)

select
    spell_id,
    agreement_id,
    jurisdiction_id,
    policy,
    state_fips,
    county_fips,
    agency_name,
    coverage_level,
    cast(start_earliest as date) as start_earliest,
    cast(start_latest as date) as start_latest,
    cast(end_earliest as date) as end_earliest,
    cast(end_latest as date) as end_latest,
    end_status,
    case
        when start_earliest is null or start_latest is null then 'unknown'
        when start_earliest = start_latest then 'day'
        when start_earliest = {{ first_of_month('start_earliest') }} and start_latest = last_day(start_earliest) then 'month'
        when {{ day_difference('start_earliest', 'start_latest') }} <= {{ var('widest_dated_interval_days') }} then 'interval'
        else 'unknown'
    end as date_precision,
    cast(first_signed_on as date) as first_signed_on,
    cast(signed_as_last_listed_on as date) as signed_as_last_listed_on,
    cast(first_listed_on as date) as first_listed_on,
    cast(last_listed_on as date) as last_listed_on,
    cast(first_known_on as date) as first_known_on,
    instrument,
    motive,
    scope,
    is_counted,
    confidence,
    source_id,
    is_synthetic
from spells
