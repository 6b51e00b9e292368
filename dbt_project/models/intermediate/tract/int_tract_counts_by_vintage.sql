-- Counts of each release in the tracts of 2000 and of 2010: those made in other boundaries are divided by the tract weights. A
-- count is missing where one of the tracts it comes from lacks it. Margins of error add up by their squares.
with counts as (
    select * from {{ ref('int_tract_counts') }}
),

weights as (
    select * from {{ ref('int_tract_weights') }}
    where to_vintage in (2000, 2010)
),

divided as (
    select
        weights.to_vintage as tract_vintage,
        weights.to_tract_geoid as tract_geoid,
        counts.release_year,
        {%- for name in count_recipes() %}
        case when count(*) = count(counts.{{ name }}) then sum(counts.{{ name }} * weights.weight) end as {{ name }},
        case when count(*) = count(counts.{{ name }}_moe) then sqrt(sum(power(counts.{{ name }}_moe * weights.weight, 2))) end as {{ name }}_moe,
        {%- endfor %}
        bool_or(counts.is_moved_under_10y_interpolated) as is_moved_under_10y_interpolated,
        bool_or(weights.is_boundary_changed) as is_boundary_changed,
        bool_or(counts.is_synthetic) as is_synthetic
    from counts
    inner join weights
        on counts.tract_vintage = weights.from_vintage and counts.tract_geoid = weights.from_tract_geoid
    group by weights.to_vintage, weights.to_tract_geoid, counts.release_year
)

select * from divided

union all

select
    tract_vintage,
    tract_geoid,
    release_year,
    {%- for name in count_recipes() %}
    {{ name }},
    {{ name }}_moe,
    {%- endfor %}
    is_moved_under_10y_interpolated,
    false as is_boundary_changed,
    is_synthetic
from counts
where tract_vintage in (2000, 2010)
