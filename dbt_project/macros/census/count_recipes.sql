{#
What is counted in a tract, and which cells are summed for it: one recipe for each count, in the American Community Survey
(table, cells) and in Census 2000 (columns). `base` names the count the Census 2000 sample tells it as a part of; without it
the count is of all persons, or is itself such a base, and has no sampling error.

B23025 counts the civilian labour force from the 2011 release on; before, it is summed over the age groups of B23001, where
the groups from 65 on have no armed forces to leave out. B25038 counts householders by the year they moved in, in bins
that the seed acs_moved_in_bins divides at ten years. Non-citizens stand in another cell of B05002 from 2015 on.
#}
{% macro count_recipes() %}
    {{ return({
        'population': {'table': 'b01003', 'cells': [1], 'census': ['p001001']},
        'n_under_18': {'table': 'b01001', 'cells': [3, 4, 5, 6, 27, 28, 29, 30],
            'census': ['p012003', 'p012004', 'p012005', 'p012006', 'p012027', 'p012028', 'p012029', 'p012030']},
        'n_aged_15_24': {'table': 'b01001', 'cells': [6, 7, 8, 9, 10, 30, 31, 32, 33, 34],
            'census': ['p012006', 'p012007', 'p012008', 'p012009', 'p012010',
                       'p012030', 'p012031', 'p012032', 'p012033', 'p012034']},
        'n_origin_universe': {'table': 'b03002', 'cells': [1], 'census': ['p008001']},
        'n_white': {'table': 'b03002', 'cells': [3], 'census': ['p008003']},
        'n_black': {'table': 'b03002', 'cells': [4], 'census': ['p008004']},
        'n_asian_or_pacific': {'table': 'b03002', 'cells': [6, 7], 'census': ['p008006', 'p008007']},
        'n_other': {'table': 'b03002', 'cells': [5, 8, 9], 'census': ['p008005', 'p008008', 'p008009']},
        'n_latino': {'table': 'b03002', 'cells': [12], 'census': ['p008010']},
        'n_birthplace_universe': {'table': 'b05002', 'cells': [1], 'census': ['p021001']},
        'n_foreign_born': {'table': 'b05002', 'cells': [13], 'census': ['p021013'], 'base': 'n_birthplace_universe'},
        'n_noncitizen': {'census': ['p021015'], 'base': 'n_birthplace_universe'},
        'n_families': {'table': 'b11003', 'cells': [1], 'census': ['p015001']},
        'n_female_headed': {'table': 'b11003', 'cells': [16], 'census': ['p015016'], 'base': 'n_families'},
        'n_aged_15_plus': {'table': 'b12001', 'cells': [1], 'census': ['p018001']},
        'n_divorced_or_separated': {'table': 'b12001', 'cells': [7, 10, 16, 19],
            'census': ['p018007', 'p018010', 'p018016', 'p018019'], 'base': 'n_aged_15_plus'},
        'n_poverty_universe': {'table': 'b17001', 'cells': [1], 'census': ['p087001']},
        'n_poor': {'table': 'b17001', 'cells': [2], 'census': ['p087002'], 'base': 'n_poverty_universe'},
        'n_households': {'table': 'b19057', 'cells': [1], 'census': ['p064001']},
        'n_public_assistance': {'table': 'b19057', 'cells': [2], 'census': ['p064002'], 'base': 'n_households'},
        'n_labor_force': {'census': ['p043005', 'p043012'], 'base': 'population'},
        'n_unemployed': {'census': ['p043007', 'p043014'], 'base': 'population'},
        'n_housing_units': {'table': 'b25002', 'cells': [1], 'census': ['h006001']},
        'n_vacant': {'table': 'b25002', 'cells': [3], 'census': ['h006003'], 'base': 'n_housing_units'},
        'n_tenure_universe': {'table': 'b25003', 'cells': [1], 'census': ['h038001']},
        'n_owner_occupied': {'table': 'b25003', 'cells': [2], 'census': ['h038002'], 'base': 'n_tenure_universe'},
        'n_occupied': {'table': 'b25038', 'cells': [1], 'census': ['h038001']},
        'n_moved_under_10y': {
            'census': ['h038003', 'h038004', 'h038005', 'h038010', 'h038011', 'h038012'], 'base': 'n_occupied'},
    }) }}
{% endmacro %}


{# Counts whose table or cells change over the releases: parts of the counts above, put together in int_acs_counts. #}
{% macro partial_count_recipes() %}
    {{ return({
        'n_labor_force_listed': {'table': 'b23025', 'cells': [3]},
        'n_unemployed_listed': {'table': 'b23025', 'cells': [5]},
        'n_labor_force_by_age': {'table': 'b23001', 'cells': [
            6, 13, 20, 27, 34, 41, 48, 55, 62, 69, 74, 79, 84, 92, 99, 106, 113, 120, 127, 134, 141, 148, 155, 160, 165, 170]},
        'n_unemployed_by_age': {'table': 'b23001', 'cells': [
            8, 15, 22, 29, 36, 43, 50, 57, 64, 71, 76, 81, 86, 94, 101, 108, 115, 122, 129, 136, 143, 150, 157, 162, 167, 172]},
        'n_noncitizen_to_2014': {'table': 'b05002', 'cells': [15]},
        'n_noncitizen_from_2015': {'table': 'b05002', 'cells': [21]},
        'n_moved_in_first_bin': {'table': 'b25038', 'cells': [3, 10]},
        'n_moved_in_second_bin': {'table': 'b25038', 'cells': [4, 11]},
        'n_moved_in_third_bin': {'table': 'b25038', 'cells': [5, 12]},
        'n_moved_in_fourth_bin': {'table': 'b25038', 'cells': [6, 13]},
    }) }}
{% endmacro %}


{# The recipes that sum cells of a table of the American Community Survey. #}
{% macro recipes_of_table(table) %}
    {%- set recipes = {} -%}
    {%- for name, recipe in dict(count_recipes(), **partial_count_recipes()).items() if recipe.get('table') == table -%}
        {%- do recipes.update({name: recipe}) -%}
    {%- endfor -%}
    {{ return(recipes) }}
{% endmacro %}


{# The tables of the American Community Survey that recipes use. #}
{% macro acs_tables() %}
    {%- set tables = [] -%}
    {%- for recipe in dict(count_recipes(), **partial_count_recipes()).values() if recipe.get('table') and recipe.table not in tables -%}
        {%- do tables.append(recipe.table) -%}
    {%- endfor -%}
    {{ return(tables | sort) }}
{% endmacro %}


{# The names of all counts, in the order of their columns. #}
{% macro count_names() %}
    {{ return(count_recipes().keys() | list) }}
{% endmacro %}


{# The counts that one table of the American Community Survey tells in every release. #}
{% macro counts_of_one_table() %}
    {%- set names = [] -%}
    {%- for name, recipe in count_recipes().items() if recipe.table is defined -%}{%- do names.append(name) -%}{%- endfor -%}
    {{ return(names) }}
{% endmacro %}

{# The counts and parts of counts that one table tells. #}
{% macro counts_of_table(table) %}
    {{ return(recipes_of_table(table).keys() | list) }}
{% endmacro %}
