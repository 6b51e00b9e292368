-- Runs of years in which the hand-compiled workbook marks an agency, one row a run.
with curated as (
    select * from {{ ref('stg_ice__curated') }}
),

agency_rows as (
    select * from {{ ref('int_agency_rows') }}
    where source_id = 'ice_287g_curated' and set_aside_reason is null
),

marks as (
    {%- for year in range(2005, 2020) %}
    select
        source_file_id,
        source_row_number,
        {{ year }} as marked_year
    from curated
    where mark_{{ year }} = 'X'
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- an agency may stand in two rows, one of them without marks
marked as (
    select
        agency_rows.state_fips,
        agency_rows.agency_key,
        marks.marked_year,
        min(agency_rows.agency_name) as agency_name,
        min(agency_rows.source_file_id) as source_file_id,
        min(agency_rows.source_row_number) as source_row_number,
        min(agency_rows.file_name) as file_name,
        bool_or(agency_rows.is_synthetic) as is_synthetic
    from marks
    inner join agency_rows
        on marks.source_file_id = agency_rows.source_file_id and marks.source_row_number = agency_rows.source_row_number
    group by agency_rows.state_fips, agency_rows.agency_key, marks.marked_year
),

numbered as (
    select
        *,
        marked_year - row_number() over (partition by state_fips, agency_key order by marked_year) as run
    from marked
)

select
    state_fips,
    agency_key,
    min(marked_year) as first_year,
    max(marked_year) as last_year,
    min(agency_name) as agency_name,
    min(source_file_id) as source_file_id,
    min(source_row_number) as source_row_number,
    min(file_name) as file_name,
    bool_or(is_synthetic) as is_synthetic
from numbered
group by state_fips, agency_key, run
