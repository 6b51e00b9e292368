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

{# Month, day and year as an ISO date, or null where the calendar has no such day. #}
{% macro date_of_parts(year, month, day) -%}
    try_cast({{ year }} || '-' || lpad({{ month }}, 2, '0') || '-' || lpad({{ day }}, 2, '0') as date)
{%- endmacro %}

{# 3/17/2025, 3/17//2025 or 3-17-2025: the lists are American, so the month stands first. #}
{% macro month_first_date(text) -%}
    {%- set pattern = '^([0-9]{1,2})(/+|-)([0-9]{1,2})(/+|-)([0-9]{4})$' -%}
    case
        when {{ matches(text, pattern) }}
            then {{ date_of_parts(
                "regexp_extract(" ~ text ~ ", '" ~ pattern ~ "', 5)",
                "regexp_extract(" ~ text ~ ", '" ~ pattern ~ "', 1)",
                "regexp_extract(" ~ text ~ ", '" ~ pattern ~ "', 3)"
            ) }}
    end
{%- endmacro %}

{# 03/17/25: only with slashes, and of this century, as the program began in 2002. #}
{% macro short_year_date(text) -%}
    {%- set pattern = '^([0-9]{1,2})/+([0-9]{1,2})/+([0-9]{2})$' -%}
    case
        when {{ matches(text, pattern) }}
            then {{ date_of_parts(
                "'20' || regexp_extract(" ~ text ~ ", '" ~ pattern ~ "', 3)",
                "regexp_extract(" ~ text ~ ", '" ~ pattern ~ "', 1)",
                "regexp_extract(" ~ text ~ ", '" ~ pattern ~ "', 2)"
            ) }}
    end
{%- endmacro %}

{# March 17, 2025; the month may be cut short. #}
{% macro named_month_date(text) -%}
    {%- set months = ['jan(uary)?', 'feb(ruary)?', 'mar(ch)?', 'apr(il)?', 'may', 'june?', 'july?', 'aug(ust)?', 'sept?(ember)?', 'oct(ober)?', 'nov(ember)?', 'dec(ember)?'] -%}
    {%- set day = '[.]? ([0-9]{1,2})(st|nd|rd|th)?(, ?| )[0-9]{4}$' -%}
    case
        {%- for month in months %}
        when {{ matches('lower(' ~ text ~ ')', '^' ~ month ~ day) }}
            then {{ date_of_parts(
                'substr(' ~ text ~ ', length(' ~ text ~ ') - 3, 4)',
                "'" ~ loop.index ~ "'",
                "regexp_extract(lower(" ~ text ~ "), '" ~ day ~ "', 1)"
            ) }}
        {%- endfor %}
    end
{%- endmacro %}

{# The number under which Excel keeps a day, 36526 (2000-01-01) to 73050 (2099-12-31); a part of a day is left off. #}
{% macro serial_date(text) -%}
    case
        when {{ matches(text, '^[0-9]{5}([.][0-9]+)?$') }} and try_cast(substr({{ text }}, 1, 5) as integer) between 36526 and 73050
            then {{ add_days("cast('1899-12-30' as date)", 'try_cast(substr(' ~ text ~ ', 1, 5) as integer)') }}
    end
{%- endmacro %}

{# A date as people type it into a list: ISO, month first, with the month in words, or Excel's number of a day. #}
{% macro listed_date_cast(text) -%}
    {%- set listed = clean_name(text) -%}
    coalesce(
        {{ date_cast(listed) }},
        {{ month_first_date(listed) }},
        {{ short_year_date(listed) }},
        {{ named_month_date(listed) }},
        {{ serial_date(listed) }}
    )
{%- endmacro %}

{# How such a date was read, in words; null for one in ISO form and for what is no date. #}
{% macro listed_date_rule(text) -%}
    {%- set listed = clean_name(text) -%}
    case
        when {{ month_first_date(listed) }} is not null then 'date written month first'
        when {{ short_year_date(listed) }} is not null then 'date written month first, year of two digits read as 20xx'
        when {{ named_month_date(listed) }} is not null then 'date written with the month in words'
        when {{ serial_date(listed) }} is not null then 'date kept as the number Excel counts days by'
    end
{%- endmacro %}
