-- Rows and cells that could not be used, with the reason and never the value. "cell set aside" and "row set aside" are
-- kept by staging: the first lost one cell, the second stands for nothing the marts cover. A "sheet set aside" has no row.
-- depends_on: {{ ref('states') }}, {{ ref('support_types') }}
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

broken_cells as (
    {{ all_rejected_cells() }}
),

statements_without_county as (
    select statements.*
    from {{ ref('int_policy_statements') }} as statements
    left join {{ ref('int_statement_counties') }} as counties on statements.place_id = counties.place_id
    where statements.coverage_level <> 'state' and statements.source_file_id is not null and counties.place_id is null
),

persons_without_area as (
    select * from {{ ref('int_contacts') }}
    where is_interviewed and not is_national_only and county_fips is null
),

areas_without_person as (
    select areas.*
    from {{ ref('stg_ncvs__area') }} as areas
    left join {{ ref('int_contacts') }} as contacts on areas.yearq = contacts.yearq and areas.idper = contacts.idper
    where contacts.idper is null
),

told as (
    select
        files.source,
        files.file_name,
        cast(null as string) as sheet,
        broken_cells.source_row_number as row_number,
        broken_cells.column_name,
        broken_cells.reason
    from broken_cells
    inner join files on broken_cells.source_file_id = files.source_file_id

    union all

    select
        source,
        file_name,
        sheet,
        row_number,
        column_name,
        reason
    from {{ source('raw', 'malformed_rows') }}

    union all

    select
        'secure_communities' as source,
        file_name,
        cast(null as string) as sheet,
        source_row_number as row_number,
        'countyfips' as column_name,
        'row set aside: ' || set_aside_reason as reason
    from {{ ref('int_secure_communities_counties') }}
    where set_aside_reason is not null

    union all

    select
        source_id as source,
        file_name,
        cast(null as string) as sheet,
        source_row_number as row_number,
        column_name,
        'row set aside: ' || reason as reason
    from {{ ref('int_unresolved_agency_rows') }}

    union all

    select
        'ice_287g_participating' as source,
        file_name,
        sheet_name as sheet,
        source_row_number as row_number,
        'signed' as column_name,
        'cell set aside: ' || signed_on_problem as reason
    from {{ ref('int_287g_listings') }}
    where signed_on_problem is not null

    union all

    select
        'ice_287g_participating' as source,
        file_name,
        sheet_name as sheet,
        source_row_number as row_number,
        cast(null as string) as column_name,
        'row set aside: repeats row ' || cast(repeats_row_number as string) as reason
    from {{ ref('int_287g_listings') }}
    where repeats_row_number is not null

    union all

    select
        source_id as source,
        file_name,
        sheet_name as sheet,
        source_row_number as row_number,
        case when source_id = 'ice_287g_oig' then 'date_signed_original' else 'date_signed' end as column_name,
        'cell set aside: ' || signed_on_problem as reason
    from {{ ref('int_287g_other_listings') }}
    where signed_on_problem is not null

    union all

    select
        source_id as source,
        file_name,
        sheet_name as sheet,
        source_row_number as row_number,
        cast(null as string) as column_name,
        'row set aside: ' || set_aside_reason as reason
    from {{ ref('int_287g_other_listings') }}
    where set_aside_reason is not null

    union all

    select
        'ice_287g_reconstruction' as source,
        file_name,
        cast(null as string) as sheet,
        source_row_number as row_number,
        column_name,
        reason
    from {{ ref('int_287g_reconstruction_problems') }}

    union all

    select
        'detainer_section_iii' as source,
        file_name,
        cast(null as string) as sheet,
        source_row_number as row_number,
        'date_enacted' as column_name,
        'cell set aside: ' || set_aside_reason as reason
    from {{ ref('int_detainer_entries') }}
    where set_aside_reason is not null

    union all

    select
        'detainer_section_iii' as source,
        file_name,
        cast(null as string) as sheet,
        source_row_number as row_number,
        'jurisdiction_aor' as column_name,
        'row set aside: no such state' as reason
    from {{ ref('int_detainer_entries') }}
    where state_fips is null

    union all

    select
        'sanctuary_doj' as source,
        file_name,
        cast(null as string) as sheet,
        source_row_number as row_number,
        'label' as column_name,
        'row set aside: ' || set_aside_reason as reason
    from {{ ref('int_sanctuary_entries') }}
    where set_aside_reason is not null

    union all

    select distinct
        source_id as source,
        file_name,
        cast(null as string) as sheet,
        source_row_number as row_number,
        'county_fips' as column_name,
        'cell set aside: ' || problem as reason
    from {{ ref('int_statement_county_codes') }}
    where problem is not null

    union all

    select
        'dated_policies' as source,
        file_name,
        cast(null as string) as sheet,
        source_row_number as row_number,
        case
            when set_aside_reason = 'no such state' then 'state'
            when set_aside_reason like 'the jurisdiction %' then 'jurisdiction'
            when set_aside_reason like 'no county code%' then 'county_fips'
            when set_aside_reason like 'the latest start%' then 'start_latest'
            else 'end_latest'
        end as column_name,
        'row set aside: ' || set_aside_reason as reason
    from {{ ref('int_policy_table_rows') }}
    where set_aside_reason is not null

    union all

    select
        source_id as source,
        file_name,
        cast(null as string) as sheet,
        source_row_number as row_number,
        cast(null as string) as column_name,
        'row set aside: no county found for the place' as reason
    from statements_without_county

    union all

    select
        source_id as source,
        file_name,
        cast(null as string) as sheet,
        source_row_number as row_number,
        cast(null as string) as column_name,
        'row set aside: ' || unplaced_reason as reason
    from {{ ref('int_agency_officers') }}
    where unplaced_reason is not null

    union all

    select
        files.source,
        files.file_name,
        cast(null as string) as sheet,
        incidents.source_row_number as row_number,
        'idper' as column_name,
        'row set aside: ' || incidents.set_aside_reason as reason
    from {{ ref('int_incidents') }} as incidents
    inner join files on incidents.source_file_id = files.source_file_id
    where incidents.set_aside_reason is not null

    union all

    select
        files.source,
        files.file_name,
        cast(null as string) as sheet,
        persons_without_area.source_row_number as row_number,
        'idper' as column_name,
        'row set aside: no area record has its YEARQ and IDPER, so no county is known' as reason
    from persons_without_area
    inner join files on persons_without_area.source_file_id = files.source_file_id

    union all

    select
        files.source,
        files.file_name,
        cast(null as string) as sheet,
        areas_without_person.source_row_number as row_number,
        'idper' as column_name,
        'row set aside: no person record has its YEARQ and IDPER' as reason
    from areas_without_person
    inner join files on areas_without_person.source_file_id = files.source_file_id
)

select
    told.source,
    told.file_name,
    coalesce(told.sheet, files.sheet_name) as sheet,
    cast(told.row_number as bigint) as row_number,
    told.column_name,
    told.reason
from told
left join files on told.source = files.source and told.file_name = files.file_name
