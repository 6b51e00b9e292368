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

destinations as (
    select * from {{ ref('immigrant_destinations') }}
),

policing as (
    select * from {{ ref('int_county_policing_years') }}
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
    destinations.destination as immigrant_destination,
    policing.officers_per_1000_residents,
    policing.is_interpolated as is_officers_interpolated,
    policing.is_extrapolated as is_officers_extrapolated,
    policing.budget_dollars_per_resident as police_budget_dollars_per_resident,
    policing.is_budget_interpolated,
    policing.is_budget_extrapolated,
    counties.region,
    border.county_fips is not null as is_mexico_border_county,
    years.is_interpolated,
    years.is_extrapolated,
    years.uses_future_years,
    years.is_boundary_changed,
    years.is_suppressed,
    years.is_moved_under_10y_interpolated,
    years.is_synthetic or counties.is_synthetic
    or coalesce(destinations.is_synthetic, false) or coalesce(policing.is_synthetic, false) as is_synthetic
from years
inner join counties on years.county_fips = counties.county_fips
left join frozen on years.county_fips = frozen.county_fips
left join destinations on years.county_fips = destinations.county_fips
left join policing on years.county_fips = policing.county_fips and years.year = policing.year
left join border on years.county_fips = border.county_fips
