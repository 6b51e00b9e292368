-- Counts of each tract at Census 2000. Summary File 1 counts everybody; Summary File 3 asks one household in six.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

cells as (
    {%- for summary_file in ['census_2000_sf1', 'census_2000_sf3'] %}
    select
        {{ census_2000_tract('cells') }} as tract_geoid,
        {%- for column in census_2000_columns() %}
        {{ 'cells.' ~ column if column in census_2000_columns(summary_file) else 'cast(null as integer)' }} as {{ column }},
        {%- endfor %}
        files.is_synthetic
    from {{ ref('stg_census__' ~ summary_file) }} as cells
    inner join files on cells.source_file_id = files.source_file_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- a tract's cells may come in several answers
tracts as (
    select
        tract_geoid,
        {%- for column in census_2000_columns() %}
        max({{ column }}) as {{ column }},
        {%- endfor %}
        bool_or(is_synthetic) as is_synthetic
    from cells
    group by tract_geoid
),

counts as (
    select
        tract_geoid,
        {%- for name in count_names() %}
        {{ census_2000_count(name) }} as {{ name }},
        {%- endfor %}
        is_synthetic
    from tracts
)

select
    2000 as tract_vintage,
    tract_geoid,
    2000 as release_year,
    {%- for name in count_names() %}
    {{ name }},
    {{ census_2000_margin(name) }} as {{ name }}_moe,
    {%- endfor %}
    false as is_moved_under_10y_interpolated,
    is_synthetic
from counts
