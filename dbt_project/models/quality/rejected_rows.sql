-- Rows and cells that could not be used, with the reason and never the value. "cell set aside" and "row set aside" are
-- kept by staging: the first lost one cell, the second stands for nothing the marts cover.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

broken_cells as (
    {{ all_rejected_cells() }}
)

select
    files.source,
    files.file_name,
    cast(broken_cells.source_row_number as bigint) as row_number,
    broken_cells.column_name,
    broken_cells.reason
from broken_cells
inner join files on broken_cells.source_file_id = files.source_file_id

union all

select
    source,
    file_name,
    cast(row_number as bigint) as row_number,
    column_name,
    reason
from {{ source('raw', 'malformed_rows') }}

union all

select
    'secure_communities' as source,
    file_name,
    cast(source_row_number as bigint) as row_number,
    'countyfips' as column_name,
    'row set aside: ' || set_aside_reason as reason
from {{ ref('int_secure_communities_counties') }}
where set_aside_reason is not null

union all

select
    files.source,
    files.file_name,
    cast(agencies.source_row_number as bigint) as row_number,
    'law_enforcement_agency' as column_name,
    'row set aside: no county found for the agency' as reason
from {{ ref('int_287g_agencies') }} as agencies
inner join files on agencies.source_file_id = files.source_file_id
where agencies.coverage_level in ('county', 'municipal') and agencies.county_fips is null

union all

select
    'detainer_section_iii' as source,
    file_name,
    cast(source_row_number as bigint) as row_number,
    'date_enacted' as column_name,
    'cell set aside: ' || set_aside_reason as reason
from {{ ref('int_detainer_entries') }}
where set_aside_reason is not null
