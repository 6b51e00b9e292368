{#
The cells of a raw table that break a rule of its staged model: source, file, row, column and reason, never the value.
The rules are read from the staged model's yml, so kept and rejected rows cannot disagree. A file whose rows were all kept
need not be read again, unless cells of it may have been set aside.
#}
{% macro rejected_cells(staged_name, raw_name) %}
{%- set rules = column_rules(staged_name) -%}
{%- set checked = [] -%}
{%- for rule in rules if has_limits(rule) %}{% do checked.append(rule) %}{% endfor -%}
{%- set set_aside = rules | selectattr('on_error', 'defined') | list -%}
    select
        source_file_id,
        source_row_number,
        column_name,
        reason
    from (
        with searched as (
            select *
            from {{ source('raw', raw_name) }}
            {%- if not set_aside %}
            where source_file_id in (select source_file_id from {{ ref('int_kept_rows') }} where rows_kept < rows_read)
            {%- endif %}
        ),

        {{ typed_cells('searched', rules) }},

        broken as {{ computed_once() }} (
            select *
            from cells
            where false
            {%- for rule in checked %}
                or not ({{ cell_is_usable(rule) }})
            {%- endfor %}
        )

        -- one pass over the broken rows, each looked at once per checked column
        select *
        from (
            select
                broken.source_file_id,
                broken.source_row_number,
                checked.column_name,
                case checked.column_name
                    {%- for rule in checked %}
                    when '{{ rule.raw }}' then {{ "'cell set aside: ' || " if rule.get('on_error') == 'set_cell_aside' }}{{ cell_problem(rule) }}
                    {%- endfor %}
                end as reason
            from broken
            cross join (values {% for rule in checked %}('{{ rule.raw }}'){{ ', ' if not loop.last }}{% endfor %}) as checked(column_name)
        ) as reasons
        where reason is not null
    ) as {{ staged_name }}
{% endmacro %}


{# The broken cells of every staged table. Naming the staged model makes the dependency known. #}
{% macro all_rejected_cells() %}
    {%- for staged_name, raw_name in var('staged_tables').items() %}
    {%- do ref(staged_name) %}
    {{ rejected_cells(staged_name, raw_name) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}


{# Rows each staged model kept of each file. #}
{% macro kept_row_counts() %}
    {%- for staged_name in var('staged_tables') %}
    select
        source_file_id,
        count(*) as n_rows
    from {{ ref(staged_name) }}
    group by source_file_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}
