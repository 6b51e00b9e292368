-- As many agreements stand in the timeline on the day of a list as the list names, as known by that day.
{{ config(meta={'dagster': {'ref': {'name': 'policy_timeline_history'}}}) }}

with claims as (
    select
        source_id,
        as_of,
        known_on,
        count(*) as n_listed
    from {{ ref('int_287g_list_claims') }}
    where claim_type = 'listed' and source_id in ('ice_287g_participating', 'ice_287g_roster')
    group by source_id, as_of, known_on
),

history as (
    select * from {{ ref('policy_timeline_history') }}
    where policy like '287g%'
),

counted as (
    select
        claims.source_id,
        claims.as_of,
        claims.known_on,
        claims.n_listed,
        count(history.spell_id) as n_in_timeline
    from claims
    left join history
        on claims.known_on >= history.known_from
            and (history.known_to is null or claims.known_on <= history.known_to)
            and claims.as_of >= history.start_latest
            and (history.end_earliest is null or claims.as_of <= history.end_earliest)
    group by claims.source_id, claims.as_of, claims.known_on, claims.n_listed
)

select *
from counted
where n_listed <> n_in_timeline
