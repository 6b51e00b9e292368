-- Covariates of each county of 2010 in each release, from the sums over its tracts, with margins of error. A tract counts by the
-- share of it that lies in the county, in the boundaries it was counted in: its parts in tracts of 2010 err together, and adding
-- their errors as if apart would make them too small.
with tracts as (
    select * from {{ ref('int_tract_counts') }}
),

weights as (
    select * from {{ ref('int_tract_weights') }}
    where to_vintage = 2010
),

counties as (
    select * from {{ ref('int_counties') }}
),

-- tracts of 2010 lie in one county
shares as (
    select
        from_vintage as tract_vintage,
        from_tract_geoid as tract_geoid,
        substr(to_tract_geoid, 1, 5) as county_fips,
        sum(weight) as weight,
        bool_or(is_boundary_changed) as is_boundary_changed
    from weights
    group by from_vintage, from_tract_geoid, substr(to_tract_geoid, 1, 5)

    union all

    select
        tract_vintage,
        tract_geoid,
        substr(tract_geoid, 1, 5) as county_fips,
        cast(1 as double) as weight,
        false as is_boundary_changed
    from tracts
    where tract_vintage = 2010
    group by tract_vintage, tract_geoid
),

sums as (
    select
        counties.county_fips,
        counties.land_area_km2,
        tracts.release_year,
        count(*) as n_tracts,
        sum(shares.weight * tracts.population) as population,
        sqrt(sum(power(shares.weight * tracts.population_moe, 2))) as population_moe,
        {%- for name in heterogeneity_counts() %}
        sum(shares.weight * tracts.{{ name }}) as {{ name }},
        sqrt(sum(power(shares.weight * tracts.{{ name }}_moe, 2))) as {{ name }}_moe,
        {%- endfor %}
        {%- for measure in share_names() %}
        {{ summed_share(measure) }},
        {%- endfor %}
        bool_or(coalesce(tracts.is_moved_under_10y_interpolated, false)) as is_moved_under_10y_interpolated,
        bool_or({{ lacks_a_count() }}) as is_suppressed,
        bool_or(shares.is_boundary_changed) as is_boundary_changed,
        bool_or(tracts.is_synthetic or counties.is_synthetic) as is_synthetic
    from tracts
    inner join shares on tracts.tract_vintage = shares.tract_vintage and tracts.tract_geoid = shares.tract_geoid
    inner join counties on shares.county_fips = counties.county_fips
    group by counties.county_fips, counties.land_area_km2, tracts.release_year
)

select
    county_fips,
    release_year,
    cast(n_tracts as integer) as n_tracts,
    {{ measures_of_counts(apart=true) }},
    is_moved_under_10y_interpolated,
    is_suppressed,
    is_boundary_changed,
    is_synthetic
from sums
