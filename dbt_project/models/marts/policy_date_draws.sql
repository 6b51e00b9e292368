-- Start and end of every spell with an uncertain date, drawn within its bounds. The dates of Secure Communities, which came
-- by state, share one number within a state; within an agreement the spells stay in order, so that one unknown day ends the
-- one and begins the other.
with spells as (
    select
        *,
        row_number() over (partition by agreement_id order by start_latest, start_earliest) as spell_number
    from {{ ref('policy_timeline') }}
),

draws as (
    select n + 1 as draw_number
    from range({{ var('date_draws') }}) as numbers (n)
),

uncertain_agreements as (
    select distinct agreement_id
    from spells
    where start_earliest <> start_latest or end_earliest <> end_latest
),

drawn as (
    select
        draws.draw_number,
        spells.spell_id,
        spells.agreement_id,
        spells.spell_number,
        spells.is_synthetic,
        {{ add_days(
            'spells.start_earliest',
            "floor((" ~ day_difference('spells.start_earliest', 'spells.start_latest') ~ " + 1) * " ~ hash_fraction([
                "'" ~ var('date_draw_seed') ~ "'", 'draws.draw_number',
                "case when spells.policy = 'secure_communities' then spells.state_fips else spells.spell_id end", "'start'"
            ]) ~ ")"
        ) }} as starts_on,
        {{ add_days(
            'spells.end_earliest',
            "floor((" ~ day_difference('spells.end_earliest', 'spells.end_latest') ~ " + 1) * " ~ hash_fraction([
                "'" ~ var('date_draw_seed') ~ "'", 'draws.draw_number', 'spells.spell_id', "'end'"
            ]) ~ ")"
        ) }} as ends_on
    from spells
    inner join uncertain_agreements on spells.agreement_id = uncertain_agreements.agreement_id
    cross join draws
)

select
    cast(draw_number as integer) as draw_number,
    spell_id,
    cast(greatest(
        starts_on,
        {{ add_days("lag(ends_on) over (partition by draw_number, agreement_id order by spell_number)", 1) }}
    ) as date) as starts_on,
    cast(ends_on as date) as ends_on,
    is_synthetic
from drawn
