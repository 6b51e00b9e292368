-- Corrections whose error stands no longer in any real file of its source. A capture is corrected for ever, so a row that names
-- the file it was found in is looked at only while that file is loaded; without a real file of the source nothing is said.
with corrections as (
    select
        'agency_corrections' as seed,
        source_id,
        state_usps_listed,
        agency_listed,
        cast(null as string) as county_listed,
        listed_in
    from {{ ref('agency_corrections') }}

    union all

    select
        'county_name_corrections' as seed,
        source_id,
        state_usps_listed,
        agency_listed,
        county_listed,
        listed_in
    from {{ ref('county_name_corrections') }}
),

real_files as (
    select
        source as source_id,
        file_name
    from {{ ref('stg_catalog__source_files') }}
    where not is_synthetic
),

listed as (
    select distinct
        source_id,
        coalesce(state_usps_listed, '') as state_usps_listed,
        agency_listed,
        county_listed
    from {{ ref('int_agency_rows') }}
    where not is_synthetic
)

select
    corrections.seed,
    corrections.source_id,
    corrections.state_usps_listed,
    corrections.agency_listed,
    corrections.county_listed,
    'no real file of the source has this text any more: delete the row of the seed, or correct its text' as remedy
from corrections
where
    exists (
        select 1
        from real_files
        where
            real_files.source_id = corrections.source_id
            and (corrections.listed_in is null or corrections.listed_in = real_files.file_name)
    )
    and not exists (
        select 1
        from listed
        where
            listed.source_id = corrections.source_id
            and listed.state_usps_listed = coalesce(corrections.state_usps_listed, '')
            and listed.agency_listed = corrections.agency_listed
            and (corrections.county_listed is null or listed.county_listed = corrections.county_listed)
    )
