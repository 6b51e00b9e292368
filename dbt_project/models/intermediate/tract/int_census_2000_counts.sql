-- Counts of each tract at Census 2000. Summary File 1 counts everybody; Summary File 3 asks one household in six, and its margin
-- of error (90 percent) follows the Bureau's formula for the standard error of a total, with a design factor of 1.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

cells as (
    {%- for summary_file in ['census_2000_sf1', 'census_2000_sf3'] %}
    select
        {{ census_2000_tract('cells') }} as tract_geoid,
        files.is_synthetic
        {%- for column in census_2000_columns() %},
        {{ 'cells.' ~ column if column in census_2000_columns(summary_file) else 'cast(null as integer)' }} as {{ column }}
        {%- endfor %}
    from {{ ref('stg_census__' ~ summary_file) }} as cells
    inner join files on cells.source_file_id = files.source_file_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- a tract's cells may come in several answers
tracts as (
    select
        tract_geoid,
        bool_or(is_synthetic) as is_synthetic
        {%- for column in census_2000_columns() %},
        max({{ column }}) as {{ column }}
        {%- endfor %}
    from cells
    group by tract_geoid
),

counts as (
    select
        tract_geoid,
        is_synthetic
        {%- for name, recipe in count_recipes().items() %},
        cast({{ recipe.census | join(' + ') }} as double) as {{ name }}
        {%- endfor %}
    from tracts
)

select
    2000 as tract_vintage,
    tract_geoid,
    2000 as release_year,
    {%- for name, recipe in count_recipes().items() %}
    {{ name }},
    {%- if recipe.base is defined %}
    1.645 * sqrt(5 * {{ name }} * greatest(1 - {{ name }} / nullif({{ recipe.base }}, 0), 0)) as {{ name }}_moe,
    {%- else %}
    case when {{ name }} is not null then cast(0 as double) end as {{ name }}_moe,
    {%- endif %}
    {%- endfor %}
    false as is_moved_under_10y_interpolated,
    is_synthetic
from counts
