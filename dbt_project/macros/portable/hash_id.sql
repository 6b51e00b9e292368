{# An id that is the same in every refresh: the md5 of the natural key, missing parts kept apart from empty ones. #}
{% macro hash_id(parts) -%}
    md5({% for part in parts %}coalesce(cast({{ part }} as string), '~'){{ " || '|' || " if not loop.last }}{% endfor %})
{%- endmacro %}
