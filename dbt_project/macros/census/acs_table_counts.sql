{#
The counts of one table by tract and release, with their margins of error. An answer of the API holds at most fifty cells, and
the sequence files keep margins apart, so that a tract's cells may come in several rows, each cell in one of them. Rows that are
whole, as those of the summary file by table, need not be put together.
#}
{% macro acs_table_counts(table) -%}
    {%- set recipes = recipes_of_table(table) -%}
    {%- set columns = [] -%}
    {%- for recipe in recipes.values() -%}
        {%- for cell in recipe.cells -%}
            {%- for column in [cell_name(table, cell) ~ 'e', cell_name(table, cell) ~ 'm'] if column not in columns -%}
                {%- do columns.append(column) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    select
        tract_geoid_listed,
        release_year,
        is_synthetic
        {%- for name, recipe in recipes.items() %},
        {{ cell_sum(table, recipe.cells) }} as {{ name }},
        {{ margin_of_cell_sum(table, recipe.cells) }} as {{ name }}_moe
        {%- endfor %}
    from (
        select
            {{ listed_tract('cells') }} as tract_geoid_listed,
            files.release_year,
            files.is_synthetic
            {%- for column in columns %},
            cells.{{ column }}
            {%- endfor %}
        from {{ ref('stg_census__acs5_' ~ table) }} as cells
        inner join files on cells.source_file_id = files.source_file_id
        where cells.{{ columns | join(' is not null and cells.') }} is not null

        union all

        select
            {{ listed_tract('cells') }} as tract_geoid_listed,
            files.release_year,
            bool_or(files.is_synthetic) as is_synthetic
            {%- for column in columns %},
            max(cells.{{ column }}) as {{ column }}
            {%- endfor %}
        from {{ ref('stg_census__acs5_' ~ table) }} as cells
        inner join files on cells.source_file_id = files.source_file_id
        where
            (cells.{{ columns | join(' is null or cells.') }} is null)
            -- a row may hold nothing but cells of the table that nobody counts
            and (cells.{{ columns | join(' is not null or cells.') }} is not null)
        group by {{ listed_tract('cells') }}, files.release_year
    ) as whole_rows
{%- endmacro %}


{% macro cell_name(table, cell) -%}
    {{ table }}_{{ '%03d' | format(cell) }}
{%- endmacro %}


{# The code of a staged row's tract. #}
{% macro listed_tract(cells) -%}
    {{ tract_geoid_of(cells ~ '.geo_id', cells ~ '.state_code', cells ~ '.county_code', cells ~ '.tract_code') }}
{%- endmacro %}


{#
The tract's code: after `US` in a GEO_ID, or put together from the parts of an API row, which have lost their zeros where a
program kept them as numbers.
#}
{% macro tract_geoid_of(geo_id, state, county, tract) -%}
    coalesce(
        nullif(split_part({{ geo_id }}, 'US', 2), ''), lpad({{ state }}, 2, '0') || lpad({{ county }}, 3, '0') || lpad({{ tract }}, 6, '0')
    )
{%- endmacro %}


{% macro cell_sum(table, cells) -%}
    cast({% for cell in cells %}{{ cell_name(table, cell) }}e{{ ' + ' if not loop.last }}{% endfor %} as double)
{%- endmacro %}


{#
Margin of error of a sum of cells: the root of the sum of their squares, in which of all cells that are zero only the largest
margin counts (U.S. Census Bureau, Understanding and Using American Community Survey Data, 2020, chapter 8).
#}
{% macro margin_of_cell_sum(table, cells) -%}
    {%- if cells | length == 1 -%}
    cast({{ cell_name(table, cells[0]) }}m as double)
    {%- else -%}
    sqrt(
        {%- for cell in cells %}
        {{ squared_margin(table, cell, '<> 0') }} +
        {%- endfor %}
        greatest(
            {%- for cell in cells %}
            {{ squared_margin(table, cell, '= 0') }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )
    {%- endif -%}
{%- endmacro %}


{# The squared margin of a cell where its estimate is (not) zero, else 0; null where either is missing. #}
{% macro squared_margin(table, cell, condition) -%}
    {%- set name = cell_name(table, cell) -%}
    cast({{ name }}m as double) * {{ name }}m * case when {{ name }}e {{ condition }} then 1 when {{ name }}e is not null then 0 end
{%- endmacro %}
