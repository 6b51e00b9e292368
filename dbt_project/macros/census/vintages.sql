{# The census whose tracts a release of the American Community Survey counts. #}
{% macro acs_tract_vintage(release_year) -%}
    case when {{ release_year }} <= 2009 then 2000 when {{ release_year }} <= 2019 then 2010 else 2020 end
{%- endmacro %}


{# The year a release speaks of: the census year, or the middle of the five survey years. #}
{% macro middle_year(release_year) -%}
    case when {{ release_year }} = 2000 then 2000 else {{ release_year }} - 2 end
{%- endmacro %}
