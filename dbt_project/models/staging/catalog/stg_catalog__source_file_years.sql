with source_file_years as (
    select * from {{ source('raw', 'source_file_years') }}
)

select
    source_file_id,
    year,
    is_national_only
from source_file_years
