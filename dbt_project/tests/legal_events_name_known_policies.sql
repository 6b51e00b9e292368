-- Every code in policies_affected is a policy; the list holds also the kinds of policy that no table carries.
{{ config(meta={'dagster': {'ref': {'name': 'legal_events'}}}) }}

with known as (
    select policy
    from (
        values
        ('secure_communities'), ('priority_enforcement'),
        ('287g_jail'), ('287g_task_force'), ('287g_hybrid'), ('287g_warrant_service'),
        ('anti_detainer'), ('sanctuary_other'), ('department_limit'),
        ('state_enforcement_law'), ('employment_verification_law'), ('driver_license_law'),
        ('worksite_raid'), ('community_policing'), ('funding_condition'), ('federal_event')
    ) as policy_codes (policy)
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
