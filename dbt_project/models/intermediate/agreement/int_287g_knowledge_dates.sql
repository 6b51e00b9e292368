-- The days on which what is known of 287(g) agreements changed: a list became known, or a regime ended.
with lists as (
    select known_on from {{ ref('int_287g_lists') }}
),

claims as (
    select known_on from {{ ref('int_287g_claims') }}
),

first_known as (
    select min(known_on) as known_on from claims
),

regime_ends as (
    select regimes.end_known_on
    from {{ ref('national_regimes') }} as regimes
    inner join first_known on regimes.end_known_on > first_known.known_on
    where regimes.policy in ('287g_task_force', '287g_hybrid')
)

select known_on as known_by from lists
union
select known_on as known_by from claims
union
select end_known_on as known_by from regime_ends
