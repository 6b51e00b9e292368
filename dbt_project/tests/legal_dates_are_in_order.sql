-- Intervals of the legal seeds run forward: earliest before latest, start before end, low before high.
{{ config(meta={'dagster': {'ref': {'name': 'statewide_policies'}}}) }}

select
    'legal_events' as seed,
    event_id as row_id
from {{ ref('legal_events') }}
where event_date_earliest > event_date_latest

union all
select
    'statewide_policies' as seed,
    statement_id as row_id
from {{ ref('statewide_policies') }}
where
    start_earliest > start_latest
    or end_earliest > end_latest
    or start_latest > end_latest
    or (start_earliest is null) <> (start_latest is null)
    or (end_earliest is null) <> (end_latest is null)
    or (start_earliest is null and end_earliest is null)

union all
select
    'offense_levels' as seed,
    definition_id as row_id
from {{ ref('offense_levels') }}
where effective_from > effective_to

union all
select
    'published_counts' as seed,
    count_id as row_id
from {{ ref('published_counts') }}
where as_of_earliest > as_of_latest or count_low > count_high
