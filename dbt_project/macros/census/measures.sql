{# Shares per hundred of those the question was put to: the measures of a tract or county that are a count over a count. #}
{% macro share_measures() %}
    {{ return({
        'poverty_pct': ['n_poor', 'n_poverty_universe'],
        'public_assistance_pct': ['n_public_assistance', 'n_households'],
        'female_headed_pct': ['n_female_headed', 'n_families'],
        'unemployed_pct': ['n_unemployed', 'n_labor_force'],
        'vacant_pct': ['n_vacant', 'n_housing_units'],
        'under_18_pct': ['n_under_18', 'population'],
        'aged_15_24_pct': ['n_aged_15_24', 'population'],
        'divorced_or_separated_pct': ['n_divorced_or_separated', 'n_aged_15_plus'],
        'moved_under_10y_pct': ['n_moved_under_10y', 'n_occupied'],
        'owner_occupied_pct': ['n_owner_occupied', 'n_tenure_universe'],
        'foreign_born_pct': ['n_foreign_born', 'n_birthplace_universe'],
        'noncitizen_pct': ['n_noncitizen', 'n_birthplace_universe'],
        'latino_pct': ['n_latino', 'n_origin_universe'],
        'black_pct': ['n_black', 'n_origin_universe'],
    }) }}
{% endmacro %}


{# All measures that are interpolated between releases, in the order of their columns. #}
{% macro area_measures() %}
    {{ return(['population', 'population_density_per_km2', 'racial_heterogeneity'] + share_measures().keys() | list) }}
{% endmacro %}


{#
Margin of error of a share per hundred. The numerator is part of the denominator, so a large share lowers it; where that would
leave nothing, the formula for a ratio of separate counts is used (U.S. Census Bureau, Understanding and Using American
Community Survey Data, 2020, chapter 8). A part that is the whole keeps its own margin: the formula would call it certain.
#}
{% macro share_margin(part, whole) -%}
    {%- set squared = "power(" ~ part ~ "_moe, 2)" -%}
    {%- set correction = "power(" ~ part ~ " / nullif(" ~ whole ~ ", 0) * " ~ whole ~ "_moe, 2)" -%}
    100 * sqrt(
        case
            when {{ part }} = {{ whole }} then {{ squared }}
            when {{ squared }} >= {{ correction }} then {{ squared }} - {{ correction }}
            else {{ squared }} + {{ correction }}
        end
    ) / nullif({{ whole }}, 0)
{%- endmacro %}


{# The five groups of racial and ethnic heterogeneity: one minus the sum of their squared shares, at most 0.8. #}
{% macro heterogeneity_groups() %}
    {{ return(['n_white', 'n_black', 'n_latino', 'n_asian_or_pacific', 'n_other']) }}
{% endmacro %}

{% macro sum_of_squared_shares() -%}
    (
        {%- for group in heterogeneity_groups() %}
        power({{ group }} / nullif(n_origin_universe, 0), 2){{ ' +' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# By linearisation: a person more of a group changes the index by 2 / n times (sum of squared shares - share of the group). #}
{% macro heterogeneity_margin(squared_shares) -%}
    2 / nullif(n_origin_universe, 0) * sqrt(
        {%- for group in heterogeneity_groups() %}
        power(({{ squared_shares }} - {{ group }} / nullif(n_origin_universe, 0)) * {{ group }}_moe, 2){{ ' +' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}


{#
Every measure of an area with its margin of error, over a relation of counts that has land_area_km2. With `apart`, a share has
counts of its own, `x_part` and `x_whole`: those of the smaller areas that tell both.
#}
{% macro measures_of_counts(apart=false) -%}
    population,
    population_moe,
    population / nullif(land_area_km2, 0) as population_density_per_km2,
    population_moe / nullif(land_area_km2, 0) as population_density_per_km2_moe,
    1 - {{ sum_of_squared_shares() }} as racial_heterogeneity,
    {{ heterogeneity_margin(sum_of_squared_shares()) }} as racial_heterogeneity_moe
    {%- for measure, counts in share_measures().items() %}
    {%- set part, whole = (measure ~ '_part', measure ~ '_whole') if apart else counts %},
    {{ per_hundred(part, whole) }} as {{ measure }},
    {{ share_margin(part, whole) }} as {{ measure }}_moe
    {%- endfor %}
{%- endmacro %}


{# Does an area lack a count that another area of its release would have: the Bureau withheld or could not compute it. #}
{% macro lacks_a_count() -%}
    ({% for name in count_names() %}{{ name }} is null{{ ' or ' if not loop.last }}{% endfor %})
{%- endmacro %}


{# The names of the shares. #}
{% macro share_names() %}
    {{ return(share_measures().keys() | list) }}
{% endmacro %}


{#
The part and the whole of a share over the tracts of a county that tell both, with margins of error. Each tract counts by its
weight in the county, and its own error moves with it as a whole.
#}
{% macro summed_share(measure) -%}
    {%- set part, whole = share_measures()[measure] -%}
    {%- for name, count in [(measure ~ '_part', part), (measure ~ '_whole', whole)] %}
    sum(case when {{ part }} is not null and {{ whole }} is not null then weight * {{ count }} end) as {{ name }},
    sqrt(sum(case when {{ part }} is not null and {{ whole }} is not null then power(weight * {{ count }}_moe, 2) end)) as {{ name }}_moe
    {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# The counts heterogeneity rests on: those it is measured among, and its groups. #}
{% macro heterogeneity_counts() %}
    {{ return(['n_origin_universe'] + heterogeneity_groups()) }}
{% endmacro %}
