-- The county and the kind of agency behind each identifier. A parent agency speaks before its parts; an
-- identifier filed under several counties stands for none. Made-up identifiers and real ones look alike and are kept apart.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

counties as (
    select * from {{ ref('int_counties') }}
),

changes as (
    select * from {{ ref('county_changes') }}
),

crosswalk as (
    select
        staged.csllea08_id,
        -- an agency without an identifier of the crime reports' kind may have the shorter one of older files
        coalesce(staged.ori9, staged.ori7 || '00') as ori9,
        lpad(cast(staged.county_code as string), 5, '0') as county_geoid,
        case
            when staged.agency_type_code in (0, 1, 7) then 'local'
            when staged.agency_type_code = 5 then 'state'
            when staged.agency_type_code = 6 then 'special'
            when staged.agency_type_code = 997 then 'federal'
        end as agency_kind,
        coalesce(staged.part_of_code, 0) as part_of_code,
        files.is_synthetic
    from {{ ref('stg_police__leaic_2012') }} as staged
    inner join files on staged.source_file_id = files.source_file_id
),

register as (
    select
        staged.ori9,
        staged.county_geoid,
        case
            when staged.agency_type in ('local police department', 'sheriffs office', 'constable/marshal') then 'local'
            when staged.agency_type = 'state law enforcement agency' then 'state'
            when staged.agency_type = 'special jurisdiction' then 'special'
            when staged.agency_type = 'federal' then 'federal'
        end as agency_kind,
        files.is_synthetic
    from {{ ref('stg_police__agency') }} as staged
    inner join files on staged.source_file_id = files.source_file_id
),

identified as (
    select
        'leaic_by_survey_id' as identifier_kind,
        cast(csllea08_id as string) as identifier,
        county_geoid,
        agency_kind,
        part_of_code,
        is_synthetic
    from crosswalk
    where csllea08_id is not null

    union all

    select
        'leaic_by_ori' as identifier_kind,
        ori9 as identifier,
        county_geoid,
        agency_kind,
        part_of_code,
        is_synthetic
    from crosswalk
    where ori9 is not null

    union all

    select
        'register_by_ori' as identifier_kind,
        ori9 as identifier,
        county_geoid,
        agency_kind,
        0 as part_of_code,
        is_synthetic
    from register
    where ori9 is not null
),

ranked as (
    select
        identified.*,
        counties.county_fips,
        min(identified.part_of_code) over (
            partition by identified.identifier_kind, identified.identifier, identified.is_synthetic
        ) as least_part_of_code
    from identified
    left join changes on identified.county_geoid = changes.county_fips_listed
    left join counties on coalesce(changes.county_fips_2010, identified.county_geoid) = counties.county_fips
)

select
    identifier_kind,
    identifier,
    is_synthetic,
    case when count(distinct county_fips) = 1 then min(county_fips) end as county_fips,
    case when count(distinct agency_kind) = 1 and count(agency_kind) = count(*) then min(agency_kind) end as agency_kind
from ranked
where part_of_code = least_part_of_code
group by identifier_kind, identifier, is_synthetic
