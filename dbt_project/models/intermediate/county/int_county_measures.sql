-- Covariates of each county of 2010 in each release, from the sums over its tracts of 2010, with margins of error.
with tracts as (
    select * from {{ ref('int_tract_counts_by_vintage') }}
    where tract_vintage = 2010
),

counties as (
    select * from {{ ref('int_counties') }}
),

sums as (
    select
        counties.county_fips,
        counties.land_area_km2,
        tracts.release_year,
        count(*) as n_tracts,
        {%- for name in count_names() %}
        sum(tracts.{{ name }}) as {{ name }},
        sqrt(sum(power(tracts.{{ name }}_moe, 2))) as {{ name }}_moe,
        {%- endfor %}
        bool_or(coalesce(tracts.is_moved_under_10y_interpolated, false)) as is_moved_under_10y_interpolated,
        bool_or({{ lacks_a_count() }}) as is_suppressed,
        bool_or(tracts.is_boundary_changed) as is_boundary_changed,
        bool_or(tracts.is_synthetic or counties.is_synthetic) as is_synthetic
    from tracts
    inner join counties on substr(tracts.tract_geoid, 1, 5) = counties.county_fips
    group by counties.county_fips, counties.land_area_km2, tracts.release_year
)

select
    county_fips,
    release_year,
    cast(n_tracts as integer) as n_tracts,
    {{ measures_of_counts() }},
    is_moved_under_10y_interpolated,
    is_suppressed,
    is_boundary_changed,
    is_synthetic
from sums
