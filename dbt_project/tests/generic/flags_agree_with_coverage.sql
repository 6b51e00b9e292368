{# Without a source nothing is said; with one, certain implies active and active implies possible. #}
{% test flags_agree_with_coverage(model) %}
select *
from {{ model }}
where
    (coverage = 'unknown') <> (is_active_possible is null)
    or (coverage = 'unknown' and (is_active is not null or active_share is not null or is_active_certain is not null))
    or (is_active_certain and not coalesce(is_active, false))
    or (is_active and not is_active_possible)
    or (active_share > 0 and not coalesce(is_active, false))
    or active_share not between 0 and 1
{% endtest %}
