{# A number from 0 up to, not including, 1 that depends on its parts alone: the first 32 bits of their hash. #}
{% macro hash_fraction(parts) -%}
    {{ adapter.dispatch('hash_fraction')(parts) }}
{%- endmacro %}

{% macro default__hash_fraction(parts) -%}
    (cast('0x' || substr({{ hash_id(parts) }}, 1, 8) as bigint) / 4294967296.0)
{%- endmacro %}

{% macro spark__hash_fraction(parts) -%}
    (cast(conv(substr({{ hash_id(parts) }}, 1, 8), 16, 10) as bigint) / 4294967296.0)
{%- endmacro %}
