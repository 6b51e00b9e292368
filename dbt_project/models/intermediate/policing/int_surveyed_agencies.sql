-- Every row of the three surveys of police agencies, typed alike, with the kind of agency it is.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

states as (
    select
        *,
        {{ name_key('state_name') }} as state_key
    from {{ ref('states') }}
),

identifiers as (
    select * from {{ ref('int_agency_identifiers') }}
),

listed as (
    {%- for source, survey_year, has_code, has_budget, has_id_of_2008, has_ori in [
        ('csllea_2008', 2008, true, true, true, false),
        ('lear_2016', 2016, true, false, true, true),
        ('csllea_2018', 2018, false, true, false, true),
    ] %}
    select
        '{{ source }}' as source_id,
        cast({{ survey_year }} as integer) as survey_year,
        source_file_id,
        source_row_number,
        cast(agency_id as string) as agency_id,
        agency_name,
        state_usps,
        county_name,
        {{ "lpad(cast(county_code as string), 5, '0')" if has_code else 'cast(null as string)' }} as county_geoid,
        cast({{ 'agency_id' if survey_year == 2008 else 'csllea08_id' if has_id_of_2008 else 'null' }} as string) as csllea08_id,
        {{ "coalesce(ori9, ori7 || '00')" if has_ori else 'cast(null as string)' }} as ori9,
        -- the codes of the later surveys are not documented here but for one
        {{ 'agency_type_code' if survey_year == 2008 else 'case when agency_type_code = 5 then 5 end' }} as agency_type_code,
        {{ 'tribal_code = 1' if survey_year == 2008 else 'false' }} as is_marked_tribal,
        cast(officers_full_time as bigint) as officers_full_time,
        cast(officers_part_time as bigint) as officers_part_time,
        cast({{ 'budget_dollars' if has_budget else 'null' }} as bigint) as budget_dollars
    from {{ ref('stg_police__' ~ source) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

keyed as (
    select
        listed.*,
        files.file_name,
        files.is_synthetic,
        states.state_fips,
        states.state_key,
        coalesce(states.is_in_panel, false) as is_in_panel,
        {{ agency_key('listed.agency_name') }} as agency_key,
        -- one of the two is the agency, the other perhaps a part of it: nobody can say which
        listed.ori9 is not null and count(*) over (partition by listed.survey_year, listed.ori9) > 1 as is_ori9_shared
    from listed
    inner join files on listed.source_file_id = files.source_file_id and listed.source_id = files.source
    left join states on listed.state_usps = states.state_usps
),

leveled as (
    select
        keyed.*,
        coalesce(
            by_survey_id.agency_kind,
            case when not keyed.is_ori9_shared then coalesce(by_ori.agency_kind, by_register.agency_kind) end
        ) as registered_kind,
        {{ level_of_agency('keyed.agency_key', 'keyed.state_key', 'cast(null as string)') }} as coverage_level,
        -- a service of the state whose name begins with the state's and says what no city or county has
        substr(keyed.agency_key, 1, length(keyed.state_key) + 1) = keyed.state_key || ' '
        and {{ matches(
            'substr(keyed.agency_key, length(keyed.state_key) + 1)',
            '(^| )(fish|wildlife|game|gaming|natural resources|state parks?|parks and wildlife|forest(ry)?|alcohol|alcoholic'
            ~ '|liquor|bureau of investigation|revenue|racing|lottery|motor vehicles?|livestock|attorney general|capitol)( |$)'
        ) }} as is_state_service
    from keyed
    left join identifiers as by_survey_id
        on by_survey_id.identifier_kind = 'leaic_by_survey_id'
            and keyed.csllea08_id = by_survey_id.identifier
            and keyed.is_synthetic = by_survey_id.is_synthetic
    left join identifiers as by_ori
        on by_ori.identifier_kind = 'leaic_by_ori'
            and keyed.ori9 = by_ori.identifier
            and keyed.is_synthetic = by_ori.is_synthetic
    left join identifiers as by_register
        on by_register.identifier_kind = 'register_by_ori'
            and keyed.ori9 = by_register.identifier
            and keyed.is_synthetic = by_register.is_synthetic
)

-- What the survey says of an agency counts before the crosswalks, which file tribal police under local, and those before its
-- name.
select
    source_id,
    survey_year,
    source_file_id,
    source_row_number,
    file_name,
    agency_id,
    agency_name,
    agency_key,
    {{ place_of_agency('agency_key') }} as place_key,
    state_usps,
    state_fips,
    is_in_panel,
    county_name,
    county_geoid,
    csllea08_id,
    ori9,
    is_ori9_shared,
    case
        when agency_type_code = 5 then 'state'
        when is_marked_tribal then 'tribal'
        when agency_type_code in (0, 1, 7) then 'local'
        when registered_kind = 'federal' then 'federal'
        when coverage_level = 'tribal' then 'tribal'
        when agency_type_code is null and registered_kind in ('local', 'state') then registered_kind
        when agency_name is null then coalesce(registered_kind, 'unknown')
        when coverage_level = 'state' or is_state_service then 'state'
        when agency_type_code is null and registered_kind is null and coverage_level in ('county', 'municipal') then 'local'
        else 'special'
    end as agency_kind,
    coalesce(agency_type_code = 0, coverage_level = 'municipal') as is_municipal,
    officers_full_time,
    officers_part_time,
    case
        -- a survey without part-time officers has no equivalents; an agency that leaves them blank has none
        when count(officers_part_time) over (partition by survey_year) > 0
            then officers_full_time + coalesce(officers_part_time, 0) / cast(2 as double)
    end as officers_full_time_equivalent,
    budget_dollars,
    is_synthetic
from leveled
