-- Each published count beside what the warehouse counts on the same day: listed by a source of that day, known by that day,
-- and as known now. A count published for a range of days is compared on its last day and on its first.
with published as (
    select * from {{ ref('published_counts') }}
),

claims as (
    select * from {{ ref('policy_claims') }}
),

history as (
    select * from {{ ref('policy_timeline_history') }}
    where policy like '287g%'
),

timeline as (
    select * from {{ ref('policy_timeline') }}
),

agreement_counts as (
    select * from published
    where program = '287g'
),

-- the first list of the days the count was published for, or of the two months after them
listed as (
    select
        agreement_counts.count_id,
        claims.as_of as listed_on,
        count(*) as n_listed,
        count(distinct claims.state_fips) as n_states_listed,
        row_number() over (partition by agreement_counts.count_id order by claims.as_of) as list_number
    from agreement_counts
    inner join claims
        on claims.claim_type = 'listed'
            and claims.as_of between agreement_counts.as_of_earliest and {{ add_days('agreement_counts.as_of_latest', 60) }}
            and (agreement_counts.policy = claims.policy or (agreement_counts.policy is null and claims.policy like '287g%'))
    group by agreement_counts.count_id, claims.as_of
),

known_then as (
    select
        agreement_counts.count_id,
        count(history.spell_id) as n_known_then
    from agreement_counts
    inner join history
        on agreement_counts.as_of_latest >= history.known_from
            and (history.known_to is null or agreement_counts.as_of_latest <= history.known_to)
            and agreement_counts.as_of_latest >= history.start_latest
            and (history.end_earliest is null or agreement_counts.as_of_latest <= history.end_earliest)
            and (agreement_counts.policy is null or agreement_counts.policy = history.policy)
    group by agreement_counts.count_id
),

known_now as (
    select
        agreement_counts.count_id,
        count(*) filter (
            where timeline.start_latest <= agreement_counts.as_of_earliest
            and (timeline.end_earliest is null or timeline.end_earliest >= agreement_counts.as_of_latest)
        ) as n_certain,
        count(*) filter (
            where timeline.start_earliest <= agreement_counts.as_of_latest
            and (timeline.end_latest is null or timeline.end_latest >= agreement_counts.as_of_earliest)
        ) as n_possible,
        count(*) filter (
            where timeline.start_latest <= agreement_counts.as_of_latest
            and (timeline.end_earliest is null or timeline.end_earliest >= agreement_counts.as_of_latest)
        ) as n_certain_on_last_day
    from agreement_counts
    inner join timeline
        on timeline.policy like '287g%'
            and (agreement_counts.policy is null or agreement_counts.policy = timeline.policy)
    group by agreement_counts.count_id
),

without_model as (
    select
        agreement_counts.count_id,
        count(*) as n_model_unknown
    from agreement_counts
    inner join claims
        on claims.set_aside_reason = 'no source states the model'
            and agreement_counts.as_of_latest >= claims.start_earliest
            and (claims.end_latest is null or agreement_counts.as_of_earliest <= claims.end_latest)
    group by agreement_counts.count_id
),

activations as (
    select
        published.count_id,
        count(distinct timeline.county_fips) as n_activated
    from published
    inner join timeline
        on timeline.policy = 'secure_communities'
            and timeline.date_precision = 'month'
            and published.as_of_latest >= timeline.start_latest
            and (published.measure <> 'counties_activated_in_year' or year(timeline.start_latest) = year(published.as_of_latest))
    where published.program = 'secure_communities'
    group by published.count_id
),

compared as (
    select
        published.*,
        listed.listed_on,
        listed.n_listed,
        listed.n_states_listed,
        known_then.n_known_then,
        coalesce(known_now.n_certain, activations.n_activated) as n_certain,
        coalesce(known_now.n_certain_on_last_day, activations.n_activated) as n_certain_on_last_day,
        coalesce(known_now.n_possible, activations.n_activated) as n_possible,
        case when published.program = '287g' then coalesce(without_model.n_model_unknown, 0) end as n_model_unknown
    from published
    left join listed on published.count_id = listed.count_id and listed.list_number = 1
    left join known_then on published.count_id = known_then.count_id
    left join known_now on published.count_id = known_now.count_id
    left join without_model on published.count_id = without_model.count_id
    left join activations on published.count_id = activations.count_id
)

select
    count_id,
    program,
    measure,
    policy,
    cast(as_of_earliest as date) as as_of_earliest,
    cast(as_of_latest as date) as as_of_latest,
    cast(count_low as integer) as count_low,
    cast(count_high as integer) as count_high,
    cast(listed_on as date) as listed_on,
    cast(n_listed as integer) as n_listed,
    cast(n_states as integer) as n_states,
    cast(n_states_listed as integer) as n_states_listed,
    cast(n_known_then as integer) as n_known_then,
    cast(n_certain_on_last_day as integer) as n_certain_on_last_day,
    cast(n_certain as integer) as n_certain,
    cast(n_possible as integer) as n_possible,
    cast(n_model_unknown as integer) as n_model_unknown,
    case
        when n_certain is null and n_listed is null then 'no_source'
        when n_listed between count_low and count_high then 'exact_in_list'
        when n_certain_on_last_day between count_low and count_high then 'exact'
        when n_certain <= count_high and n_possible + coalesce(n_model_unknown, 0) >= count_low then 'within_uncertainty'
        else 'differs'
    end as agreement,
    citation,
    note
from compared
