-- The policies each spell counts as in county-months, under each rule of counting: its own, and a hybrid's also what the rule
-- says. Rules other than the one in use are followed for the policies they can change.
with spells as (
    select * from {{ ref('policy_timeline') }}
    where is_counted
),

policies as (
    select * from {{ ref('policies') }}
),

counting_rules as (
    select * from {{ ref('counting_rules') }}
),

hybrid_counting as (
    select * from {{ ref('hybrid_counting') }}
),

meanings as (
    select
        policy,
        policy as counted_as,
        cast(null as string) as hybrid_counted_as
    from policies

    union all

    select
        '287g_hybrid' as policy,
        counted_as,
        hybrid_counted_as
    from hybrid_counting
)

select
    counting_rules.counting_rule,
    spells.spell_id,
    meanings.counted_as
from spells
inner join policies on spells.policy = policies.policy
inner join meanings on spells.policy = meanings.policy
inner join counting_rules
    on meanings.hybrid_counted_as is null or meanings.hybrid_counted_as = counting_rules.hybrid_counted_as
where
    (counting_rules.counting_rule = '{{ var("counting_rule") }}' or policies.is_changed_by_counting)
    and case
        when spells.coverage_level in ('county', 'national') then true
        when spells.coverage_level = 'state'
            then policies.is_statewide_counted or counting_rules.is_statewide_agreement_counted
        else counting_rules.is_municipal_counted
    end
