-- Rows read, kept and rejected of every file. A row with a cell set aside is kept; a sheet set aside has no row to count.
-- A row that staging kept may stand for nothing all the same: a later rule sets it aside.
with kept as (
    select * from {{ ref('int_kept_rows') }}
),

rejected as (
    select
        source,
        file_name,
        count(distinct row_number) as n_rows
    from {{ ref('rejected_rows') }}
    where reason not like 'cell set aside:%' and reason not like 'row set aside:%'
    group by source, file_name
),

set_aside as (
    select
        source,
        file_name,
        count(distinct row_number) as n_rows
    from {{ ref('rejected_rows') }}
    where reason like 'row set aside:%'
    group by source, file_name
)

select
    kept.source,
    kept.file_name,
    cast(kept.rows_read as bigint) as rows_read,
    cast(kept.rows_kept as bigint) as rows_kept,
    cast(coalesce(rejected.n_rows, 0) as bigint) as rows_rejected,
    cast(coalesce(set_aside.n_rows, 0) as bigint) as rows_set_aside_later
from kept
left join rejected on kept.source = rejected.source and kept.file_name = rejected.file_name
left join set_aside on kept.source = set_aside.source and kept.file_name = set_aside.file_name
