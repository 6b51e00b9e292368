-- The counties of each surveyed agency with its share in each; the rule is the one of agencies with agreements.
with placements as (
    select * from {{ ref('int_surveyed_agency_placements') }}
),

{{ shares_by_residents('placements', ['survey_year', 'agency_id']) }}

select
    survey_year,
    agency_id,
    county_fips,
    placement_basis,
    population_share,
    share_basis
from shared
