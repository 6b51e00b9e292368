{#
The cells staging shows that were read as a date by another form than ISO: source file, row, raw column and the rule in words.
Naming each staged model makes the dependency known.
#}
{% macro repaired_dates() %}
    {%- set selects = [] -%}
    {%- for staged_name, raw_name in var('staged_tables').items() -%}
        {%- do ref(staged_name) -%}
        {%- for rule in column_rules(staged_name) if rule.get('cast') == 'listed_date' -%}
            {%- do selects.append(repaired_dates_of(source('raw', raw_name), ref(staged_name), rule)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ selects | join(' union all ') }}
{% endmacro %}


{% macro repaired_dates_of(raw_table, staged_table, rule) %}
    select
        listed.source_file_id,
        listed.source_row_number,
        '{{ rule.raw }}' as column_name,
        {{ listed_date_rule('listed.' ~ rule.raw) }} as rule
    from {{ raw_table }} as listed
    inner join {{ staged_table }} as kept
        on listed.source_file_id = kept.source_file_id and listed.source_row_number = kept.source_row_number
    where kept.{{ rule.name }} is not null
{% endmacro %}
