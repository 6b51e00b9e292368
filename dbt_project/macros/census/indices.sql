{#
Indices of an area, each a weighted sum of standardised items. Concentrated disadvantage is the first principal component of its
items; it comes with and without unemployment, because unemployment also enters models by itself. Residential instability is the
mean of its two items, standardised again.
#}
{% macro principal_component_indices() %}
    {{ return({
        'concentrated_disadvantage': [
            'poverty_pct', 'public_assistance_pct', 'female_headed_pct', 'unemployed_pct', 'black_pct', 'under_18_pct'],
        'concentrated_disadvantage_without_unemployment': [
            'poverty_pct', 'public_assistance_pct', 'female_headed_pct', 'black_pct', 'under_18_pct'],
    }) }}
{% endmacro %}

{% macro mean_indices() %}
    {{ return({'residential_instability': ['moved_under_10y_pct', 'vacant_pct']}) }}
{% endmacro %}

{% macro indices() %}
    {{ return(dict(principal_component_indices(), **mean_indices())) }}
{% endmacro %}

{% macro index_names() %}
    {{ return(indices().keys() | list) }}
{% endmacro %}

{% macro principal_component_index_names() %}
    {{ return(principal_component_indices().keys() | list) }}
{% endmacro %}

{% macro mean_index_names() %}
    {{ return(mean_indices().keys() | list) }}
{% endmacro %}

{% macro items_of(index) %}
    {{ return(indices()[index]) }}
{% endmacro %}

{# A row for each index named and each of its items. #}
{% macro index_item_rows(names) -%}
    {%- for index in names %}
    {%- set outer_loop = loop %}
    {%- for item in items_of(index) %}
    select
        '{{ index }}' as index_name,
        '{{ item }}' as item
    {{ 'union all' if not (loop.last and outer_loop.last) }}
    {%- endfor %}
    {%- endfor %}
{%- endmacro %}

{# The items of all indices, each once. #}
{% macro index_items() %}
    {%- set items = [] -%}
    {%- for own in indices().values() -%}
        {%- for item in own if item not in items -%}{%- do items.append(item) -%}{%- endfor -%}
    {%- endfor -%}
    {{ return(items) }}
{% endmacro %}


{# The score of every index with its margin of error, over a relation of measures joined to one row of wide loadings. #}
{% macro index_scores(suffix='') -%}
    {%- for index, items in indices().items() %}
    {% for item in items %}{{ loadings_column(index, item) }} * ({{ item }}{{ suffix }} - {{ item }}__mean){{ ' + ' if not loop.last }}{% endfor %} as {{ index }}{{ suffix }}
    {%- if not suffix %},
    sqrt({% for item in items %}power({{ loadings_column(index, item) }} * {{ item }}_moe, 2){{ ' + ' if not loop.last }}{% endfor %}) as {{ index }}_moe
    {%- endif %}
    {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{% macro loadings_column(index, item) -%}
    {{ index }}__{{ item }}
{%- endmacro %}
