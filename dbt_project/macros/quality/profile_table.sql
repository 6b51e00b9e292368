{#
Profile of a mart: for each column rows, missing, distinct values, mean, standard deviation and range, over the whole table and
by year and group of rows (population group, tract vintage, kind) where the table has them. One pass over the table for all
columns, then one row a column of that. Distinct values are counted for text, which codes, groups and keys are; the rest for
numbers and flags.
#}
{% macro profile_table(relation, year=none, row_group=none) %}
{%- set columns = adapter.get_columns_in_relation(relation) if execute else [] -%}
{%- set keys = [] -%}
{%- if year %}{% do keys.append('profile_year') %}{% endif -%}
{%- if row_group %}{% do keys.append('profile_group') %}{% endif -%}
{%- set slices = ['()'] -%}
{%- for key in keys %}{% do slices.append('(' ~ key ~ ')') %}{% endfor -%}
{%- if keys | length == 2 %}{% do slices.append('(profile_year, profile_group)') %}{% endif -%}
    select
        '{{ relation.identifier }}' as table_name,
        profiled.column_name,
        cast(profile_year as integer) as year,
        profile_group as row_group,
        cast(n_rows as bigint) as n_rows,
        {%- for measure, type in [
            ('n_null', 'bigint'), ('n_distinct', 'bigint'), ('mean', 'double'), ('standard_deviation', 'double'),
            ('min', 'double'), ('max', 'double')
        ] %}
        cast(case profiled.column_name
            {%- for column in columns %}
            when '{{ column.name }}' then {{ column.name }}__{{ measure }}
            {%- endfor %}
        end as {{ type }}) as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            {{ 'profile_year' if year else 'null' }} as profile_year,
            {{ 'profile_group' if row_group else 'null' }} as profile_group,
            count(*) as n_rows
            {%- for column in columns %},
            {{ column_measures(column) | indent(12) }}
            {%- endfor %}
        from (
            select
                *
                {%- if year %}, {{ year }} as profile_year{% endif %}
                {%- if row_group %}, {{ row_group }} as profile_group{% endif %}
            from {{ relation }}
        ) as keyed
        group by {{ 'grouping sets (' ~ slices | join(', ') ~ ')' if keys else '()' }}
    ) as slices
    cross join (values {% for column in columns %}('{{ column.name }}'){{ ', ' if not loop.last }}{% endfor %}) as profiled(column_name)
{% endmacro %}


{# The measures of one column, named `<column>__<measure>`. #}
{% macro column_measures(column) -%}
{%- set name = column.name -%}
{%- set number = 'cast(cast(' ~ name ~ ' as integer) as double)' if column.dtype | upper == 'BOOLEAN' else 'cast(' ~ name ~ ' as double)' -%}
{%- set has_mean = not column.is_string() and column.dtype | upper != 'DATE' -%}
count(*) - count({{ name }}) as {{ name }}__n_null,
{{ 'count(distinct ' ~ name ~ ')' if column.is_string() else 'null' }} as {{ name }}__n_distinct,
{%- for measure, function in [('mean', 'avg'), ('standard_deviation', 'stddev_samp'), ('min', 'min'), ('max', 'max')] %}
{{ function ~ '(' ~ number ~ ')' if has_mean else 'null' }} as {{ name }}__{{ measure }}{{ ',' if not loop.last }}
{%- endfor %}
{%- endmacro %}
