-- respondent_periods is the exact aggregate of its six months and the incidents that no month holds: counts, flags and the
-- exposures a month can tell.
{{ config(meta={'dagster': {'ref': {'name': 'respondent_months'}}}) }}

with reference_months as (
    select
        {%- for policy in var('exposure_policies') %}
        county_months.active_share_{{ policy }} = 1 as is_active_throughout_{{ policy }},
        {%- endfor %}
        months.*
    from {{ ref('respondent_months') }} as months
    left join {{ ref('respondent_periods') }} as periods on months.yearq = periods.yearq and months.idper = periods.idper
    left join {{ ref('int_county_months') }} as county_months
        on periods.county_fips = county_months.county_fips and months.month_start = county_months.month_start
),

months as (
    select
        yearq,
        idper,
        count(*) as n_months,
        count(distinct recall_lag_months) as n_lags,
        sum(n_violent_incidents) as n_violent_incidents,
        {%- for outcome in outcome_names(in_mart=true) %}
        bool_or(has_{{ outcome }}) as has_{{ outcome }},
        {%- endfor %}
        {%- for policy in var('exposure_policies') %}
        count(is_active_{{ policy }}) as n_known_{{ policy }},
        sum(case when is_active_{{ policy }} then 1 else 0 end) as n_active_{{ policy }},
        sum(case when is_active_throughout_{{ policy }} then 1 else 0 end) as n_active_throughout_{{ policy }},
        {%- endfor %}
        min(month_start) as first_month,
        max(month_start) as last_month
    from reference_months
    group by yearq, idper
),

undated as (
    select
        cast(yearq as decimal(5, 1)) as yearq,
        idper,
        {%- for outcome in outcome_names(in_mart=true) %}
        n_{{ outcome }}_undated,
        {%- endfor %}
        true as is_listed
    from {{ ref('int_interview_outcomes') }}
)

select
    periods.yearq,
    periods.idper
from {{ ref('respondent_periods') }} as periods
full outer join months on periods.yearq = months.yearq and periods.idper = months.idper
left join undated on periods.yearq = undated.yearq and periods.idper = undated.idper
where
    periods.idper is null
    or months.idper is null
    or months.n_months <> 6
    or months.n_lags <> 6
    or months.first_month <> periods.reference_start_month
    or months.last_month <> periods.reference_end_month
    or periods.n_violent_incidents <> months.n_violent_incidents + periods.n_violent_incidents_undated
    {%- for outcome in outcome_names(in_mart=true) %}
    or periods.has_{{ outcome }} <> (months.has_{{ outcome }} or coalesce(undated.n_{{ outcome }}_undated, 0) > 0)
    {%- endfor %}
    {%- for policy in var('exposure_policies') %}
    or (months.n_known_{{ policy }} = 6 and (
        periods.exposure_any_{{ policy }} <> (months.n_active_{{ policy }} > 0)
        or periods.exposure_full_{{ policy }} <> (months.n_active_throughout_{{ policy }} = 6)
        or abs(periods.exposure_share_{{ policy }} - months.n_active_{{ policy }} / 6.0) > 1e-12
    ))
    {%- endfor %}
