-- Where marks by year differ from the resolved 287(g) spells.
with marked_years as (
    select * from {{ ref('int_287g_marked_years') }}
),

spells as (
    select * from {{ ref('int_policy_spells') }}
    where policy like '287g%'
),

-- the years a mark can mean: all spells of the agency that began before the marks end
agency_spans as (
    select
        state_fips,
        agency_key,
        min(agency_name) as agency_name,
        min(start_earliest) as start_earliest,
        min_by(start_latest, start_earliest) as start_latest,
        max(coalesce(end_earliest, cast('2999-12-31' as date))) as end_earliest,
        max(coalesce(end_latest, cast('2999-12-31' as date))) as end_latest
    from spells
    where start_earliest <= cast('2019-12-31' as date)
    group by state_fips, agency_key
),

marked_starts as (
    select
        'start' as kind,
        cast(null as string) as policy,
        marked_years.state_fips,
        marked_years.agency_key,
        coalesce(spans.agency_name, marked_years.agency_name) as agency_name,
        'lists and reconstruction' as source_kept,
        'ice_287g_curated' as source_set_aside,
        cast(year(spans.start_earliest) as string) as value_kept,
        cast(marked_years.first_year as string) as value_set_aside,
        cast(null as integer) as difference_days,
        'Signings and lists stand above marks by year' as rule,
        marked_years.file_name,
        marked_years.source_row_number,
        marked_years.is_synthetic
    from marked_years
    inner join agency_spans as spans
        on marked_years.state_fips = spans.state_fips and marked_years.agency_key = spans.agency_key
    where
        marked_years.first_year not between year(spans.start_earliest) and year(spans.start_latest)
        and not (marked_years.first_year = 2005 and spans.start_earliest < cast('2005-01-01' as date))
),

marked_ends as (
    select
        'end' as kind,
        cast(null as string) as policy,
        marked_years.state_fips,
        marked_years.agency_key,
        coalesce(spans.agency_name, marked_years.agency_name) as agency_name,
        'lists and reconstruction' as source_kept,
        'ice_287g_curated' as source_set_aside,
        case
            when spans.end_latest >= cast('2999-12-31' as date) then 'in force'
            else cast(spans.end_earliest as string) || ' to ' || cast(spans.end_latest as string)
        end as value_kept,
        cast(marked_years.last_year as string) as value_set_aside,
        cast(null as integer) as difference_days,
        'Lists and terminations stand above marks by year' as rule,
        marked_years.file_name,
        marked_years.source_row_number,
        marked_years.is_synthetic
    from marked_years
    inner join agency_spans as spans
        on marked_years.state_fips = spans.state_fips and marked_years.agency_key = spans.agency_key
    where
        marked_years.last_year > year(spans.end_latest)
        or (marked_years.last_year < year(spans.end_earliest) and marked_years.last_year < 2019)
),

marked_alone as (
    select
        'presence' as kind,
        cast(null as string) as policy,
        marked_years.state_fips,
        marked_years.agency_key,
        marked_years.agency_name,
        'lists and reconstruction' as source_kept,
        'ice_287g_curated' as source_set_aside,
        'no agreement' as value_kept,
        cast(marked_years.first_year as string) || ' to ' || cast(marked_years.last_year as string) as value_set_aside,
        cast(null as integer) as difference_days,
        'Where lists and reconstruction know no agreement, a mark by year makes none' as rule,
        marked_years.file_name,
        marked_years.source_row_number,
        marked_years.is_synthetic
    from marked_years
    left join agency_spans as spans
        on marked_years.state_fips = spans.state_fips and marked_years.agency_key = spans.agency_key
    where spans.agency_key is null
)

select * from marked_starts
union all
select * from marked_ends
union all
select * from marked_alone
