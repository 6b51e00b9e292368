-- Stretches chained into agreements. A stretch continues another model's agreement when the one ends where the other begins,
-- nothing else of the agency begins or ends there, and the signing date is the same (or the hybrid model is involved): a
-- relabelling.
with recursive stretches as (
    select * from {{ ref('int_287g_stretches') }}
),

pairs as (
    select
        ending.stretch_id as ending_id,
        beginning.stretch_id as beginning_id,
        count(*) over (partition by ending.stretch_id) as n_beginning,
        count(*) over (partition by beginning.stretch_id) as n_ending,
        coalesce(ending.signed_as_last_listed_on = beginning.signed_as_first_listed_on, false)
        or '287g_hybrid' in (ending.policy, beginning.policy) as is_same_agreement
    from stretches as ending
    inner join stretches as beginning
        on ending.known_by = beginning.known_by
            and ending.state_fips = beginning.state_fips
            and ending.agency_key = beginning.agency_key
            and ending.next_absent_on = beginning.first_seen_on
            and ending.policy <> beginning.policy
),

relabellings as (
    select
        ending_id,
        beginning_id
    from pairs
    where n_beginning = 1 and n_ending = 1 and is_same_agreement
),

chains as (
    select
        stretches.stretch_id,
        stretches.stretch_id as root_id,
        1 as position
    from stretches
    left join relabellings on stretches.stretch_id = relabellings.beginning_id
    where relabellings.beginning_id is null

    union all

    select
        relabellings.beginning_id as stretch_id,
        chains.root_id,
        chains.position + 1 as position
    from chains
    inner join relabellings on chains.stretch_id = relabellings.ending_id
),

-- a model signed again after its first agreement went on under another label is a second agreement
roots as (
    select
        stretches.stretch_id as root_id,
        stretches.policy as first_policy,
        stretches.listing_number,
        coalesce(sum(case when relabellings.ending_id is not null then 1 else 0 end) over (
            partition by
                stretches.known_by, stretches.state_fips, stretches.agency_key, stretches.policy, stretches.listing_number
            order by stretches.first_seen_on
            rows between unbounded preceding and 1 preceding
        ), 0) + 1 as slot
    from stretches
    inner join chains on stretches.stretch_id = chains.stretch_id and chains.position = 1
    left join relabellings on stretches.stretch_id = relabellings.ending_id
)

select
    stretches.*,
    {{ hash_id([
        "'287g'", 'stretches.state_fips', 'stretches.agency_key', 'roots.first_policy', 'roots.listing_number', 'roots.slot'
    ]) }} as agreement_id
from stretches
inner join chains on stretches.stretch_id = chains.stretch_id
inner join roots on chains.root_id = roots.root_id
