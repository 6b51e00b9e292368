-- Counts of each tract in each release of the American Community Survey, with margins of error, under the tract's code of its
-- own boundaries.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

bins as (
    select * from {{ ref('acs_moved_in_bins') }}
),

codes as (
    select * from {{ ref('int_tract_codes') }}
),

{% for table in acs_tables() %}
{{ table }} as (
    {{ acs_table_counts(table) }}
),
{% endfor %}

listed as (
    {%- for table in acs_tables() %}
    select
        tract_geoid_listed,
        release_year,
        is_synthetic
    from {{ table }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

tracts as (
    select
        tract_geoid_listed,
        release_year,
        {{ acs_tract_vintage('release_year') }} as tract_vintage,
        bool_or(is_synthetic) as is_synthetic
    from listed
    where length(tract_geoid_listed) = 11
    group by tract_geoid_listed, release_year
)

select
    tracts.tract_vintage,
    coalesce(codes.tract_geoid, tracts.tract_geoid_listed) as tract_geoid,
    tracts.release_year,
    {%- for name, recipe in count_recipes().items() if recipe.table is defined %}
    {{ recipe.table }}.{{ name }},
    {{ recipe.table }}.{{ name }}_moe,
    {%- endfor %}
    {%- for margin in ['', '_moe'] %}
    case when tracts.release_year <= 2014 then b05002.n_noncitizen_to_2014{{ margin }} else b05002.n_noncitizen_from_2015{{ margin }} end
        as n_noncitizen{{ margin }},
    case when b23025.n_labor_force_listed is not null then b23025.n_labor_force_listed{{ margin }} else b23001.n_labor_force_by_age{{ margin }} end
        as n_labor_force{{ margin }},
    case when b23025.n_unemployed_listed is not null then b23025.n_unemployed_listed{{ margin }} else b23001.n_unemployed_by_age{{ margin }} end
        as n_unemployed{{ margin }},
    {%- endfor %}
    b25038.n_moved_in_first_bin * bins.first_bin_share
    + b25038.n_moved_in_second_bin * bins.second_bin_share
    + b25038.n_moved_in_third_bin * bins.third_bin_share
    + b25038.n_moved_in_fourth_bin * bins.fourth_bin_share as n_moved_under_10y,
    sqrt(
        {%- for bin in ['first', 'second', 'third', 'fourth'] %}
        power(b25038.n_moved_in_{{ bin }}_bin_moe * bins.{{ bin }}_bin_share, 2){{ ' +' if not loop.last }}
        {%- endfor %}
    ) as n_moved_under_10y_moe,
    bins.is_interpolated as is_moved_under_10y_interpolated,
    tracts.is_synthetic
from tracts
left join codes
    on tracts.tract_geoid_listed = codes.tract_geoid_listed and tracts.tract_vintage = codes.tract_vintage
left join bins on tracts.release_year = bins.release_year
{%- for table in acs_tables() %}
left join {{ table }}
    on tracts.tract_geoid_listed = {{ table }}.tract_geoid_listed and tracts.release_year = {{ table }}.release_year
{%- endfor %}
