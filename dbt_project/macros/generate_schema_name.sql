{# Schemas carry their plain layer name (staging, marts, …); dbt would otherwise prefix the target's schema. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
