{#
What two listings of one agency have in common: the name's key without "city of", "dept" written out, sheriff's office and
department made one, "police" and "police department" made one; a "department of state police" needs no second department.
#}
{% macro agency_key(agency_name) -%}
    {%- set words = replace_all(name_key(agency_name), '(^| )(dept|dpt)( |$)', ' department ') -%}
    {%- set sheriffs = replace_all(words, '(^| )sheriffs?( office| department)?( |$)', ' sheriff ') -%}
    {%- set police = replace_all(sheriffs, ' police *$', ' police department') -%}
    {%- set state_police = replace_all(police, ' of state police department$', ' of state police') -%}
    trim({{ replace_all(replace_all(state_police, '^(city|town|village) of ', ''), ' +', ' ') }})
{%- endmacro %}
