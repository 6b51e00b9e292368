{# Shares per hundred of those the question was put to: the measures of a tract or county that are a count over a count. #}
{% macro share_measures() %}
    {{ return({
        'poverty_pct': ['n_poor', 'n_of_known_poverty'],
        'public_assistance_pct': ['n_public_assistance', 'n_households'],
        'female_headed_pct': ['n_female_headed', 'n_families'],
        'unemployed_pct': ['n_unemployed', 'n_labor_force'],
        'vacant_pct': ['n_vacant', 'n_housing_units'],
        'under_18_pct': ['n_under_18', 'population'],
        'aged_15_24_pct': ['n_aged_15_24', 'population'],
        'divorced_or_separated_pct': ['n_divorced_or_separated', 'n_of_known_marital_status'],
        'moved_under_10y_pct': ['n_moved_under_10y', 'n_occupied'],
        'owner_occupied_pct': ['n_owner_occupied', 'n_of_known_tenure'],
        'foreign_born_pct': ['n_foreign_born', 'n_of_known_birthplace'],
        'noncitizen_pct': ['n_noncitizen', 'n_of_known_birthplace'],
        'latino_pct': ['n_latino', 'n_of_known_origin'],
        'black_pct': ['n_black', 'n_of_known_origin'],
    }) }}
{% endmacro %}


{# All measures that are interpolated between releases, in the order of their columns. #}
{% macro area_measures() %}
    {{ return(['population', 'population_density_per_km2', 'racial_heterogeneity'] + share_measures().keys() | list) }}
{% endmacro %}


{#
Margin of error of a share per hundred. The numerator is part of the denominator, so a large share lowers it; where that would
leave nothing, the formula for a ratio of separate counts is used (U.S. Census Bureau, Understanding and Using American
Community Survey Data, 2020, chapter 8).
#}
{% macro share_margin(part, whole) -%}
    {%- set squared = "power(" ~ part ~ "_moe, 2)" -%}
    {%- set correction = "power(" ~ part ~ " / nullif(" ~ whole ~ ", 0) * " ~ whole ~ "_moe, 2)" -%}
    100 * sqrt(
        case
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
        power({{ group }} / nullif(n_of_known_origin, 0), 2){{ ' +' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# By linearisation: a person more of a group changes the index by 2 / n times (sum of squared shares - share of the group). #}
{% macro heterogeneity_margin(squared_shares) -%}
    2 / nullif(n_of_known_origin, 0) * sqrt(
        {%- for group in heterogeneity_groups() %}
        power(({{ squared_shares }} - {{ group }} / nullif(n_of_known_origin, 0)) * {{ group }}_moe, 2){{ ' +' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}


{# Every measure of an area with its margin of error, over a relation of counts that has land_area_km2. #}
{% macro measures_of_counts() -%}
    population,
    population_moe,
    population / nullif(land_area_km2, 0) as population_density_per_km2,
    population_moe / nullif(land_area_km2, 0) as population_density_per_km2_moe,
    1 - {{ sum_of_squared_shares() }} as racial_heterogeneity,
    {{ heterogeneity_margin(sum_of_squared_shares()) }} as racial_heterogeneity_moe
    {%- for measure, counts in share_measures().items() %},
    {{ per_hundred(counts[0], counts[1]) }} as {{ measure }},
    {{ share_margin(counts[0], counts[1]) }} as {{ measure }}_moe
    {%- endfor %}
{%- endmacro %}


{# Does an area lack a count that another area of its release would have: the Bureau withheld or could not compute it. #}
{% macro lacks_a_count() -%}
    ({% for name in count_names() %}{{ name }} is null{{ ' or ' if not loop.last }}{% endfor %})
{%- endmacro %}
