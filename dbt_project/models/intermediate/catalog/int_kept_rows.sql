-- Rows staging kept of each file, beside the rows read.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

kept as (
    {{ kept_row_counts() }}
)

select
    files.source_file_id,
    files.source,
    files.file_name,
    files.n_rows as rows_read,
    coalesce(kept.n_rows, 0) as rows_kept
from files
left join kept on files.source_file_id = kept.source_file_id
