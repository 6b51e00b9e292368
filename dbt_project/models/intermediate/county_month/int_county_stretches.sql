-- Days on which a policy is known, possible or certain in a county, spells that touch each other merged, under each rule of
-- counting.
-- known     between the points that stand for start and end (the middle of an interval of a year at most)
-- known_or_open  these days and those where an end of a spell is too uncertain for a point, neither "in force" nor "not",
--           where a county has such: a day that one spell leaves open may be known from another, so the two are merged
-- possible  first to last day the spell can have been in force; certain: latest start to earliest end
with spells as (
    select * from {{ ref('policy_timeline') }}
),

counted_spells as (
    select * from {{ ref('int_counted_spells') }}
),

bridge as (
    select * from {{ ref('jurisdiction_counties') }}
),

pointed as (
    select
        *,
        case
            when {{ day_difference('start_earliest', 'start_latest') }} <= {{ var('widest_dated_interval_days') }}
                then {{ add_days('start_earliest', "floor(" ~ day_difference('start_earliest', 'start_latest') ~ " / 2)") }}
        end as start_point,
        case
            when end_latest is null then cast('2999-12-31' as date)
            when {{ day_difference('end_earliest', 'end_latest') }} <= {{ var('widest_dated_interval_days') }}
                then {{ add_days('end_earliest', "floor(" ~ day_difference('end_earliest', 'end_latest') ~ " / 2)") }}
        end as end_point,
        coalesce(end_earliest, cast('2999-12-31' as date)) as end_certain,
        coalesce(end_latest, cast('2999-12-31' as date)) as end_possible
    from spells
),

days as (
    select
        spell_id,
        jurisdiction_id,
        is_synthetic,
        'known' as kind,
        coalesce(start_point, start_latest) as starts_on,
        coalesce(end_point, end_certain) as ends_on
    from pointed
    union all
    select
        spell_id,
        jurisdiction_id,
        is_synthetic,
        'known_or_open' as kind,
        start_earliest as starts_on,
        least({{ add_days('start_latest', -1) }}, end_possible) as ends_on
    from pointed
    where start_point is null
    union all
    select
        spell_id,
        jurisdiction_id,
        is_synthetic,
        'known_or_open' as kind,
        {{ add_days('end_earliest', 1) }} as starts_on,
        end_possible as ends_on
    from pointed
    where end_point is null
    union all
    select
        spell_id,
        jurisdiction_id,
        is_synthetic,
        'possible' as kind,
        start_earliest as starts_on,
        end_possible as ends_on
    from pointed
    union all
    select
        spell_id,
        jurisdiction_id,
        is_synthetic,
        'certain' as kind,
        start_latest as starts_on,
        end_certain as ends_on
    from pointed
),

county_days as (
    select
        counted_spells.counting_rule,
        bridge.county_fips,
        counted_spells.counted_as as policy,
        days.kind,
        days.starts_on,
        days.ends_on,
        days.is_synthetic
    from days
    inner join counted_spells on days.spell_id = counted_spells.spell_id
    inner join bridge on days.jurisdiction_id = bridge.jurisdiction_id
    where days.starts_on <= days.ends_on
),

counties_with_open_days as (
    select distinct
        counting_rule,
        county_fips,
        policy
    from county_days
    where kind = 'known_or_open'
),

merged_days as (
    select * from county_days
    union all
    select
        county_days.counting_rule,
        county_days.county_fips,
        county_days.policy,
        'known_or_open' as kind,
        county_days.starts_on,
        county_days.ends_on,
        county_days.is_synthetic
    from county_days
    inner join counties_with_open_days
        on county_days.counting_rule = counties_with_open_days.counting_rule
            and county_days.county_fips = counties_with_open_days.county_fips
            and county_days.policy = counties_with_open_days.policy
    where county_days.kind = 'known'
),

flagged as (
    select
        *,
        case
            when starts_on <= {{ add_days('max(ends_on) over earlier', 1) }} then 0
            else 1
        end as opens_island
    from merged_days
    window earlier as (
        partition by counting_rule, county_fips, policy, kind
        order by starts_on, ends_on
        rows between unbounded preceding and 1 preceding
    )
),

islands as (
    select
        *,
        sum(opens_island) over (
            partition by counting_rule, county_fips, policy, kind
            order by starts_on, ends_on
            rows between unbounded preceding and current row
        ) as island
    from flagged
)

select
    counting_rule,
    county_fips,
    policy,
    kind,
    min(starts_on) as starts_on,
    max(ends_on) as ends_on,
    bool_or(is_synthetic) as is_synthetic
from islands
group by counting_rule, county_fips, policy, kind, island
