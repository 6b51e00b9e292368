-- The outcomes of var victimization_outcomes as a table: what readers and estimators look names up in.
{% for outcome in outcome_names() -%}
select
    '{{ outcome }}' as outcome,
    {{ outcome_traits(outcome) }}
{{ 'union all' if not loop.last }}
{% endfor %}
