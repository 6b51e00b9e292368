with source_files as (
    select * from {{ source('raw', 'source_files') }}
)

select
    source_file_id,
    source,
    file_name,
    period,
    captured_on,
    captured_on_basis,
    sheet_name,
    release_year,
    is_synthetic,
    n_rows,
    n_rows_malformed
from source_files
