-- Cells whose value is not the file's own text, with the rule that made it and never the value: what a reader filled or
-- emptied, dates read by another form than ISO, and names corrected by a seed. A further kind of repair is one more branch.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

dates as (
    {{ repaired_dates() }}
)

select
    source,
    file_name,
    sheet,
    cast(row_number as bigint) as row_number,
    column_name,
    rule
from {{ source('raw', 'repaired_cells') }}

union all

select
    files.source,
    files.file_name,
    files.sheet_name as sheet,
    cast(dates.source_row_number as bigint) as row_number,
    dates.column_name,
    dates.rule
from dates
inner join files on dates.source_file_id = files.source_file_id
where dates.rule is not null

union all

select
    corrections.source_id as source,
    corrections.file_name,
    files.sheet_name as sheet,
    cast(corrections.source_row_number as bigint) as row_number,
    corrections.column_name,
    corrections.rule
from {{ ref('int_agency_corrections_applied') }} as corrections
left join files on corrections.source_id = files.source and corrections.file_name = files.file_name
