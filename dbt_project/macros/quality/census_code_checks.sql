{# Conditions under which a code of the Bureau, or any other negative number, has passed for a number of a tract. #}

{# Is a count of a tract, or its margin of error, negative? #}
{% macro has_negative_count() -%}
    {%- set columns = [] -%}
    {%- for name in count_names() -%}
        {%- do columns.extend([name, name ~ '_moe']) -%}
    {%- endfor -%}
    least({{ columns | join(', ') }}) < 0
{%- endmacro %}


{#
Is a covariate of a tract a code, or what a share or an average makes of one? Only indices can be negative: they are in standard
deviations, of which no tract is a thousand away.
#}
{% macro has_coded_covariate() -%}
    {%- if not execute %}{{ return('false') }}{% endif -%}
    {%- set indices, others = [], [] -%}
    {%- for name, column in graph.nodes['model.' ~ project_name ~ '.tract_covariates'].columns.items() if column.data_type == 'double' -%}
        {%- set is_index = name.startswith(('concentrated_disadvantage', 'residential_instability')) and not name.endswith('_moe') -%}
        {%- do (indices if is_index else others).append(name) -%}
    {%- endfor -%}
    least({{ others | join(', ') }}) < 0 or least({{ indices | join(', ') }}) < -1000
{%- endmacro %}
