{#
Steps of one sample flow: what the files hold, what staging set aside, then each rule in order with what is left after it.
`placed` is a CTE of one row a record with idper and left_out_by (the number of the first rule that leaves it out, one more
than there are rules for a record that stays). Persons are counted by the rule that leaves out the last of their records.
#}
{% macro flow_steps(flow, source, placed, rules, panel_words) %}
    select
        '{{ flow }}' as flow,
        1 as step,
        'start' as kind,
        'rows of the files' as rule,
        sum(rows_read) as n_records,
        sum(rows_read) as n_records_left,
        cast(null as bigint) as n_persons_left
    from {{ ref('int_kept_rows') }}
    where source = '{{ source }}'

    union all

    select
        '{{ flow }}' as flow,
        2 as step,
        'exclusion' as kind,
        'set aside by staging: a cell cannot be used, see quality.rejected_rows' as rule,
        sum(rows_read - rows_kept) as n_records,
        sum(rows_kept) as n_records_left,
        (select count(distinct idper) from {{ placed }}) as n_persons_left
    from {{ ref('int_kept_rows') }}
    where source = '{{ source }}'
    {% for rule in rules %}
    union all

    select
        '{{ flow }}' as flow,
        {{ loop.index + 2 }} as step,
        'exclusion' as kind,
        '{{ rule }}' as rule,
        (select count(*) from {{ placed }} where left_out_by = {{ loop.index }}) as n_records,
        (select count(*) from {{ placed }} where left_out_by > {{ loop.index }}) as n_records_left,
        (select count(distinct idper) from {{ placed }} where left_out_by > {{ loop.index }}) as n_persons_left
    {% endfor %}
    union all

    select
        '{{ flow }}' as flow,
        {{ rules | length + 3 }} as step,
        'panel' as kind,
        '{{ panel_words }}' as rule,
        count(*) as n_records,
        count(*) as n_records_left,
        count(distinct idper) as n_persons_left
    from {{ placed }}
    where left_out_by = {{ rules | length + 1 }}
{% endmacro %}


{# A record that stays in the panel although something about it is not known: how many, and what is made of it. #}
{% macro flow_remark(flow, step, rule, relation, condition) %}
    select
        '{{ flow }}' as flow,
        {{ step }} as step,
        'kept' as kind,
        '{{ rule }}' as rule,
        sum(case when {{ condition }} then 1 else 0 end) as n_records,
        count(*) as n_records_left,
        count(distinct idper) as n_persons_left
    from {{ relation }}
{% endmacro %}
