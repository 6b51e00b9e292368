-- Published counts the lists do not reproduce, a row for the count and a row for each agreement that may make the difference:
-- in force on some but not certainly on all of its days, or signed without a stated model. What no agreement explains stays as
-- a number.
with counts as (
    select * from {{ ref('policy_counts') }}
    where agreement in ('exact', 'within_uncertainty', 'differs') and program = '287g'
        and not (agreement = 'exact' and n_certain = n_possible)
),

timeline as (
    select * from {{ ref('policy_timeline') }}
    where policy like '287g%'
),

claims as (
    select * from {{ ref('policy_claims') }}
    where set_aside_reason = 'no source states the model'
),

totals as (
    select
        'count' as kind,
        count_id,
        policy,
        cast(null as string) as state_fips,
        cast(null as string) as agency_name,
        'timeline' as source_kept,
        citation as source_set_aside,
        cast(n_certain as string) || ' certain, ' || cast(n_possible as string) || ' possible, '
        || cast(n_model_unknown as string) || ' of no stated model' as value_kept,
        cast(count_low as string) || case when count_high > count_low then ' to ' || cast(count_high as string) else '' end
            as value_set_aside,
        case
            when agreement = 'differs' and n_certain > count_high
                then cast(n_certain - count_high as string)
                    || ' more in force by their dates than were counted; no list of that day names them'
            when agreement = 'differs'
                then cast(count_low - n_possible - n_model_unknown as string) || ' counted that no source names'
            else 'explained by agreements of uncertain dates, listed beside'
        end as rule,
        false as is_synthetic
    from counts
),

uncertain as (
    select
        'count_member' as kind,
        counts.count_id,
        timeline.policy,
        timeline.state_fips,
        timeline.agency_name,
        timeline.source_id as source_kept,
        counts.citation as source_set_aside,
        cast(timeline.start_earliest as string) || '/' || cast(timeline.start_latest as string) || ' to '
        || coalesce(cast(timeline.end_earliest as string) || '/' || cast(timeline.end_latest as string), 'now') as value_kept,
        counts.count_id as value_set_aside,
        'Possibly, not certainly in force on the days of the count' as rule,
        timeline.is_synthetic
    from counts
    inner join timeline
        on (counts.policy is null or counts.policy = timeline.policy)
            and counts.as_of_latest >= timeline.start_earliest
            and (timeline.end_latest is null or counts.as_of_earliest <= timeline.end_latest)
    where
        not (
            timeline.start_latest <= counts.as_of_earliest
            and (timeline.end_earliest is null or timeline.end_earliest >= counts.as_of_latest)
        )
),

without_model as (
    select
        'count_member' as kind,
        counts.count_id,
        cast(null as string) as policy,
        claims.state_fips,
        claims.jurisdiction_name as agency_name,
        claims.source_id as source_kept,
        counts.citation as source_set_aside,
        'signed ' || cast(claims.start_earliest as string) || ', model not stated' as value_kept,
        counts.count_id as value_set_aside,
        'Signed before the count; no source states the model, so it is no spell' as rule,
        claims.is_synthetic
    from counts
    inner join claims
        on counts.as_of_latest >= claims.start_earliest
            and (claims.end_latest is null or counts.as_of_earliest <= claims.end_latest)
)

select * from totals
union all
select * from uncertain
union all
select * from without_model
