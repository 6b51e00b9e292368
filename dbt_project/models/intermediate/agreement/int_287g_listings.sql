-- What each capture of ICE's list says of an agreement, row by row, with what the day of the capture shows to be impossible
-- and which rows only repeat another.
with listed as (
    select * from {{ ref('stg_ice__participating') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
    where captured_on is not null
),

captured as (
    select
        files.captured_on,
        files.file_name,
        files.sheet_name,
        files.is_synthetic,
        listed.*,
        -- another signing date is another listing; a row that is the same in all of its cells was typed twice
        min(listed.source_row_number) over (
            partition by
                files.captured_on,
                listed.source_file_id,
                listed.state_name,
                listed.agency_name,
                listed.agency_type,
                listed.county_name,
                listed.support_type,
                listed.signed_on,
                listed.memorandum_link,
                listed.memorandum_url,
                listed.addendum,
                listed.addendum_url
        ) as first_row_number
    from listed
    inner join files on listed.source_file_id = files.source_file_id
)

select
    captured_on,
    file_name,
    sheet_name,
    is_synthetic,
    source_file_id,
    source_row_number,
    state_name,
    agency_name,
    agency_type,
    county_name,
    support_type,
    case when signed_on <= captured_on then signed_on end as signed_on,
    case when signed_on > captured_on then 'after the day of the capture' end as signed_on_problem,
    case when first_row_number < source_row_number then first_row_number end as repeats_row_number
from captured
