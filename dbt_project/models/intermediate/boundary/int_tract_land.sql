-- Land area of each tract in the boundaries of its census. Of 2000 there is no gazetteer here: the Census Bureau's relationship
-- file sums to it; else it is put together from the tracts of 2010, each shared out as its people are.
with codes as (
    select * from {{ ref('int_tract_codes') }}
),

listed as (
    select
        case when files.release_year < 2020 then 2010 else 2020 end as tract_vintage,
        gazetteer.tract_geoid as tract_geoid_listed,
        files.release_year,
        cast(gazetteer.land_area_m2 as double) as land_area_m2,
        files.is_synthetic
    from {{ ref('stg_census__gazetteer_tract') }} as gazetteer
    inner join {{ ref('stg_catalog__source_files') }} as files on gazetteer.source_file_id = files.source_file_id
    where files.release_year >= 2010
),

-- the gazetteer nearest to the census
gazetteers as (
    select
        listed.tract_vintage,
        coalesce(codes.tract_geoid, listed.tract_geoid_listed) as tract_geoid,
        min_by(listed.land_area_m2, listed.release_year) as land_area_m2,
        bool_or(listed.is_synthetic) as is_synthetic
    from listed
    left join codes
        on listed.tract_geoid_listed = codes.tract_geoid_listed and listed.tract_vintage = codes.tract_vintage
    group by listed.tract_vintage, coalesce(codes.tract_geoid, listed.tract_geoid_listed)
),

measured as (
    select
        relationship.tract_geoid_2000 as tract_geoid,
        cast(sum(relationship.part_land_area_m2) as double) as land_area_m2,
        bool_or(files.is_synthetic) as is_synthetic
    from {{ ref('stg_census__tract_relationship_2000_2010') }} as relationship
    inner join {{ ref('stg_catalog__source_files') }} as files on relationship.source_file_id = files.source_file_id
    group by relationship.tract_geoid_2000
),

estimated as (
    select
        weights.to_tract_geoid as tract_geoid,
        sum(weights.weight * gazetteers.land_area_m2) as land_area_m2,
        bool_or(weights.is_boundary_changed) as is_estimated,
        bool_or(weights.is_synthetic or gazetteers.is_synthetic) as is_synthetic
    from {{ ref('int_tract_weights') }} as weights
    left join gazetteers on weights.from_tract_geoid = gazetteers.tract_geoid and gazetteers.tract_vintage = 2010
    where weights.from_vintage = 2010 and weights.to_vintage = 2000
    group by weights.to_tract_geoid
    having count(*) = count(gazetteers.land_area_m2)
)

select
    tract_vintage,
    tract_geoid,
    land_area_m2,
    false as is_estimated,
    is_synthetic
from gazetteers

union all

select
    2000 as tract_vintage,
    tract_geoid,
    land_area_m2,
    false as is_estimated,
    is_synthetic
from measured

union all

select
    2000 as tract_vintage,
    estimated.tract_geoid,
    estimated.land_area_m2,
    estimated.is_estimated,
    estimated.is_synthetic
from estimated
left join measured on estimated.tract_geoid = measured.tract_geoid
where measured.tract_geoid is null
