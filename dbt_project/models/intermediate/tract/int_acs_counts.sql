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
),

joined as (
    select
        tracts.tract_vintage,
        coalesce(codes.tract_geoid, tracts.tract_geoid_listed) as tract_geoid,
        tracts.release_year,
        bins.first_bin_share,
        bins.second_bin_share,
        bins.third_bin_share,
        bins.fourth_bin_share,
        bins.is_interpolated,
        {%- for table in acs_tables() %}
        {%- for name in counts_of_table(table) %}
        {{ table }}.{{ name }},
        {{ table }}.{{ name }}_moe,
        {%- endfor %}
        {%- endfor %}
        tracts.is_synthetic
    from tracts
    left join codes
        on tracts.tract_geoid_listed = codes.tract_geoid_listed and tracts.tract_vintage = codes.tract_vintage
    left join bins on tracts.release_year = bins.release_year
    {%- for table in acs_tables() %}
    left join {{ table }}
        on tracts.tract_geoid_listed = {{ table }}.tract_geoid_listed and tracts.release_year = {{ table }}.release_year
    {%- endfor %}
)

select
    tract_vintage,
    tract_geoid,
    release_year,
    {%- for name in counts_of_one_table() %}
    {{ name }},
    {{ name }}_moe,
    {%- endfor %}
    case when release_year <= 2014 then n_noncitizen_to_2014 else n_noncitizen_from_2015 end as n_noncitizen,
    case when release_year <= 2014 then n_noncitizen_to_2014_moe else n_noncitizen_from_2015_moe end as n_noncitizen_moe,
    coalesce(n_labor_force_listed, n_labor_force_by_age) as n_labor_force,
    case when n_labor_force_listed is null then n_labor_force_by_age_moe else n_labor_force_listed_moe end as n_labor_force_moe,
    coalesce(n_unemployed_listed, n_unemployed_by_age) as n_unemployed,
    case when n_unemployed_listed is null then n_unemployed_by_age_moe else n_unemployed_listed_moe end as n_unemployed_moe,
    n_moved_in_first_bin * first_bin_share
    + n_moved_in_second_bin * second_bin_share
    + n_moved_in_third_bin * third_bin_share
    + n_moved_in_fourth_bin * fourth_bin_share as n_moved_under_10y,
    sqrt(
        power(n_moved_in_first_bin_moe * first_bin_share, 2)
        + power(n_moved_in_second_bin_moe * second_bin_share, 2)
        + power(n_moved_in_third_bin_moe * third_bin_share, 2)
        + power(n_moved_in_fourth_bin_moe * fourth_bin_share, 2)
    ) as n_moved_under_10y_moe,
    is_interpolated as is_moved_under_10y_interpolated,
    is_synthetic
from joined
