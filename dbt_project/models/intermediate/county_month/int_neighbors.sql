-- Neighbours of each county of 2010 in the national panel, with their population.
select
    pairs.county_fips,
    pairs.neighbor_fips,
    pairs.neighbor_population
from {{ ref('int_county_pairs') }} as pairs
inner join {{ ref('int_counties') }} as counties on pairs.county_fips = counties.county_fips
inner join {{ ref('int_counties') }} as neighbors on pairs.neighbor_fips = neighbors.county_fips
where pairs.boundary_year = 2010 and not pairs.is_self
