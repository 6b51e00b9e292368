with measures as (
    select * from {{ ref('int_tract_measures') }}
),

release_years as (
    select * from {{ ref('int_release_years') }}
)

select
    cast(measures.tract_vintage as integer) as tract_vintage,
    measures.tract_geoid,
    release_years.year,
    cast(measures.release_year as integer) as acs_release_year,
    release_years.uses_future_years,
    cast(measures.population as bigint) as population,
    measures.population_density_per_km2,
    measures.racial_heterogeneity,
    measures.poverty_pct,
    measures.public_assistance_pct,
    measures.female_headed_pct,
    measures.unemployed_pct,
    measures.vacant_pct,
    measures.under_18_pct,
    measures.aged_15_24_pct,
    measures.divorced_or_separated_pct,
    measures.moved_under_10y_pct,
    measures.foreign_born_pct,
    measures.latino_pct,
    measures.black_pct,
    measures.is_moved_under_10y_interpolated,
    measures.is_synthetic
from measures
inner join release_years
    on measures.tract_vintage = release_years.tract_vintage
        and measures.release_year = release_years.release_year
