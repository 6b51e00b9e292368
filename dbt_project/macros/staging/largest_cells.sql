{# The largest value of each census cell of stg_census__acs5, by its yml: the one row of a tract that has the cell. #}
{% macro largest_cells(relation) %}
    {%- for rule in column_rules('stg_census__acs5') if rule.raw.startswith('b') %}
        max({{ relation }}.{{ rule.name }}) as {{ rule.name }},
    {%- endfor -%}
{% endmacro %}
