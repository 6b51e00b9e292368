with counties as (
    select * from {{ ref('int_county_policing') }}
)

select
    county_fips,
    survey_year,
    n_agencies,
    officers,
    officers_full_time_equivalent,
    n_agencies_without_officers,
    budget_dollars,
    n_agencies_without_budget,
    population,
    officers_per_1000_residents,
    budget_dollars_per_resident,
    is_synthetic
from counties
