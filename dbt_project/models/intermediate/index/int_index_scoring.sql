-- The loadings of all indices in one row, ready to be multiplied: per unit of each item, and the item's mean.
with loadings as (
    select * from {{ ref('index_loadings') }}
)

select
    {%- for item in index_items() %}
    max(case when item = '{{ item }}' then item_mean end) as {{ item }}__mean,
    {%- endfor %}
    {%- for index in index_names() %}
    {%- for item in items_of(index) %}
    max(case when index_name = '{{ index }}' and item = '{{ item }}' then scoring_coefficient / item_standard_deviation end)
        as {{ loadings_column(index, item) }},
    {%- endfor %}
    {%- endfor %}
    count(*) as n_loadings
from loadings
