-- Land area of each tract of 2000 and 2010, in square kilometres; 0 for a tract of water. From the earliest gazetteer that lists
-- the tract; land of 2000 that no gazetteer knows is put together from the parts of 2010 by the tract weights.
with listed as (
    select
        gazetteer.tract_geoid,
        min_by(gazetteer.land_area_m2 / 1e6, files.release_year) as land_area_km2
    from {{ ref('stg_census__gazetteer_tract') }} as gazetteer
    inner join {{ ref('stg_catalog__source_files') }} as files on gazetteer.source_file_id = files.source_file_id
    group by gazetteer.tract_geoid
),

weights as (
    select * from {{ ref('int_tract_weights') }}
    where from_vintage = 2010 and to_vintage = 2000
)

select
    2010 as tract_vintage,
    tract_geoid,
    land_area_km2
from listed

union all

select
    2000 as tract_vintage,
    weights.to_tract_geoid as tract_geoid,
    sum(listed.land_area_km2 * weights.weight) as land_area_km2
from weights
inner join listed on weights.from_tract_geoid = listed.tract_geoid
group by weights.to_tract_geoid
