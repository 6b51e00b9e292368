{#
Spells of one agreement follow each other: earliest start after the earlier one's earliest end, latest start after its
latest end. In between the two intervals may overlap: one unknown day ends the one and begins the other. Only the last
spell may have no end.
#}
{% test spells_do_not_overlap(model, agreement) %}
with ordered as (
    select
        {{ agreement }},
        policy,
        start_earliest,
        start_latest,
        lag(end_earliest) over spells as previous_end_earliest,
        lag(end_latest) over spells as previous_end_latest,
        row_number() over spells as spell_number
    from {{ model }}
    window spells as (partition by {{ agreement }} order by start_latest, start_earliest)
)

select *
from ordered
where
    spell_number > 1
    and (
        previous_end_latest is null
        or start_earliest <= previous_end_earliest
        or start_latest <= previous_end_latest
    )
{% endtest %}
