-- Officers and budget of every surveyed agency, with what placed it or why nothing did.
with agencies as (
    select * from {{ ref('int_surveyed_agencies') }}
),

placements as (
    select
        survey_year,
        agency_id,
        count(*) as n_counties,
        min(placement_basis) as placement_basis
    from {{ ref('int_surveyed_agency_counties') }}
    group by survey_year, agency_id
)

select
    agencies.survey_year,
    agencies.agency_id,
    agencies.source_id,
    agencies.source_file_id,
    agencies.source_row_number,
    agencies.file_name,
    agencies.agency_name,
    agencies.state_usps,
    agencies.state_fips,
    agencies.agency_kind,
    agencies.officers_full_time,
    agencies.officers_part_time,
    agencies.officers_full_time_equivalent,
    agencies.budget_dollars,
    coalesce(placements.n_counties, 0) as n_counties,
    case
        when agencies.is_in_panel and agencies.agency_kind = 'state' then 'statewide'
        else placements.placement_basis
    end as placement_basis,
    case
        when agencies.state_fips is null then 'no such state'
        when not agencies.is_in_panel then 'outside the fifty states and the District of Columbia'
        when agencies.agency_kind = 'federal' then 'federal agency'
        when agencies.agency_kind <> 'state' and placements.agency_id is null
            then 'no county code, identifier, county name or agency name leads to a county of the state'
    end as unplaced_reason,
    agencies.is_synthetic
from agencies
left join placements on agencies.survey_year = placements.survey_year and agencies.agency_id = placements.agency_id
