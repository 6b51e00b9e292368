-- Means, standard deviations and correlations of the index items over the reference: tracts of 2010 with enough residents, in the
-- releases of var index_reference_releases, weighted by their residents. Puerto Rico is no part of the nation's standard.
with reference as (
    select *
    from {{ ref('int_tract_measures') }}
    where
        tract_vintage = 2010
        and release_year in ({{ var('index_reference_releases') | join(', ') }})
        and population >= {{ var('index_minimum_population') }}
        and substr(tract_geoid, 1, 2) <> '72'
        {%- for item in index_items() %}
        and {{ item }} is not null
        {%- endfor %}
),

moments as (
    select
        {%- for item in index_items() %}
        sum(population * {{ item }}) / sum(population) as {{ item }}_mean,
        {%- endfor %}
        count(*) as n_tracts,
        bool_or(is_synthetic) as is_synthetic,
        sum(population) as population
    from reference
),

centred as (
    select
        {%- for item in index_items() %}
        reference.{{ item }} - moments.{{ item }}_mean as {{ item }},
        {%- endfor %}
        reference.population / moments.population as share
    from reference
    cross join moments
),

covariances as (
    select
        {%- for item in index_items() %}
        {%- for other in index_items() %}
        sum(share * {{ item }} * {{ other }}) as {{ item }}__{{ other }},
        {%- endfor %}
        {%- endfor %}
        count(*) as n_tracts
    from centred
),

pairs as (
    {%- for item in index_items() %}
    {%- set outer_loop = loop %}
    {%- for other in index_items() %}
    select
        '{{ item }}' as item,
        '{{ other }}' as other_item,
        moments.{{ item }}_mean as item_mean,
        sqrt(covariances.{{ item }}__{{ item }}) as item_standard_deviation,
        covariances.{{ item }}__{{ other }}
        / nullif(sqrt(covariances.{{ item }}__{{ item }} * covariances.{{ other }}__{{ other }}), 0) as correlation,
        moments.n_tracts,
        moments.is_synthetic
    from moments
    cross join covariances
    {{ 'union all' if not (loop.last and outer_loop.last) }}
    {%- endfor %}
    {%- endfor %}
)

select
    item,
    other_item,
    cast(n_tracts as bigint) as n_tracts,
    is_synthetic,
    item_mean,
    item_standard_deviation,
    correlation
from pairs
where n_tracts > 1
