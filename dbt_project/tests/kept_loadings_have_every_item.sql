-- Loadings kept from another fit name every item of their index and no other: without one of them the index would be unknown in
-- every tract. Remedy: export marts.index_loadings again; rows that were set aside stand in quality.rejected_rows.
with expected as (
    {{ index_item_rows(index_names()) }}
),

kept as (
    select distinct
        index_name,
        item
    from {{ ref('stg_index__loadings') }}
),

expected_of_kept as (
    select expected.*
    from expected
    inner join (select distinct index_name from kept) as indices on expected.index_name = indices.index_name
)

select
    coalesce(expected_of_kept.index_name, kept.index_name) as index_name,
    coalesce(expected_of_kept.item, kept.item) as item,
    kept.item is null as is_lacking
from expected_of_kept
full outer join kept on expected_of_kept.index_name = kept.index_name and expected_of_kept.item = kept.item
where expected_of_kept.item is null or kept.item is null
