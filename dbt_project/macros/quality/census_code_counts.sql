{#
The negative numbers in the cells of an ACS table as read: raw table, column, code, release and the tracts that have it. First
the few rows in which some cell begins with a minus are looked for, then each column of those alone.
#}
{% macro census_code_counts(staged_name, raw_name) %}
{%- set columns = column_rules(staged_name) | selectattr('cast', 'equalto', 'integer') | map(attribute='raw') | list -%}
    select
        '{{ raw_name }}' as raw_table,
        coded_cells.column_name,
        {{ integer_cast('coded_cells.cell', 'bigint') }} as code,
        files.release_year,
        count(distinct coded_cells.tract_geoid_listed) as n_tracts
    from (
        with coded_rows as {{ computed_once() }} (
            select
                *,
                {{ tract_geoid_of('geo_id', 'state', 'county', 'tract') }} as tract_geoid_listed
            from {{ source('raw', raw_name) }}
            where false
            {%- for column in columns %}
                or {{ column }} like '-%'
            {%- endfor %}
        )

        {%- for column in columns %}
        select
            source_file_id,
            tract_geoid_listed,
            '{{ column }}' as column_name,
            {{ column }} as cell
        from coded_rows
        where {{ column }} like '-%'
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as coded_cells
    inner join files on coded_cells.source_file_id = files.source_file_id
    group by coded_cells.column_name, {{ integer_cast('coded_cells.cell', 'bigint') }}, files.release_year
{% endmacro %}



{# The codes of every staged ACS table. Naming the staged model makes the dependency known. #}
{% macro all_census_code_counts() %}
    {%- set selects = [] -%}
    {%- for staged_name, raw_name in var('staged_tables').items() if raw_name.startswith('acs5_') -%}
        {%- do ref(staged_name) -%}
        {%- do selects.append(census_code_counts(staged_name, raw_name)) -%}
    {%- endfor -%}
    {{ selects | join(' union all ') }}
{% endmacro %}
