-- How much of each tract lies in each tract of the census before or after it, on one measure a tract: people where they are
-- counted, else land, else all area. Codes are those the censuses gave.
with codes as (
    select * from {{ ref('int_tract_codes') }}
),

files as (
    select
        source_file_id,
        is_synthetic
    from {{ ref('stg_catalog__source_files') }}
),

longitudinal as (
    select
        lpad(cast(weights.tract_code_2000 as string), 11, '0') as from_tract_geoid,
        lpad(cast(weights.tract_code_2010 as string), 11, '0') as to_tract_geoid,
        weights.weight as size_of_part,
        'population' as weight_basis,
        files.is_synthetic
    from {{ ref('stg_ltdb__tract_weights_2000_2010') }} as weights
    inner join files on weights.source_file_id = files.source_file_id
),

census_parts as (
    select
        relationship.tract_geoid_2000 as from_tract_geoid,
        relationship.tract_geoid_2010 as to_tract_geoid,
        relationship.population_2000_pct,
        cast(relationship.part_land_area_m2 as double) as part_land_area_m2,
        cast(relationship.part_area_m2 as double) as part_area_m2,
        sum(relationship.population_2000_pct) over (partition by relationship.tract_geoid_2000) as population_total,
        sum(relationship.part_land_area_m2) over (partition by relationship.tract_geoid_2000) as land_total,
        files.is_synthetic
    from {{ ref('stg_census__tract_relationship_2000_2010') }} as relationship
    inner join files on relationship.source_file_id = files.source_file_id
    left join (select distinct from_tract_geoid from longitudinal) as known
        on relationship.tract_geoid_2000 = known.from_tract_geoid
    where known.from_tract_geoid is null
),

later_parts as (
    select
        relationship.tract_geoid_2020 as from_tract_geoid,
        relationship.tract_geoid_2010 as to_tract_geoid,
        cast(
            case
                when sum(relationship.part_land_area_m2) over (partition by relationship.tract_geoid_2020) > 0
                    then relationship.part_land_area_m2
                else relationship.part_water_area_m2
            end as double
        ) as size_of_part,
        files.is_synthetic
    from {{ ref('stg_census__tract_relationship_2010_2020') }} as relationship
    inner join files on relationship.source_file_id = files.source_file_id
),

measured_parts as (
    select
        *,
        sum(size_of_part) over (partition by from_tract_geoid) as size_of_tract,
        row_number() over (partition by from_tract_geoid order by size_of_part desc, to_tract_geoid asc) as rank_of_part
    from later_parts
),

parts as (
    select
        2000 as from_vintage,
        2010 as to_vintage,
        from_tract_geoid,
        to_tract_geoid,
        size_of_part,
        weight_basis,
        is_synthetic
    from longitudinal

    union all

    select
        2000 as from_vintage,
        2010 as to_vintage,
        from_tract_geoid,
        to_tract_geoid,
        case
            when population_total > 0 then population_2000_pct
            when land_total > 0 then part_land_area_m2
            else part_area_m2
        end as size_of_part,
        case when population_total > 0 then 'population' else 'land_area' end as weight_basis,
        is_synthetic
    from census_parts

    union all

    -- the largest part always stays, however many a tract was cut into
    select
        2020 as from_vintage,
        2010 as to_vintage,
        from_tract_geoid,
        to_tract_geoid,
        size_of_part,
        'land_area' as weight_basis,
        is_synthetic
    from measured_parts
    where size_of_part >= {{ var('smallest_tract_part') }} * size_of_tract or rank_of_part = 1
)

select
    parts.from_vintage,
    coalesce(from_codes.tract_geoid, parts.from_tract_geoid) as from_tract_geoid,
    parts.to_vintage,
    coalesce(to_codes.tract_geoid, parts.to_tract_geoid) as to_tract_geoid,
    sum(parts.size_of_part) as size_of_part,
    min(parts.weight_basis) as weight_basis,
    bool_or(parts.is_synthetic) as is_synthetic
from parts
left join codes as from_codes
    on parts.from_tract_geoid = from_codes.tract_geoid_listed and parts.from_vintage = from_codes.tract_vintage
left join codes as to_codes
    on parts.to_tract_geoid = to_codes.tract_geoid_listed and parts.to_vintage = to_codes.tract_vintage
group by 1, 2, 3, 4
