-- The loadings of all indices in one row, ready to be multiplied: per unit of each item, and the item's mean.
with loadings as (
    select * from {{ ref('index_loadings') }}
)

select
    {%- for item in index_items() %}
    max(case when item = '{{ item }}' then item_mean end) as {{ item }}__mean,
    {%- endfor %}
    {%- for index, items in indices().items() %}
    {%- set outer_loop = loop %}
    {%- for item in items %}
    max(case when index_name = '{{ index }}' and item = '{{ item }}' then scoring_coefficient / item_standard_deviation end)
        as {{ loadings_column(index, item) }}{{ ',' if not (loop.last and outer_loop.last) }}
    {%- endfor %}
    {%- endfor %}
from loadings
