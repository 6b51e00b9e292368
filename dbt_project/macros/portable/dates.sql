{# Date arithmetic, decided once: results are dates (DuckDB makes timestamps) and months are counted by boundary (Spark counts full ones). #}

{% macro month_difference(from_date, to_date) -%}
    ((year({{ to_date }}) - year({{ from_date }})) * 12 + month({{ to_date }}) - month({{ from_date }}))
{%- endmacro %}


{% macro day_difference(from_date, to_date) -%}
    {{ adapter.dispatch('day_difference')(from_date, to_date) }}
{%- endmacro %}

{% macro default__day_difference(from_date, to_date) -%}
    date_diff('day', {{ from_date }}, {{ to_date }})
{%- endmacro %}

{% macro spark__day_difference(from_date, to_date) -%}
    datediff({{ to_date }}, {{ from_date }})
{%- endmacro %}


{% macro add_months(day, months) -%}
    {{ adapter.dispatch('add_months')(day, months) }}
{%- endmacro %}

{% macro default__add_months(day, months) -%}
    cast({{ day }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro spark__add_months(day, months) -%}
    cast(add_months({{ day }}, cast({{ months }} as int)) as date)
{%- endmacro %}


{% macro add_days(day, days) -%}
    {{ adapter.dispatch('add_days')(day, days) }}
{%- endmacro %}

{% macro default__add_days(day, days) -%}
    ({{ day }} + cast({{ days }} as integer))
{%- endmacro %}

{% macro spark__add_days(day, days) -%}
    date_add({{ day }}, cast({{ days }} as int))
{%- endmacro %}


{% macro first_of_month(day) -%}
    cast(date_trunc('month', {{ day }}) as date)
{%- endmacro %}
