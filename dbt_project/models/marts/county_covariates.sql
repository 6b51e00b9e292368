with years as (
    select * from {{ ref('int_county_years') }}
),

counties as (
    select * from {{ ref('int_counties') }}
),

frozen as (
    select * from {{ ref('int_county_measures') }}
    where release_year = 2000
),

border as (
    select * from {{ ref('mexico_border_counties') }}
)

select
    years.county_fips,
    cast(years.year as integer) as year,
    cast(years.release_year as integer) as release_year,
    cast(years.next_release_year as integer) as next_release_year,
    cast(counties.land_area_km2 as double) as land_area_km2,
    {%- for measure in area_measures() %}
    cast(years.{{ measure }} as double) as {{ measure }},
    cast(years.{{ measure }}_moe as double) as {{ measure }}_moe,
    cast(frozen.{{ measure }} as double) as {{ measure }}_2000,
    {%- endfor %}
    counties.region,
    border.county_fips is not null as is_mexico_border_county,
    years.is_interpolated,
    years.is_extrapolated,
    years.uses_future_years,
    years.is_boundary_changed,
    years.is_suppressed,
    years.is_moved_under_10y_interpolated,
    years.is_synthetic or counties.is_synthetic as is_synthetic
from years
inner join counties on years.county_fips = counties.county_fips
left join frozen on years.county_fips = frozen.county_fips
left join border on years.county_fips = border.county_fips
