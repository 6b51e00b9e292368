{{ config(materialized='view') }}
-- Counts of each tract at Census 2000 and in each release of the American Community Survey, in the boundaries they were made in.
{%- for relation in ['int_census_2000_counts', 'int_acs_counts'] %}
select
    cast(tract_vintage as integer) as tract_vintage,
    tract_geoid,
    cast(release_year as integer) as release_year,
    {%- for name in count_names() %}
    {{ name }},
    {{ name }}_moe,
    {%- endfor %}
    is_moved_under_10y_interpolated,
    is_synthetic
from {{ ref(relation) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
