-- Covariates of each tract in each release, in tracts of 2000 and 2010, with margins of error.
with counts as (
    select * from {{ ref('int_tract_counts_by_vintage') }}
),

land as (
    select * from {{ ref('int_tract_land') }}
),

located as (
    select
        counts.*,
        land.land_area_m2 / 1e6 as land_area_km2
    from counts
    left join land on counts.tract_vintage = land.tract_vintage and counts.tract_geoid = land.tract_geoid
)

select
    tract_vintage,
    tract_geoid,
    release_year,
    {{ measures_of_counts() }},
    is_moved_under_10y_interpolated,
    {{ lacks_a_count() }} as is_suppressed,
    is_boundary_changed,
    is_synthetic
from located
