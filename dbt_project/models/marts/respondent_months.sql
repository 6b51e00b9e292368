-- Six rows an interview. An incident whose month lies outside the reference period, or is not known, is in none of them:
-- respondent_periods counts it as undated, quality.sample_flow says how many there are.
with interviews as (
    select * from {{ ref('int_interviews') }}
),

incidents as (
    select * from {{ ref('int_interview_months') }}
    where month_start is not null
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
    -- events pile up at the far end of the period, where "about six months ago" falls
    reference_months.recall_lag_months = 6 as is_heaping_month,
    {%- for outcome in outcome_names(in_mart=true) %}
    coalesce(incidents.n_{{ outcome }}, 0) > 0 as has_{{ outcome }},
    {%- endfor %}
    cast(coalesce(incidents.n_violent_victimization, 0) as integer) as n_violent_incidents,
    {%- for policy in var('exposure_policies') %}
    county_months.is_active_{{ policy }},
    {%- endfor %}
    reference_months.is_synthetic
from reference_months
left join incidents
    on reference_months.yearq = incidents.yearq
        and reference_months.idper = incidents.idper
        and reference_months.month_start = incidents.month_start
left join county_months
    on reference_months.county_fips = county_months.county_fips
        and reference_months.month_start = county_months.month_start
