-- As many agreements stand in the timeline on the day of a capture as the capture lists.
{{ config(meta={'dagster': {'ref': {'name': 'policy_timeline'}}}) }}

with claims as (
    select
        captured_on,
        count(*) as n_listed
    from {{ ref('int_287g_claims') }}
    group by captured_on
),

spells as (
    select * from {{ ref('int_287g_spells') }}
)

select
    claims.captured_on,
    claims.n_listed,
    count(spells.spell_id) as n_in_timeline
from claims
left join spells
    on claims.captured_on >= spells.first_listed_on and claims.captured_on <= spells.last_listed_on
group by claims.captured_on, claims.n_listed
having claims.n_listed <> count(spells.spell_id)
