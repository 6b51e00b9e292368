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
    {%- set plain = "translate(" ~ text ~ ", chr(160) || chr(9) || chr(10) || chr(13) || chr(8216) || chr(8217), '    ' || chr(39) || chr(39))" -%}
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
