-- Covariates of each tract in each release. Shares are per hundred of those the question was put to.
with counts as (
    select * from {{ ref('int_tract_counts') }}
    where tract_vintage in (2000, 2010)
),

-- land area from the earliest gazetteer that has the tract; a tract of water has no density
land as (
    select
        gazetteer.tract_geoid,
        files.release_year,
        gazetteer.land_area_m2 / 1e6 as land_area_km2
    from {{ ref('stg_census__gazetteer_tract') }} as gazetteer
    inner join {{ ref('stg_catalog__source_files') }} as files on gazetteer.source_file_id = files.source_file_id
),

nearest_land as (
    select
        tract_geoid,
        min_by(land_area_km2, release_year) as land_area_km2
    from land
    group by tract_geoid
)

select
    counts.tract_vintage,
    counts.tract_geoid,
    counts.release_year,
    counts.population,
    cast(counts.population / nullif(nearest_land.land_area_km2, 0) as double) as population_density_per_km2,
    1 - (
        cast(counts.n_white as double) * counts.n_white
        + cast(counts.n_black as double) * counts.n_black
        + cast(counts.n_latino as double) * counts.n_latino
        + cast(counts.n_asian_or_pacific as double) * counts.n_asian_or_pacific
        + cast(counts.n_other as double) * counts.n_other
    ) / nullif(cast(counts.n_of_known_origin as double) * counts.n_of_known_origin, 0) as racial_heterogeneity,
    {{ per_hundred('counts.n_poor', 'counts.n_of_known_poverty') }} as poverty_pct,
    {{ per_hundred('counts.n_public_assistance', 'counts.n_households') }} as public_assistance_pct,
    {{ per_hundred('counts.n_female_headed', 'counts.n_families') }} as female_headed_pct,
    {{ per_hundred('counts.n_unemployed', 'counts.n_labor_force') }} as unemployed_pct,
    {{ per_hundred('counts.n_vacant', 'counts.n_housing_units') }} as vacant_pct,
    {{ per_hundred('counts.n_under_18', 'counts.population') }} as under_18_pct,
    {{ per_hundred('counts.n_aged_15_24', 'counts.population') }} as aged_15_24_pct,
    {{ per_hundred('counts.n_divorced_or_separated', 'counts.n_of_known_marital_status') }} as divorced_or_separated_pct,
    {{ per_hundred('counts.n_moved_under_10y', 'counts.n_occupied') }} as moved_under_10y_pct,
    {{ per_hundred('counts.n_foreign_born', 'counts.n_of_known_birthplace') }} as foreign_born_pct,
    {{ per_hundred('counts.n_latino', 'counts.n_of_known_origin') }} as latino_pct,
    {{ per_hundred('counts.n_black', 'counts.n_of_known_origin') }} as black_pct,
    counts.is_moved_under_10y_interpolated,
    counts.is_synthetic
from counts
left join nearest_land on counts.tract_geoid = nearest_land.tract_geoid
