-- Each county's neighbours with their spatial weights. A pair of a county with itself is none.
with pairs as (
    select * from {{ ref('int_county_pairs') }}
    where not is_self
),

states as (
    select * from {{ ref('states') }}
),

sized as (
    select
        *,
        count(*) over (partition by boundary_year, county_fips) as n_neighbors,
        count(neighbor_population) over (partition by boundary_year, county_fips) as n_with_population,
        sum(cast(neighbor_population as double)) over (partition by boundary_year, county_fips) as population_total
    from pairs
)

select
    cast(sized.boundary_year as integer) as boundary_year,
    sized.county_fips,
    sized.neighbor_fips,
    cast(1 as double) / sized.n_neighbors as weight,
    case
        when sized.n_with_population = sized.n_neighbors
            then cast(sized.neighbor_population as double) / nullif(sized.population_total, 0)
    end as population_weight,
    substr(sized.county_fips, 1, 2) = substr(sized.neighbor_fips, 1, 2) as is_same_state,
    coalesce(states.is_in_panel, false) as is_in_panel,
    sized.is_synthetic
from sized
left join states on substr(sized.county_fips, 1, 2) = states.state_fips
