-- Every agency of the sources once: the level it works at, what settled its counties, or why nothing did.
with agencies as (
    select * from {{ ref('int_agency_levels') }}
),

placements as (
    select
        state_fips,
        agency_key,
        max(resolved_by) as resolved_by
    from {{ ref('int_agency_placements') }}
    group by state_fips, agency_key
),

doubts as (
    select
        state_fips,
        agency_key,
        max(doubt) as doubt
    from {{ ref('int_agency_register_counties') }}
    group by state_fips, agency_key
)

select
    agencies.state_fips,
    agencies.agency_key,
    agencies.agency_name,
    agencies.coverage_level,
    case when agencies.coverage_level = 'state' then 'statewide' else placements.resolved_by end as resolved_by,
    case
        when agencies.coverage_level <> 'state' and placements.resolved_by is null
            then coalesce(doubts.doubt, 'the county the registers give is none of 2010')
    end as unresolved_reason,
    agencies.source_file_id,
    agencies.source_row_number,
    agencies.is_synthetic
from agencies
left join placements on agencies.state_fips = placements.state_fips and agencies.agency_key = placements.agency_key
left join doubts on agencies.state_fips = doubts.state_fips and agencies.agency_key = doubts.agency_key
