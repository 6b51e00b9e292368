-- Dated spells of 287(g) agreements, as known on each day on which knowledge changed. The first signing dates the first spell
-- of an agreement, and a later one when it was signed anew since it was last known not to be in force; every other change is
-- known only to lie between two days. No model is older than its regime or outlives it; a hybrid whose task force ended goes
-- on as jail.
with stretches as (
    select
        *,
        row_number() over agreement as spell_number,
        lag(last_seen_on) over agreement as earlier_seen_on,
        lag(policy) over agreement as earlier_policy,
        lead(policy) over agreement as later_policy,
        lead(first_seen_on) over agreement as later_seen_on
    from {{ ref('int_287g_agreements') }}
    window agreement as (partition by known_by, agreement_id order by first_seen_on)
),

regimes as (
    select * from {{ ref('int_policy_regimes') }}
),

bounded as (
    select
        stretches.*,
        regimes.starts_on as regime_starts_on,
        -- what a source still saw in force after the end of its regime is taken as it stands
        case
            when regimes.end_known_on <= stretches.known_by and regimes.ends_on >= stretches.last_seen_on then regimes.ends_on
        end as regime_ends_on,
        coalesce(
            stretches.first_signed_on <= stretches.first_seen_on
            and (stretches.spell_number = 1 or stretches.first_signed_on > stretches.previous_absent_on),
            false
        ) as is_dated_by_signing
    from stretches
    left join regimes
        on stretches.policy = regimes.policy
            and stretches.state_fips = regimes.state_fips
            and stretches.first_seen_on >= regimes.starts_on
            and (stretches.first_seen_on <= regimes.ends_on or regimes.ends_on is null)
),

-- a hybrid known before and jail known after the end of the task forces changed on that day
started as (
    select
        *,
        earlier_policy = '287g_hybrid' and policy = '287g_jail' as follows_hybrid,
        policy = '287g_hybrid' and later_policy = '287g_jail'
        and regime_ends_on >= last_seen_on and regime_ends_on < later_seen_on as becomes_jail,
        case
            when reconstructed_start_on <= first_seen_on then 'reconstruction'
            when is_dated_by_signing and coalesce(marked_start_latest < first_signed_on, false) then 'marked_year'
            when is_dated_by_signing then 'signing'
            -- marks that begin after a list saw the agreement do not date its start
            when marked_start_earliest <= first_seen_on then 'marked_year'
            else 'lists'
        end as start_basis
    from bounded
),

dated as (
    select
        *,
        case start_basis
            when 'reconstruction' then reconstructed_start_on
            when 'signing' then greatest(first_signed_on, regime_starts_on)
            when 'marked_year'
                then least(first_seen_on, greatest(
                        marked_start_earliest, coalesce({{ add_days('previous_absent_on', 1) }}, marked_start_earliest)
                    ))
            else greatest(
                    {{ add_days('previous_absent_on', 1) }},
                    {{ add_days('earlier_seen_on', 1) }},
                    regime_starts_on,
                    cast('2002-07-01' as date)
                )
        end as start_earliest,
        case start_basis
            when 'reconstruction' then reconstructed_start_on
            when 'signing' then greatest(first_signed_on, regime_starts_on)
            when 'marked_year' then least(first_seen_on, marked_start_latest)
            else first_seen_on
        end as start_latest,
        case
            when becomes_jail then regime_ends_on
            when next_absent_on is not null or regime_ends_on is not null then last_seen_on
        end as end_earliest,
        case
            when becomes_jail then regime_ends_on
            when regime_ends_on is not null then least({{ add_days('next_absent_on', -1) }}, regime_ends_on)
            else {{ add_days('next_absent_on', -1) }}
        end as end_latest_by_sources
    from started
),

-- what was signed anew had ended by the day before, and what follows a hybrid begins the day after it
settled as (
    select
        *,
        case
            when follows_hybrid and start_basis = 'lists'
                then greatest(start_earliest, coalesce({{ add_days('lag(end_earliest) over agreement', 1) }}, start_earliest))
            else start_earliest
        end as settled_start_earliest,
        case
            when follows_hybrid and start_basis = 'lists' and lag(becomes_jail) over agreement
                then {{ add_days('lag(end_earliest) over agreement', 1) }}
            else start_latest
        end as settled_start_latest,
        lead(case when start_basis in ('signing', 'reconstruction') then start_earliest end) over agreement as next_started_on
    from dated
    window agreement as (partition by known_by, agreement_id order by spell_number)
),

spells as (
    select
        stretch_id,
        known_by,
        agreement_id,
        spell_number,
        state_fips,
        agency_key,
        policy,
        first_signed_on,
        signed_as_last_listed_on,
        first_listed_on,
        last_listed_on,
        settled_start_earliest as start_earliest,
        settled_start_latest as start_latest,
        end_earliest,
        case
            when end_latest_by_sources is not null
                then greatest(end_earliest, least(end_latest_by_sources, {{ add_days('next_started_on', -1) }}))
        end as end_latest,
        case
            when start_basis = 'reconstruction' then 'high'
            when start_basis = 'signing' and (previous_absent_on is null or first_signed_on > previous_absent_on) then 'high'
            when start_basis = 'signing' then 'medium'
            else 'low'
        end as confidence,
        -- of two sources that became known on one day the one that dates the start
        case when start_basis = 'marked_year' then 'ice_287g_curated' else source_id end as source_id,
        first_known_on,
        is_synthetic,
        policy = '287g_hybrid' and later_policy is null and next_absent_on is null and regime_ends_on is not null
            as is_open_hybrid
    from settled
),

-- a hybrid nobody saw end goes on as a jail agreement when the task forces end
successors as (
    select
        *,
        {{ add_days('end_latest', 1) }} as successor_starts_on
    from spells
    where is_open_hybrid
)

select
    {{ hash_id(['agreement_id', 'policy', 'spell_number']) }} as spell_id,
    stretch_id,
    known_by,
    agreement_id,
    state_fips,
    agency_key,
    policy,
    first_signed_on,
    signed_as_last_listed_on,
    first_listed_on,
    last_listed_on,
    start_earliest,
    start_latest,
    case when is_open_hybrid then end_latest else end_earliest end as end_earliest,
    end_latest,
    case when end_latest is null then 'in_force_at_as_of' else 'ended' end as end_status,
    confidence,
    source_id,
    first_known_on,
    is_synthetic
from spells

union all

select
    {{ hash_id(['agreement_id', "'287g_jail'", 'spell_number + 1']) }} as spell_id,
    cast(null as string) as stretch_id,
    known_by,
    agreement_id,
    state_fips,
    agency_key,
    '287g_jail' as policy,
    first_signed_on,
    signed_as_last_listed_on,
    cast(null as date) as first_listed_on,
    cast(null as date) as last_listed_on,
    successor_starts_on as start_earliest,
    successor_starts_on as start_latest,
    cast(null as date) as end_earliest,
    cast(null as date) as end_latest,
    'in_force_at_as_of' as end_status,
    'low' as confidence,
    'national_regimes' as source_id,
    first_known_on,
    is_synthetic
from successors
