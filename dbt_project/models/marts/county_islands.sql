-- Counties without a neighbour: they are in the adjacency file with themselves alone.
with pairs as (
    select * from {{ ref('int_county_pairs') }}
),

states as (
    select * from {{ ref('states') }}
),

islands as (
    select
        boundary_year,
        county_fips,
        bool_or(is_synthetic) as is_synthetic
    from pairs
    group by boundary_year, county_fips
    having not bool_or(not is_self)
)

select
    cast(islands.boundary_year as integer) as boundary_year,
    islands.county_fips,
    coalesce(states.is_in_panel, false) as is_in_panel,
    islands.is_synthetic
from islands
left join states on substr(islands.county_fips, 1, 2) = states.state_fips
