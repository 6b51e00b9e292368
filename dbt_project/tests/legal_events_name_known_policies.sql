-- Every code in policies_affected is a policy of the seed, or federal_event for a milestone of none.
{{ config(meta={'dagster': {'ref': {'name': 'legal_events'}}}) }}

with known as (
    select policy from {{ ref('policies') }}
    union all
    select 'federal_event' as policy
),

counted as (
    select
        events.event_id,
        events.policies_affected,
        length(events.policies_affected) - length(replace(events.policies_affected, ';', '')) + 1 as n_codes,
        count(known.policy) as n_known
    from {{ ref('legal_events') }} as events
    left join known on concat(';', events.policies_affected, ';') like concat('%;', known.policy, ';%')
    group by events.event_id, events.policies_affected
)

select *
from counted
where n_codes <> n_known
