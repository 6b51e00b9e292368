-- Dated spells of 287(g) agreements. Signing dates the first spell of an agreement, and a later one when it was signed
-- anew since the capture that missed it; every other change is known only to lie between two captures. What was signed
-- anew had ended by the day before.
with stretches as (
    select
        *,
        row_number() over (partition by agreement_id order by first_listed_on) as spell_number
    from {{ ref('int_287g_stretches') }}
),

regimes as (
    select * from {{ ref('national_regimes') }}
),

bounded as (
    select
        stretches.*,
        regimes.starts_on as regime_starts_on,
        regimes.ends_on as regime_ends_on,
        coalesce(
            stretches.first_signed_on <= stretches.first_listed_on
            and (stretches.spell_number = 1 or stretches.first_signed_on > stretches.previous_capture_on),
            false
        ) as is_dated_by_signing
    from stretches
    left join regimes
        on stretches.policy = regimes.policy
            and stretches.first_listed_on >= regimes.starts_on
            and (stretches.first_listed_on <= regimes.ends_on or regimes.ends_on is null)
),

dated as (
    select
        *,
        lead(case when is_dated_by_signing then first_signed_on end) over (
            partition by agreement_id order by spell_number
        ) as next_signed_on,
        case
            when is_dated_by_signing then first_signed_on
            else greatest({{ add_days('previous_capture_on', 1) }}, regime_starts_on, cast('2002-07-01' as date))
        end as start_earliest,
        case when is_dated_by_signing then first_signed_on else first_listed_on end as start_latest,
        case when next_capture_on is not null then last_listed_on end as end_earliest,
        case
            when next_capture_on is null then null
            when last_listed_on <= regime_ends_on then least({{ add_days('next_capture_on', -1) }}, regime_ends_on)
            else {{ add_days('next_capture_on', -1) }}
        end as end_latest_by_lists
    from bounded
)

select
    {{ hash_id(['agreement_id', 'policy', 'spell_number']) }} as spell_id,
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
    end_earliest,
    case
        when end_latest_by_lists is not null
            then greatest(end_earliest, least(end_latest_by_lists, {{ add_days('next_signed_on', -1) }}))
    end as end_latest,
    case when next_capture_on is null then 'in_force_at_as_of' else 'ended' end as end_status,
    case
        when is_dated_by_signing and (previous_capture_on is null or first_signed_on > previous_capture_on) then 'high'
        when is_dated_by_signing then 'medium'
        else 'low'
    end as confidence,
    is_synthetic
from dated
