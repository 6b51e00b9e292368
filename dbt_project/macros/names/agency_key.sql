{# What two listings of one agency have in common: the name's key, "dept" written out, sheriff's office and department made one. #}
{% macro agency_key(agency_name) -%}
    trim({{ replace_all(
        replace_all(
            replace_all(name_key(agency_name), '(^| )dept( |$)', ' department '),
            '(^| )sheriffs?( office| department)?( |$)', ' sheriff '
        ), ' +', ' '
    ) }})
{%- endmacro %}
