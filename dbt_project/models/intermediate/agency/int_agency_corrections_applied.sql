-- Cells of the lists of agencies that are not taken as they stand, with the reason of the seed's row.
with listed as (
    select * from {{ ref('int_agency_rows') }}
)

select
    source_id,
    file_name,
    source_row_number,
    'law_enforcement_agency' as column_name,
    'agency name corrected: ' || correction as rule
from listed
where correction is not null

union all

select
    source_id,
    file_name,
    source_row_number,
    'county' as column_name,
    'county corrected: ' || county_correction as rule
from listed
where county_correction is not null
