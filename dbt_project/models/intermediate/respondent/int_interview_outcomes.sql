-- Outcomes of each interview with any incident: the months of its reference period together, undated incidents apart.
with months as (
    select * from {{ ref('int_interview_months') }}
)

select
    yearq,
    idper,
    {%- for outcome in outcome_names() %}
    cast(sum(n_{{ outcome }}) as integer) as n_{{ outcome }},
    cast(sum(
        case when month_start is null then n_{{ outcome }} else 0 end
    ) as integer) as n_{{ outcome }}_undated,
    {%- endfor %}
    case
        when sum(n_told_police) > 0 then true
        when sum(n_not_told_police) > 0 then false
    end as is_reported_to_police
from months
group by yearq, idper
