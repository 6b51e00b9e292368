-- One row an interview and outcome that happened: every outcome of var victimization_outcomes, those without a column of
-- their own in respondent_periods too.
with outcomes as (
    select * from {{ ref('int_interview_outcomes') }}
)

{% for outcome in outcome_names() -%}
select
    cast(yearq as decimal(5, 1)) as yearq,
    idper,
    '{{ outcome }}' as outcome,
    n_{{ outcome }} as n_incidents,
    n_{{ outcome }}_undated as n_incidents_undated
from outcomes
where n_{{ outcome }} > 0
{{ 'union all' if not loop.last }}
{% endfor %}
