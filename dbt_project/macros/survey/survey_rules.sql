{# Rules of the survey that several models share. #}

{# Groups of collection years whose strata are one design: 2005 stands beside 2006 to 2015, not in it. #}
{% macro variance_year_group(yearq) -%}
    case
        when floor({{ yearq }}) <= 2005 then '1997-2005'
        when floor({{ yearq }}) <= 2015 then '2006-2015'
        else '2016-'
    end
{%- endmacro %}


{# Quarters since year 0: interviews of a person are two apart. #}
{% macro quarter_count(yearq) -%}
    cast(floor({{ yearq }}) * 4 + round(({{ yearq }} - floor({{ yearq }})) * 10) - 1 as integer)
{%- endmacro %}


{# Names of the outcomes of var victimization_outcomes: all, those of a unit, or those with a column in the marts. #}
{% macro outcome_names(unit=none, in_mart=false) %}
    {%- set names = [] -%}
    {%- for name, outcome in var('victimization_outcomes').items() -%}
        {%- if (unit is none or outcome.unit == unit) and (not in_mart or outcome.get('is_mart_column')) -%}
            {%- do names.append(name) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(names) }}
{% endmacro %}


{# Does an incident, inside the country, belong to an outcome? #}
{% macro is_outcome(name, crime_code, reported_to_police_code) -%}
    {%- set outcome = var('victimization_outcomes')[name] -%}
    (
        {%- for first, last in outcome.crime_codes -%}
        coalesce({{ crime_code }} between {{ first }} and {{ last }}, false){{ ' or ' if not loop.last }}
        {%- endfor -%}
    ){{ ' and coalesce(' ~ reported_to_police_code ~ ' = 1, false)' if outcome.get('is_reported') }}
{%- endmacro %}


{# Incidents a record counts for in a rate: a series (V4017 2, V4018 1, V4019 2) up to ten, six when nobody could tell. #}
{% macro series_count(series_code, similar_code, recall_code, times) -%}
    case
        when {{ series_code }} = 2 and {{ similar_code }} = 1 and {{ recall_code }} = 2
            then case when {{ times }} >= 997 then 6 else least(coalesce({{ times }}, 1), 10) end
        else 1
    end
{%- endmacro %}


{# Latino goes before race, an allocated answer before the given one; who states no race is among the others. #}
{% macro population_group(hispanic, hispanic_allocated, race) -%}
    case
        when coalesce({{ hispanic_allocated }}, {{ hispanic }}) = 1 then 'latino'
        when {{ race }} = 1 then 'white'
        when {{ race }} = 2 then 'black'
        else 'other'
    end
{%- endmacro %}


{# Is an incident of any outcome that concerns persons, or households? #}
{% macro is_of_unit(relation, unit) -%}
    ({% for outcome in outcome_names(unit=unit) %}{{ relation }}.is_{{ outcome }}{{ ' or ' if not loop.last }}{% endfor %})
{%- endmacro %}


{# What var victimization_outcomes says of an outcome, as columns. #}
{% macro outcome_traits(name) -%}
    {%- set outcome = var('victimization_outcomes')[name] -%}
    {%- set ranges = [] -%}
    {%- for first, last in outcome.crime_codes -%}
        {%- do ranges.append(first if first == last else first ~ '-' ~ last) -%}
    {%- endfor -%}
    '{{ outcome.unit }}' as unit,
    '{{ ranges | join(', ') }}' as crime_codes,
    {{ 'true' if outcome.get('is_reported') else 'false' }} as is_reported,
    {{ "'" ~ outcome.share_of ~ "'" if outcome.get('share_of') else 'cast(null as string)' }} as share_of,
    {{ 'true' if outcome.get('is_mart_column') else 'false' }} as is_mart_column
{%- endmacro %}
