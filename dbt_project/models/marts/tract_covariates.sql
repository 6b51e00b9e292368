with tracts as (
    select * from {{ ref('int_tract_years') }}
),

scoring as (
    select * from {{ ref('int_index_scoring') }}
),

-- the value frozen at Census 2000, which no policy of the panel can have moved
frozen as (
    select * from {{ ref('int_tract_measures') }}
    where release_year = 2000
),

joined as (
    select
        tracts.*,
        {%- for measure in area_measures() %}
        frozen.{{ measure }} as {{ measure }}_2000,
        {%- endfor %}
        scoring.*
    from tracts
    cross join scoring
    left join frozen on tracts.tract_vintage = frozen.tract_vintage and tracts.tract_geoid = frozen.tract_geoid
)

select
    cast(tract_vintage as integer) as tract_vintage,
    tract_geoid,
    cast(year as integer) as year,
    cast(release_year as integer) as release_year,
    cast(next_release_year as integer) as next_release_year,
    {%- for measure in area_measures() %}
    cast({{ measure }} as double) as {{ measure }},
    cast({{ measure }}_moe as double) as {{ measure }}_moe,
    cast({{ measure }}_2000 as double) as {{ measure }}_2000,
    {%- endfor %}
    {{ index_scores() }},
    {{ index_scores('_2000') }},
    is_interpolated,
    is_extrapolated,
    uses_future_years,
    is_boundary_changed,
    is_suppressed,
    is_moved_under_10y_interpolated,
    is_synthetic
from joined
