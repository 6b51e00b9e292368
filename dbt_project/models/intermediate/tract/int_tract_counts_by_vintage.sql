-- Counts of each release in the tracts of 2000 and of 2010: those made in other boundaries are divided by the tract weights. A
-- count is missing where one of the tracts it comes from lacks it. Margins of error add up by their squares.
with counts as (
    select * from {{ ref('int_tract_counts') }}
),

-- with how many tracts each one is put together from
weights as (
    select
        *,
        count(*) over (partition by from_vintage, to_vintage, to_tract_geoid) as n_parts
    from {{ ref('int_tract_weights') }}
    where to_vintage in (2000, 2010)
),

-- own boundaries, and tracts that are the same under both
unchanged as (
    select
        tract_vintage,
        tract_geoid,
        tract_vintage as counted_in_vintage,
        tract_geoid as counted_as
    from counts
    where tract_vintage in (2000, 2010)
    group by tract_vintage, tract_geoid

    union all

    select
        to_vintage as tract_vintage,
        to_tract_geoid as tract_geoid,
        from_vintage as counted_in_vintage,
        from_tract_geoid as counted_as
    from weights
    where not is_boundary_changed
)

select
    unchanged.tract_vintage,
    unchanged.tract_geoid,
    counts.release_year,
    {%- for name in count_names() %}
    counts.{{ name }},
    counts.{{ name }}_moe,
    {%- endfor %}
    coalesce(counts.is_moved_under_10y_interpolated, false) as is_moved_under_10y_interpolated,
    false as is_boundary_changed,
    counts.is_synthetic
from counts
inner join unchanged
    on counts.tract_vintage = unchanged.counted_in_vintage and counts.tract_geoid = unchanged.counted_as

union all

select
    weights.to_vintage as tract_vintage,
    weights.to_tract_geoid as tract_geoid,
    counts.release_year,
    {%- for name in count_names() %}
    case when max(weights.n_parts) = count(counts.{{ name }}) then sum(counts.{{ name }} * weights.weight) end as {{ name }},
    case
        when max(weights.n_parts) = count(counts.{{ name }}_moe) then sqrt(sum(power(counts.{{ name }}_moe * weights.weight, 2)))
    end as {{ name }}_moe,
    {%- endfor %}
    bool_or(coalesce(counts.is_moved_under_10y_interpolated, false)) as is_moved_under_10y_interpolated,
    true as is_boundary_changed,
    bool_or(counts.is_synthetic) as is_synthetic
from counts
inner join weights
    on counts.tract_vintage = weights.from_vintage and counts.tract_geoid = weights.from_tract_geoid
where weights.is_boundary_changed
group by weights.to_vintage, weights.to_tract_geoid, counts.release_year
