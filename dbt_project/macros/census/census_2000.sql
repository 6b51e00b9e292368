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


{# A count at Census 2000, the sum of its columns. #}
{% macro census_2000_count(name) -%}
    cast({{ count_recipes()[name].census | join(' + ') }} as double)
{%- endmacro %}


{#
Its margin of error (90 percent): none where everybody was asked; else 1.645 times the standard error of a total in a sample of
one in six, root of 5 x (1 - x / base). The design factor is taken as 1, and most are above it, so this is a lower bound (U.S. Census Bureau, Census 2000 Summary File 3 Technical
Documentation, chapter 8).
#}
{% macro census_2000_margin(name) -%}
    {%- set base = count_recipes()[name].base -%}
    {%- if base -%}
    1.645 * sqrt(5 * {{ name }} * greatest(1 - {{ name }} / nullif({{ base }}, 0), 0))
    {%- else -%}
    case when {{ name }} is not null then cast(0 as double) end
    {%- endif -%}
{%- endmacro %}
