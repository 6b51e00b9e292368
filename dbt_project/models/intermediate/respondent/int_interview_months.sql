-- Incidents of each interview by month of its reference period, an outcome a column. A month that is not known or lies
-- outside the period is null. A series is one incident here; a household's crimes are those of each of its persons.
with interviews as (
    select
        yearq,
        idper,
        idhh,
        reference_start_month,
        reference_end_month
    from {{ ref('int_interviews') }}
),

incidents as (
    select * from {{ ref('int_incidents') }}
    where not is_national_only and set_aside_reason is null
),

of_persons as (
    select
        interviews.yearq,
        interviews.idper,
        case
            when incidents.occurred_month between interviews.reference_start_month and interviews.reference_end_month
                then incidents.occurred_month
        end as month_start,
        {%- for outcome in outcome_names() %}
        incidents.is_{{ outcome }},
        {%- endfor %}
        incidents.reported_to_police_code
    from incidents
    inner join interviews on incidents.yearq = interviews.yearq and incidents.idper = interviews.idper
    where {{ is_of_unit('incidents', 'person') }}
),

of_households as (
    select
        interviews.yearq,
        interviews.idper,
        case
            when incidents.occurred_month between interviews.reference_start_month and interviews.reference_end_month
                then incidents.occurred_month
        end as month_start,
        {%- for outcome in outcome_names() %}
        incidents.is_{{ outcome }},
        {%- endfor %}
        incidents.reported_to_police_code
    from incidents
    inner join interviews on incidents.yearq = interviews.yearq and incidents.idhh = interviews.idhh
    where {{ is_of_unit('incidents', 'household') }}
),

concerned as (
    select * from of_persons
    union all
    select * from of_households
)

select
    yearq,
    idper,
    month_start,
    {%- for outcome in outcome_names() %}
    cast(sum(case when is_{{ outcome }} then 1 else 0 end) as integer) as n_{{ outcome }},
    {%- endfor %}
    cast(sum(
        case when is_violent_victimization and reported_to_police_code = 1 then 1 else 0 end
    ) as integer) as n_told_police,
    cast(sum(
        case when is_violent_victimization and reported_to_police_code = 2 then 1 else 0 end
    ) as integer) as n_not_told_police
from concerned
group by yearq, idper, month_start
