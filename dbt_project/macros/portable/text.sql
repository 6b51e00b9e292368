{# Text functions whose name or default differs between engines. Patterns avoid backslashes, which Spark literals swallow. #}

{% macro matches(text, pattern) -%}
    {{ adapter.dispatch('matches')(text, pattern) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__matches(text, pattern) -%}
    regexp_like({{ text }}, '{{ pattern }}')
{%- endmacro %}


{% macro replace_all(text, pattern, replacement) -%}
    {{ adapter.dispatch('replace_all')(text, pattern, replacement) }}
{%- endmacro %}

{% macro default__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}


{# Empty text is no text. #}
{% macro plain_text(text) -%}
    nullif(trim({{ text }}), '')
{%- endmacro %}


{# A name typed by hand: no-break spaces, line breaks, curly apostrophes and double spaces become plain ones. #}
{% macro clean_name(text) -%}
    {#- the last ones, marks nobody sees, stand for nothing: translate drops what has no counterpart -#}
    {%- set spaces = "chr(160) || chr(9) || chr(10) || chr(13) || chr(8194) || chr(8195) || chr(8199) || chr(8201) || chr(8239) || chr(12288)" -%}
    {%- set unseen = "chr(8203) || chr(8204) || chr(8205) || chr(8206) || chr(8207) || chr(8288) || chr(65279)" -%}
    {%- set plain = "translate(" ~ text ~ ", " ~ spaces ~ " || chr(8216) || chr(8217) || " ~ unseen ~ ", '          ' || chr(39) || chr(39))" -%}
    nullif(trim({{ replace_all(plain, ' +', ' ') }}), '')
{%- endmacro %}


{# What two spellings of one name have in common: lower case, no accents, no punctuation, "st" for "saint". #}
{% macro name_key(text) -%}
    trim({{ replace_all(
        replace_all(
            replace_all("replace(translate(lower(" ~ text ~ "), 'áéíóúüñ''.’', 'aeiouun'), '&', ' and ')", '[^a-z0-9]+', ' '),
            '(^| )saint ', ' st '
        ), ' +', ' '
    ) }})
{%- endmacro %}
