{# Casts that look at the text first: try_cast('12.5' as integer) is 13 in DuckDB and null in Spark, so a bare cast lets bad cells pass. #}

{# A whole number, written '1', '01', '1.0' or as a labelled code '(01) White only'. #}
{% macro integer_cast(text, type='integer') -%}
    case
        when {{ matches(text, '^ *[+-]?[0-9]+([.]0*)? *$') }} then try_cast(split_part(trim({{ text }}), '.', 1) as {{ type }})
        when {{ matches(text, '^[(]0*[0-9]+[)]') }} then try_cast(regexp_extract({{ text }}, '^[(]0*([0-9]+)[)]', 1) as {{ type }})
    end
{%- endmacro %}

{# A finite decimal number; 'nan' and 'inf' are no numbers here. #}
{% macro decimal_cast(text) -%}
    case
        when {{ matches(text, '^ *[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)? *$') }} then try_cast(trim({{ text }}) as double)
    end
{%- endmacro %}

{# A calendar date in full ISO form, with or without a midnight; a year or a month alone is no date. #}
{% macro date_cast(text) -%}
    case
        when {{ matches(text, '^ *[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00:00)? *$') }} then try_cast(substr(trim({{ text }}), 1, 10) as date)
    end
{%- endmacro %}
