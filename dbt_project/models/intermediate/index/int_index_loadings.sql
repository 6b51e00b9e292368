-- The first principal component of each index's correlation matrix, found by squaring the matrix: after n squarings every other
-- component is weaker by the 2^n-th power of the ratio of its eigenvalue to the first, and what is left is the outer product of
-- the component with itself.
with correlations as (
    select * from {{ ref('int_index_correlations') }}
),

indices as (
    {{ index_item_rows(principal_component_index_names()) }}
),

power_0 as (
    select
        rows_of_index.index_name,
        correlations.item,
        correlations.other_item,
        correlations.correlation as element
    from correlations
    inner join indices as rows_of_index on correlations.item = rows_of_index.item
    inner join indices as columns_of_index
        on correlations.other_item = columns_of_index.item and rows_of_index.index_name = columns_of_index.index_name
),

{%- set n_squarings = 7 %}
{%- for step in range(n_squarings) %}

-- kept at a trace of one, or the elements would grow without bound
product_{{ step + 1 }} as (
    select
        l.index_name,
        l.item,
        r.other_item,
        sum(l.element * r.element) as element
    from power_{{ step }} as l
    inner join power_{{ step }} as r on l.index_name = r.index_name and l.other_item = r.item
    group by l.index_name, l.item, r.other_item
),

power_{{ step + 1 }} as (
    select
        index_name,
        item,
        other_item,
        element / sum(case when item = other_item then element end) over (partition by index_name) as element
    from product_{{ step + 1 }}
),
{%- endfor %}

-- the sign is fixed by poverty, which counts as disadvantage
components as (
    select
        by_item.index_name,
        by_item.item,
        by_item.element / sqrt(by_poverty.element) as loading
    from power_{{ n_squarings }} as by_item
    inner join power_{{ n_squarings }} as by_poverty
        on by_item.index_name = by_poverty.index_name
            and by_poverty.item = 'poverty_pct' and by_poverty.other_item = 'poverty_pct'
    where by_item.other_item = 'poverty_pct'
),

eigenvalues as (
    select
        power_0.index_name,
        sum(l.loading * power_0.element * r.loading) as eigenvalue,
        sqrt(count(*)) as n_items
    from power_0
    inner join components as l on power_0.index_name = l.index_name and power_0.item = l.item
    inner join components as r on power_0.index_name = r.index_name and power_0.other_item = r.item
    group by power_0.index_name
),

standardised as (
    select
        components.index_name,
        components.item,
        components.loading,
        components.loading / sqrt(eigenvalues.eigenvalue) as scoring_coefficient,
        eigenvalues.eigenvalue / eigenvalues.n_items as share_of_variance
    from components
    inner join eigenvalues on components.index_name = eigenvalues.index_name

    union all

    -- the mean of two standardised items has a variance of (1 + their correlation) / 2
    {%- for index in mean_index_names() %}
    select
        '{{ index }}' as index_name,
        item,
        1 / sqrt(2.0) as loading,
        1 / sqrt(2 * (1 + correlation)) as scoring_coefficient,
        (1 + correlation) / 2 as share_of_variance
    from correlations
    where item in ({{ text_list(items_of(index)) }}) and other_item in ({{ text_list(items_of(index)) }}) and item <> other_item
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    standardised.index_name,
    standardised.item,
    correlations.n_tracts,
    correlations.item_mean,
    correlations.item_standard_deviation,
    standardised.loading,
    standardised.scoring_coefficient,
    standardised.share_of_variance,
    correlations.is_synthetic
from standardised
inner join correlations on standardised.item = correlations.item and correlations.item = correlations.other_item
