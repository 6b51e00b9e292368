-- A tract of water has no density, and neither has one whose land nobody tells; every other tract with residents known has one.
{{ config(meta={'dagster': {'ref': {'name': 'tract_covariates'}}}) }}

with land as (
    select * from {{ ref('int_tract_land') }}
)

select
    tracts.tract_vintage,
    tracts.tract_geoid,
    tracts.year,
    tracts.population_density_per_km2,
    land.land_area_m2
from {{ ref('tract_covariates') }} as tracts
left join land on tracts.tract_vintage = land.tract_vintage and tracts.tract_geoid = land.tract_geoid
where
    (tracts.population_density_per_km2 is not null)
    <> (tracts.population is not null and coalesce(land.land_area_m2, 0) > 0)
