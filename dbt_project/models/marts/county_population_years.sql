with years as (
    select * from {{ ref('int_county_population_years') }}
)

select
    county_fips,
    cast(year as integer) as year,
    cast(population as double) as population,
    population_basis,
    is_synthetic
from years
