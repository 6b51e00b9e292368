{#
A county's key without its kind and without spaces, for lists that leave the kind out or write "De Soto" and "LaSalle" either
way. An independent city keeps its "city": Baltimore city and Baltimore County are two, also without their kind.
#}
{% macro county_base_key(county_key) -%}
    {{ replace_all(
        replace_all(
            county_key, ' (county|parish|city and borough|borough|census area|municipality|planning region)$', ''
        ), ' ', ''
    ) }}
{%- endmacro %}
