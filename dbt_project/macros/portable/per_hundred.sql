{# A share per hundred; null when the whole is empty (Spark raises on a division by zero). #}
{% macro per_hundred(part, whole) -%}
    100.0 * cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0)
{%- endmacro %}
