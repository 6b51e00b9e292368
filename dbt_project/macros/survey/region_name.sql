{# The Census region of a code of V2127B. #}
{% macro region_name(code) -%}
    case {{ code }}
        when 1 then 'northeast' when 2 then 'midwest' when 3 then 'south' when 4 then 'west'
    end
{%- endmacro %}
