{# On each day of knowledge a key has at most one version. #}
{% test versions_do_not_overlap(model, key) %}
with ordered as (
    select
        {{ key }},
        known_from,
        lag(coalesce(known_to, cast('2999-12-31' as date))) over (partition by {{ key }} order by known_from) as previous_known_to
    from {{ model }}
)

select *
from ordered
where known_from <= previous_known_to
{% endtest %}
