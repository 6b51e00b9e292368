{# The rows of the staged model's raw table (var staged_tables) in which no cell breaks its column's rule, typed and renamed. #}
{% macro kept_rows() %}
{%- set rules = column_rules(this.identifier) -%}
with {{ typed_cells(source('raw', var('staged_tables')[this.identifier]), rules) }},

kept as (
    select *
    from cells
    where true
    {%- for rule in rules if has_limits(rule) and rule.get('on_error') != 'set_cell_aside' %}
        and {{ cell_is_usable(rule) }}
    {%- endfor %}
)

select
    source_file_id,
    source_row_number
    {%- for rule in rules %},
    {{ kept_cell(rule) }} as {{ rule.name }}
    {%- endfor %}
from kept
{% endmacro %}


{# A cell as staging shows it: null when it was set aside. #}
{% macro kept_cell(rule) -%}
    {%- if rule.get('on_error') == 'set_cell_aside' -%}
        case when {{ cell_is_usable(rule) }} then {{ rule.name }} end
    {%- else -%}
        {{ rule.name }}
    {%- endif -%}
{%- endmacro %}
