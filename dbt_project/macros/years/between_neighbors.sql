{#
The value of a year on the straight line between the nearest known years before and after it (both may be the year itself);
where there is only one of them, its value is held.
#}
{% macro between_neighbors(year, year_before, value_before, year_after, value_after) -%}
    cast(case
        when {{ year_after }} is null or {{ year_before }} = {{ year_after }} then {{ value_before }}
        when {{ year_before }} is null then {{ value_after }}
        else
            {{ value_before }}
            + ({{ value_after }} - {{ value_before }})
            * (({{ year }} - {{ year_before }}) / cast({{ year_after }} - {{ year_before }} as double))
    end as double)
{%- endmacro %}
