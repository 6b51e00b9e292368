-- The share of each tract's people that each tract of another census takes over; the shares of a tract sum to one.
-- From 2010 back to 2000 the weights are the ones forward, inverted with the residents of 2000, which takes later residents to be
-- spread as those were. Tracts of 2020 reach 2000 through 2010. A tract no file knows is taken to be its namesake.
with parts as (
    select * from {{ ref('int_tract_overlaps') }}
),

counts as (
    select * from {{ ref('int_tract_counts') }}
),

populations as (
    select
        tract_geoid,
        cast(min_by(population, release_year) as double) as population
    from counts
    where tract_vintage = 2000 and population is not null
    group by tract_geoid
),

listed as (
    select distinct
        from_vintage as tract_vintage,
        from_tract_geoid as tract_geoid
    from parts
),

-- tracts of 2000 and 2020 that no file relates to 2010
namesakes as (
    select distinct
        counts.tract_vintage,
        counts.tract_geoid
    from counts
    left join listed on counts.tract_vintage = listed.tract_vintage and counts.tract_geoid = listed.tract_geoid
    where counts.tract_vintage in (2000, 2020) and listed.tract_geoid is null
),

-- an overlap without size is kept: it tells which tracts of 2000 a tract lies in where nobody lived then
forward as (
    select
        from_vintage,
        from_tract_geoid,
        to_tract_geoid,
        size_of_part / sum(size_of_part) over (partition by from_vintage, from_tract_geoid) as weight,
        weight_basis,
        is_synthetic
    from (
        select
            from_vintage,
            from_tract_geoid,
            to_tract_geoid,
            case
                when sum(size_of_part) over (partition by from_vintage, from_tract_geoid) > 0 then size_of_part
                else 1
            end as size_of_part,
            weight_basis,
            is_synthetic
        from parts
    ) as sized

    union all

    select
        tract_vintage as from_vintage,
        tract_geoid as from_tract_geoid,
        tract_geoid as to_tract_geoid,
        cast(1 as double) as weight,
        'identity' as weight_basis,
        false as is_synthetic
    from namesakes
),

-- one whole tract is another whole one when neither shares people with a third
compared as (
    select
        *,
        sum(case when weight > 0 then 1 else 0 end) over (partition by from_vintage, from_tract_geoid) > 1
        or sum(case when weight > 0 then 1 else 0 end) over (partition by from_vintage, to_tract_geoid) <> 1
        or weight = 0 as is_boundary_changed
    from forward
),

to_2010 as (
    select
        *,
        2010 as to_vintage
    from compared
    where weight > 0
),

people as (
    select
        compared.from_tract_geoid,
        compared.to_tract_geoid,
        compared.weight,
        compared.weight_basis,
        compared.is_boundary_changed,
        compared.is_synthetic,
        coalesce(populations.population, 0) * compared.weight as n_people,
        sum(coalesce(populations.population, 0) * compared.weight) over (partition by compared.to_tract_geoid) as people_total,
        sum(compared.weight) over (partition by compared.to_tract_geoid) as weight_total,
        count(*) over (partition by compared.to_tract_geoid) as n_overlaps
    from compared
    left join populations on compared.from_tract_geoid = populations.tract_geoid
    where compared.from_vintage = 2000
),

tracts_2010 as (
    select tract_geoid from counts
    where tract_vintage = 2010

    union

    select to_tract_geoid as tract_geoid from to_2010
),

back_to_2000 as (
    select
        to_tract_geoid as from_tract_geoid,
        from_tract_geoid as to_tract_geoid,
        case
            when people_total > 0 then n_people / people_total
            when weight_total > 0 then weight / weight_total
            else cast(1 as double) / n_overlaps
        end as weight,
        weight_basis,
        is_boundary_changed,
        is_synthetic
    from people

    union all

    select
        tracts_2010.tract_geoid as from_tract_geoid,
        tracts_2010.tract_geoid as to_tract_geoid,
        cast(1 as double) as weight,
        'identity' as weight_basis,
        false as is_boundary_changed,
        false as is_synthetic
    from tracts_2010
    left join people on tracts_2010.tract_geoid = people.to_tract_geoid
    where people.to_tract_geoid is null
),

from_2020_to_2000 as (
    select
        to_2010.from_tract_geoid,
        back_to_2000.to_tract_geoid,
        sum(to_2010.weight * back_to_2000.weight) as weight,
        min(case
            when to_2010.weight_basis = 'identity' then back_to_2000.weight_basis else to_2010.weight_basis
        end) as weight_basis,
        bool_or(to_2010.is_boundary_changed or back_to_2000.is_boundary_changed) as is_boundary_changed,
        bool_or(to_2010.is_synthetic or back_to_2000.is_synthetic) as is_synthetic
    from to_2010
    inner join back_to_2000 on to_2010.to_tract_geoid = back_to_2000.from_tract_geoid
    where to_2010.from_vintage = 2020 and back_to_2000.weight > 0
    group by to_2010.from_tract_geoid, back_to_2000.to_tract_geoid
)

select
    from_vintage,
    from_tract_geoid,
    to_vintage,
    to_tract_geoid,
    weight,
    weight_basis,
    is_boundary_changed,
    is_synthetic
from to_2010

union all

select
    2010 as from_vintage,
    from_tract_geoid,
    2000 as to_vintage,
    to_tract_geoid,
    weight,
    weight_basis,
    is_boundary_changed,
    is_synthetic
from back_to_2000
where weight > 0

union all

select
    2020 as from_vintage,
    from_tract_geoid,
    2000 as to_vintage,
    to_tract_geoid,
    weight,
    weight_basis,
    is_boundary_changed,
    is_synthetic
from from_2020_to_2000
