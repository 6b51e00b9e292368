-- Each agency below the state with its counties and the share of its people in each: by the residents of the counties, since
-- no register counts an agency's own by county.
with placements as (
    select * from {{ ref('int_agency_placements') }}
),

{{ shares_by_residents('placements', ['state_fips', 'agency_key']) }}

select
    state_fips,
    agency_key,
    county_fips,
    population_share,
    share_basis
from shared
