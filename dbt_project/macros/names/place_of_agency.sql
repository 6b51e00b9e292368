{# The place an agency's key names, without its kind of office: "mesa police department" and "mesa" are one place. #}
{% macro place_of_agency(agency_key) -%}
    {{ replace_all(
        agency_key,
        ' (sheriff|police department|police|department of public safety|public safety|marshal.*|constable.*)$',
        ''
    ) }}
{%- endmacro %}
