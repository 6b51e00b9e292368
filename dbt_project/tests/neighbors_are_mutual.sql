-- Whoever touches a county is touched by it.
select
    there.boundary_year,
    there.county_fips,
    there.neighbor_fips
from {{ ref('county_neighbors') }} as there
left join {{ ref('county_neighbors') }} as back
    on there.boundary_year = back.boundary_year
        and there.county_fips = back.neighbor_fips
        and there.neighbor_fips = back.county_fips
where back.county_fips is null
