{# A government's key without its kind, which the register writes as last word: "ithaca city", "center township". #}
{% macro without_place_kind(government_key) -%}
    trim({{ replace_all(government_key, ' (city|town|village|borough|township|municipality|municipal)$', '') }})
{%- endmacro %}


{# A place's key without a kind that is no part of its name: "lake city" stays, "center township" becomes "center". #}
{% macro without_township(place_key) -%}
    trim({{ replace_all(place_key, ' (township|borough)$', '') }})
{%- endmacro %}
