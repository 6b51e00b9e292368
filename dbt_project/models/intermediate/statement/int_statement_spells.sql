-- Spells from dated statements, as known on each day on which a statement became known: statements about one policy of one
-- jurisdiction that touch each other are one spell. It begins when its best source says, the earliest dated statement of
-- that; a statement that the policy expanded opens no second one.
with statements as (
    select * from {{ ref('int_policy_statements') }}
),

-- an end counts as known from its day on
knowledge as (
    select known_on as known_by from statements
    union
    select greatest(known_on, end_latest) as known_by from statements
    where end_latest is not null
),

known as (
    select
        knowledge.known_by,
        statements.claim_id,
        statements.agreement_id,
        statements.place_id,
        statements.source_id,
        statements.policy,
        statements.coverage_level,
        statements.state_fips,
        statements.place_key,
        statements.jurisdiction_name,
        statements.start_earliest,
        statements.start_latest,
        case when statements.end_latest <= knowledge.known_by then statements.end_earliest end as end_earliest,
        case when statements.end_latest <= knowledge.known_by then statements.end_latest end as end_latest,
        statements.known_on,
        statements.instrument,
        statements.motive,
        statements.scope,
        statements.is_counted,
        statements.is_dated,
        statements.precedence,
        statements.is_synthetic
    from knowledge
    inner join statements on knowledge.known_by >= statements.known_on
),

flagged as (
    select
        *,
        case
            when start_earliest <= max(coalesce({{ add_days('end_latest', 1) }}, cast('2999-12-31' as date))) over earlier then 0
            else 1
        end as opens_spell
    from known
    window earlier as (
        partition by known_by, agreement_id
        order by start_latest, start_earliest, claim_id
        rows between unbounded preceding and 1 preceding
    )
),

numbered as (
    select
        *,
        sum(opens_spell) over (
            partition by known_by, agreement_id
            order by start_latest, start_earliest, claim_id
            rows between unbounded preceding and current row
        ) as spell_number
    from flagged
),

-- the best source speaks, of its statements the earliest; of two that may begin on the same day the more exactly dated one
ranked as (
    select
        *,
        row_number() over (
            partition by known_by, agreement_id, spell_number
            order by case when is_dated then 0 else 1 end, precedence, start_earliest, start_latest, claim_id
        ) as rank_number,
        min(case when is_dated then precedence else 100 + precedence end)
            over (
                partition by known_by, agreement_id, spell_number
            )
        = case when is_dated then precedence else 100 + precedence
        end as is_of_best_source
    from numbered
)

select
    {{ hash_id(['agreement_id', 'spell_number']) }} as spell_id,
    known_by,
    agreement_id,
    place_id,
    policy,
    coverage_level,
    state_fips,
    place_key,
    max(jurisdiction_name) filter (where rank_number = 1) as jurisdiction_name,
    max(start_earliest) filter (where rank_number = 1) as start_earliest,
    max(start_latest) filter (where rank_number = 1) as start_latest,
    -- an end the best source states holds, though a lesser one knows of none
    case when bool_and(end_latest is not null) filter (where is_of_best_source)
            then max(end_earliest) filter (where is_of_best_source)
    end as end_earliest,
    case when bool_and(end_latest is not null) filter (where is_of_best_source)
            then max(end_latest) filter (where is_of_best_source)
    end as end_latest,
    case when bool_and(end_latest is not null) filter (where is_of_best_source)
            then 'ended'
        else 'in_force_at_as_of'
    end as end_status,
    case
        when not bool_or(is_dated) then 'low'
        when min(precedence) filter (where is_dated) = 1 then 'high'
        when bool_and(is_dated) then 'medium'
        else 'low'
    end as confidence,
    max(source_id) filter (where rank_number = 1) as source_id,
    max(instrument) filter (where rank_number = 1) as instrument,
    max(motive) filter (where rank_number = 1) as motive,
    max(scope) filter (where rank_number = 1) as scope,
    bool_or(is_counted) as is_counted,
    min(known_on) as first_known_on,
    bool_or(is_synthetic) as is_synthetic
from ranked
group by known_by, agreement_id, place_id, spell_number, policy, coverage_level, state_fips, place_key
