{# The columns of Census 2000 that recipes sum, of one summary file or of both. Those of the staged models are its cells. #}
{% macro census_2000_columns(summary_file=none) %}
    {%- set wanted = [] -%}
    {%- for recipe in count_recipes().values() -%}
        {%- for column in recipe.census if column not in wanted -%}{%- do wanted.append(column) -%}{%- endfor -%}
    {%- endfor -%}
    {%- if summary_file is none -%}{{ return(wanted) }}{%- endif -%}
    {%- set held = column_rules('stg_census__' ~ summary_file) | map(attribute='name') | list -%}
    {{ return(wanted | select('in', held) | list) }}
{% endmacro %}


{% macro census_2000_tract(cells) -%}
    lpad(cast({{ cells }}.state_code as string), 2, '0')
    || lpad(cast({{ cells }}.county_code as string), 3, '0')
    || lpad(cast({{ cells }}.tract_code as string), 6, '0')
{%- endmacro %}
