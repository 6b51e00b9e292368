{# Sums by primary sampling unit and year, of one population: `all`, or each population group. #}
{% macro psu_sums(relation, population, unit, outcome, quantity, weight, condition) %}
    select
        variance_year_group,
        pseudo_stratum,
        half_sample,
        year,
        {{ "'all'" if population == 'all' else 'population_group' }} as population,
        '{{ unit }}' as unit,
        {{ "'" ~ outcome ~ "'" if outcome else 'cast(null as string)' }} as outcome,
        '{{ quantity }}' as quantity,
        sum({{ weight }}) as weighted_total,
        count(*) as n_records,
        bool_or(is_synthetic) as is_synthetic
    from {{ relation }}
    where {{ condition }}{{ ' and population_group is not null' if population != 'all' }}
    group by variance_year_group, pseudo_stratum, half_sample, year{{ ', population_group' if population != 'all' }}
{% endmacro %}


{# The persons or households of an outcome, each once an interview. #}
{% macro victims_of(relation, outcome, unit) -%}
    (
        select distinct
            variance_year_group,
            pseudo_stratum,
            half_sample,
            year,
            yearq,
            is_synthetic,
            {{ 'idhh, household_weight' if unit == 'household' else 'idper, population_group, person_weight' }}
        from {{ relation }}
        where is_{{ outcome }}
    ) as victims
{%- endmacro %}


{# The sums of every outcome: records times weight and series, and who had at least one; of groups too where persons are. #}
{% macro outcome_sums(relation) %}
    {%- for unit in ['person', 'household'] -%}
    {%- for outcome in outcome_names(unit=unit) -%}
    {%- for population in (['all', 'group'] if unit == 'person' else ['all']) -%}
    {{ psu_sums(
        relation, population, unit, outcome, 'victimizations', 'victimization_weight * series_count', 'is_' ~ outcome
    ) }}
    union all
    {{ psu_sums(
        victims_of(relation, outcome, unit), population, unit, outcome, 'victims', unit ~ '_weight', unit ~ '_weight is not null'
    ) }}
    {{ 'union all' if not loop.last }}
    {%- endfor -%}
    {{ 'union all' if not loop.last }}
    {%- endfor -%}
    {{ 'union all' if not loop.last }}
    {%- endfor -%}
{% endmacro %}
