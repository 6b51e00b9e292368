{# Each of these columns has a value in every row: one test a table, for tables that nobody but their editors changes. #}
{% test complete_columns(model, columns) %}
select *
from {{ model }}
where
    {% for column in columns -%}
    {{ column }} is null{{ ' or ' if not loop.last }}
    {%- endfor %}
{% endtest %}
