with populations as (
    select * from {{ ref('int_county_population') }}
)

select
    county_fips,
    cast(census_year as integer) as census_year,
    population,
    is_synthetic
from populations
