-- Rows and cells that could not be used, with the reason and never the value. "cell set aside" and "row set aside" are
-- kept by staging: the first lost one cell, the second stands for nothing the marts cover. A "sheet set aside" has no row.
-- depends_on: {{ ref('states') }}, {{ ref('support_types') }}
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

broken_cells as (
    {{ all_rejected_cells() }}
)

select
    files.source,
    files.file_name,
    files.sheet_name as sheet,
    cast(broken_cells.source_row_number as bigint) as row_number,
    broken_cells.column_name,
    broken_cells.reason
from broken_cells
inner join files on broken_cells.source_file_id = files.source_file_id

union all

select
    source,
    file_name,
    sheet,
    cast(row_number as bigint) as row_number,
    column_name,
    reason
from {{ source('raw', 'malformed_rows') }}

union all

select
    'secure_communities' as source,
    file_name,
    cast(null as string) as sheet,
    cast(source_row_number as bigint) as row_number,
    'countyfips' as column_name,
    'row set aside: ' || set_aside_reason as reason
from {{ ref('int_secure_communities_counties') }}
where set_aside_reason is not null

union all

select
    files.source,
    files.file_name,
    files.sheet_name as sheet,
    cast(agencies.source_row_number as bigint) as row_number,
    'law_enforcement_agency' as column_name,
    'row set aside: no county found for the agency' as reason
from {{ ref('int_287g_agencies') }} as agencies
inner join files on agencies.source_file_id = files.source_file_id
where agencies.coverage_level in ('county', 'municipal') and agencies.county_fips is null

union all

select
    'ice_287g_participating' as source,
    file_name,
    sheet_name as sheet,
    cast(source_row_number as bigint) as row_number,
    'signed' as column_name,
    'cell set aside: ' || signed_on_problem as reason
from {{ ref('int_287g_listings') }}
where signed_on_problem is not null

union all

select
    'ice_287g_participating' as source,
    file_name,
    sheet_name as sheet,
    cast(source_row_number as bigint) as row_number,
    cast(null as string) as column_name,
    'row set aside: repeats row ' || cast(repeats_row_number as string) as reason
from {{ ref('int_287g_listings') }}
where repeats_row_number is not null

union all

select
    'detainer_section_iii' as source,
    file_name,
    cast(null as string) as sheet,
    cast(source_row_number as bigint) as row_number,
    'date_enacted' as column_name,
    'cell set aside: ' || set_aside_reason as reason
from {{ ref('int_detainer_entries') }}
where set_aside_reason is not null
