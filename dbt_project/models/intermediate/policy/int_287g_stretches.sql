-- Uninterrupted stretches of captures in which an agency is listed with one model, chained into agreements.
-- A stretch continues another model's agreement when the one ends where the other begins, nothing else of the agency
-- begins or ends there, and the signing date is the same (or the hybrid model is involved): a relabelling.
with recursive claims as (
    select * from {{ ref('int_287g_claims') }}
),

-- an empty list is a capture too: it ends what the one before it listed
files as (
    select * from {{ ref('stg_catalog__source_files') }}
    where source = 'ice_287g_participating' and captured_on is not null
),

captures as (
    select
        captured_on,
        row_number() over (order by captured_on) as capture_number,
        lag(captured_on) over (order by captured_on) as previous_capture_on,
        lead(captured_on) over (order by captured_on) as next_capture_on
    from (select distinct captured_on from files) as distinct_captures
),

numbered as (
    select
        claims.*,
        captures.capture_number,
        captures.capture_number - row_number() over (
            partition by claims.state_fips, claims.agency_key, claims.policy, claims.listing_number
            order by claims.captured_on
        ) as island
    from claims
    inner join captures on claims.captured_on = captures.captured_on
),

islands as (
    select
        state_fips,
        agency_key,
        policy,
        listing_number,
        min(captured_on) as first_listed_on,
        max(captured_on) as last_listed_on,
        min(signed_on) as first_signed_on,
        max_by(signed_on, captured_on) as signed_as_last_listed_on,
        min_by(signed_on, captured_on) as signed_as_first_listed_on,
        bool_or(is_synthetic) as is_synthetic
    from numbered
    group by state_fips, agency_key, policy, listing_number, island
),

stretches as (
    select
        {{ hash_id([
            'islands.state_fips', 'islands.agency_key', 'islands.policy', 'islands.listing_number', 'islands.first_listed_on'
        ]) }} as stretch_id,
        islands.*,
        before.previous_capture_on,
        after.next_capture_on
    from islands
    inner join captures as before on islands.first_listed_on = before.captured_on
    inner join captures as after on islands.last_listed_on = after.captured_on
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
        on ending.state_fips = beginning.state_fips
            and ending.agency_key = beginning.agency_key
            and ending.next_capture_on = beginning.first_listed_on
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
        coalesce(sum(case when relabellings.ending_id is not null then 1 else 0 end) over (
            partition by stretches.state_fips, stretches.agency_key, stretches.policy, stretches.listing_number
            order by stretches.first_listed_on
            rows between unbounded preceding and 1 preceding
        ), 0) + 1 as slot
    from stretches
    inner join chains on stretches.stretch_id = chains.stretch_id and chains.position = 1
    left join relabellings on stretches.stretch_id = relabellings.ending_id
)

select
    stretches.stretch_id,
    {{ hash_id([
        "'287g'", 'stretches.state_fips', 'stretches.agency_key', 'roots.first_policy', 'root_stretch.listing_number', 'roots.slot'
    ]) }} as agreement_id,
    stretches.state_fips,
    stretches.agency_key,
    stretches.policy,
    stretches.first_signed_on,
    stretches.signed_as_last_listed_on,
    stretches.first_listed_on,
    stretches.last_listed_on,
    stretches.previous_capture_on,
    stretches.next_capture_on,
    stretches.is_synthetic
from stretches
inner join chains on stretches.stretch_id = chains.stretch_id
inner join roots on chains.root_id = roots.root_id
inner join stretches as root_stretch on chains.root_id = root_stretch.stretch_id
