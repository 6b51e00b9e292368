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
        count(*) as n_tracts,
        sum(population) as population
        {%- for item in index_items() %},
        sum(population * {{ item }}) / sum(population) as {{ item }}_mean
        {%- endfor %}
    from reference
),

centred as (
    select
        reference.population / moments.population as share
        {%- for item in index_items() %},
        reference.{{ item }} - moments.{{ item }}_mean as {{ item }}
        {%- endfor %}
    from reference
    cross join moments
),

covariances as (
    select
        {%- for item in index_items() %}
        {%- set outer_loop = loop %}
        {%- for other in index_items() if loop.index >= outer_loop.index %}
        sum(share * {{ item }} * {{ other }}) as {{ item }}__{{ other }}{{ ',' if not (loop.last and outer_loop.last) }}
        {%- endfor %}
        {%- endfor %}
    from centred
),

pairs as (
    {%- for item in index_items() %}
    {%- set outer_loop = loop %}
    {%- for other in index_items() %}
    {%- set other_loop = loop %}
    {%- set pair = item ~ '__' ~ other if other_loop.index >= outer_loop.index else other ~ '__' ~ item %}
    select
        '{{ item }}' as item,
        '{{ other }}' as other_item,
        moments.n_tracts,
        moments.{{ item }}_mean as item_mean,
        sqrt(covariances.{{ item }}__{{ item }}) as item_standard_deviation,
        covariances.{{ pair }} / nullif(sqrt(covariances.{{ item }}__{{ item }} * covariances.{{ other }}__{{ other }}), 0) as correlation
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
    item_mean,
    item_standard_deviation,
    correlation
from pairs
where n_tracts > 1
