{# A drawn date lies within the bounds of its spell, and an end not before its start. #}
{% test draws_lie_within_bounds(model) %}
select
    draws.*,
    spells.start_earliest,
    spells.start_latest,
    spells.end_earliest,
    spells.end_latest
from {{ model }} as draws
inner join {{ ref('policy_timeline') }} as spells on draws.spell_id = spells.spell_id
where
    draws.starts_on not between spells.start_earliest and spells.start_latest
    or draws.ends_on not between spells.end_earliest and spells.end_latest
    or draws.ends_on < draws.starts_on
    or (draws.ends_on is null) <> (spells.end_latest is null)
{% endtest %}
