-- Six rows an interview. An incident whose month lies outside the reference period, or is not known, is in none of them
-- and is counted in quality.sample_flow.
with interviews as (
    select * from {{ ref('int_interviews') }}
),

incidents as (
    select * from {{ ref('int_violent_incidents') }}
),

county_months as (
    select * from {{ ref('int_county_months') }}
),

lags as (
    select n + 1 as recall_lag_months
    from range(6) as numbers (n)
),

reference_months as (
    select
        interviews.yearq,
        interviews.idper,
        interviews.county_fips,
        interviews.is_synthetic,
        lags.recall_lag_months,
        {{ add_months('interviews.interview_month', '-lags.recall_lag_months') }} as month_start
    from interviews
    cross join lags
)

select
    cast(reference_months.yearq as decimal(5, 1)) as yearq,
    reference_months.idper,
    reference_months.month_start,
    cast(reference_months.recall_lag_months as integer) as recall_lag_months,
    incidents.n_incidents is not null as has_violent_victimization,
    {%- for policy in var('exposure_policies') %}
    county_months.is_active_{{ policy }},
    {%- endfor %}
    reference_months.is_synthetic
from reference_months
left join incidents
    on reference_months.yearq = incidents.yearq
        and reference_months.idper = incidents.idper
        and reference_months.month_start = incidents.occurred_month
left join county_months
    on reference_months.county_fips = county_months.county_fips
        and reference_months.month_start = county_months.month_start
