-- respondent_periods is the aggregate of respondent_months but for incidents whose month is not known or outside the period.
{{ config(meta={'dagster': {'ref': {'name': 'respondent_months'}}}) }}

with months as (
    select
        yearq,
        idper,
        count(*) as n_months,
        bool_or(has_violent_victimization) as has_violent_month
    from {{ ref('respondent_months') }}
    group by yearq, idper
),

undated as (
    select distinct
        incidents.yearq,
        incidents.idper
    from {{ ref('int_violent_incidents') }} as incidents
    inner join {{ ref('int_interviews') }} as interviews
        on incidents.yearq = interviews.yearq and incidents.idper = interviews.idper
    where
        incidents.occurred_month is null
        or incidents.occurred_month not between interviews.reference_start_month and interviews.reference_end_month
)

select
    periods.yearq,
    periods.idper,
    months.n_months
from {{ ref('respondent_periods') }} as periods
left join months on periods.yearq = months.yearq and periods.idper = months.idper
left join undated on periods.yearq = undated.yearq and periods.idper = undated.idper
where
    coalesce(months.n_months, 0) <> 6
    or (months.has_violent_month and not periods.has_violent_victimization)
    or (periods.has_violent_victimization and not months.has_violent_month and undated.idper is null)
