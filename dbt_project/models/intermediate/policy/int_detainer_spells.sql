-- Limits on honouring detainers, one spell a jurisdiction: an expansion of the policy opens no second one. The list names
-- what was in force when it was written and gives no ends.
with listed as (
    select * from {{ ref('stg_detainer__section_iii') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

states as (
    select
        *,
        {{ name_key('state_name') }} as state_key
    from {{ ref('states') }}
),

names as (
    select * from {{ ref('int_place_names') }}
),

regimes as (
    select * from {{ ref('national_regimes') }}
    where policy = 'anti_detainer'
),

worded as (
    select
        listed.source_file_id,
        {{ replace_all('listed.jurisdiction_as_listed', ' *[(][^)]*[)] *$', '') }} as place_and_state,
        lower(listed.enacted_as_listed) as enacted,
        files.is_synthetic
    from listed
    inner join files on listed.source_file_id = files.source_file_id
),

parts as (
    select
        *,
        trim(regexp_extract(place_and_state, '([^,]+)$', 1)) as state_part,
        case when position(',' in place_and_state) > 0 then trim(split_part(place_and_state, ',', 1)) end as place_part,
        case
            when {{ matches('place_and_state', '^[^,]+,[^,]+,') }} then trim(split_part(place_and_state, ',', 2))
        end as county_part,
        try_cast(nullif(regexp_extract(enacted, '((19|20)[0-9]{2})', 1), '') as integer) as enacted_year,
        try_cast(nullif(regexp_extract(enacted, '^[a-z]+[.]? ([0-9]{1,2})[ ,]', 1), '') as integer) as enacted_day,
        nullif(
            cast(floor((position(substr(enacted, 1, 3) in 'janfebmaraprmayjunjulaugsepoctnovdec') + 2) / 3) as integer), 0
        ) as enacted_month_number
    from worded
),

located as (
    select
        parts.*,
        states.state_fips,
        {{ name_key('parts.place_part') }} as place_key,
        {{ name_key('parts.county_part') }} as county_part_key,
        regexp_extract({{ name_key('parts.place_part') }}, '^(.* (county|parish|borough))( |$)', 1) as county_in_place
    from parts
    left join states on {{ name_key('parts.state_part') }} = states.state_key
),

placed as (
    select
        located.*,
        case
            when located.place_part is null and located.state_fips is not null then 'state'
            when located.county_in_place <> '' then 'county'
            when located.place_part is not null and located.state_fips is not null then 'municipal'
            else 'other'
        end as coverage_level,
        coalesce(named_county.county_fips, own_county.county_fips, city_county.county_fips, place.county_fips) as county_fips
    from located
    left join names as named_county
        on named_county.name_kind = 'county' and located.state_fips = named_county.state_fips
            and located.county_part_key = named_county.place_key
    left join names as own_county
        on own_county.name_kind = 'county' and located.state_fips = own_county.state_fips
            and located.county_in_place = own_county.place_key
    left join names as city_county
        on city_county.name_kind = 'county' and located.state_fips = city_county.state_fips
            and located.place_key || ' city' = city_county.place_key
    left join names as place
        on place.name_kind = 'place' and located.state_fips = place.state_fips and located.place_key = place.place_key
),

dated as (
    select
        *,
        case
            when enacted_year is null then null
            when enacted_month_number is null then make_date(enacted_year, 1, 1)
            else make_date(enacted_year, enacted_month_number, coalesce(enacted_day, 1))
        end as enacted_earliest,
        case
            when enacted_year is null then null
            when enacted_month_number is null then make_date(enacted_year, 12, 31)
            when enacted_day is null then last_day(make_date(enacted_year, enacted_month_number, 1))
            else make_date(enacted_year, enacted_month_number, enacted_day)
        end as enacted_latest
    from placed
),

jurisdictions as (
    select
        coverage_level,
        state_fips,
        county_fips,
        case when coverage_level = 'state' then '' else coalesce(place_key, {{ name_key('place_and_state') }}) end as place_key,
        min(place_and_state) as jurisdiction_name,
        min(enacted_earliest) as enacted_earliest,
        min_by(enacted_latest, enacted_earliest) as enacted_latest,
        bool_or(enacted_earliest is null) as has_undated_row,
        bool_or(is_synthetic) as is_synthetic
    from dated
    group by all
),

-- the list carries no date of its own: what it names was in force by its latest dated entry
known_by as (
    select max(enacted_latest) as listed_by
    from dated
)

select
    {{ hash_id([
        "'anti_detainer'", 'jurisdictions.coverage_level', 'jurisdictions.state_fips', 'jurisdictions.place_key', "'1'"
    ]) }} as spell_id,
    {{ hash_id([
        "'anti_detainer'", 'jurisdictions.coverage_level', 'jurisdictions.state_fips', 'jurisdictions.place_key'
    ]) }} as agreement_id,
    jurisdictions.coverage_level,
    jurisdictions.state_fips,
    case when jurisdictions.coverage_level <> 'state' then jurisdictions.county_fips end as county_fips,
    jurisdictions.jurisdiction_name,
    jurisdictions.place_key,
    coalesce(jurisdictions.enacted_earliest, regimes.starts_on) as start_earliest,
    coalesce(jurisdictions.enacted_latest, known_by.listed_by, cast('{{ var("study_last_month") }}' as date)) as start_latest,
    cast(null as date) as end_earliest,
    cast(null as date) as end_latest,
    'in_force_at_as_of' as end_status,
    case
        when jurisdictions.enacted_earliest is null then 'low'
        when jurisdictions.has_undated_row then 'low'
        when jurisdictions.county_fips is null and jurisdictions.coverage_level <> 'state' then 'low'
        else 'medium'
    end as confidence,
    jurisdictions.is_synthetic
from jurisdictions
cross join regimes
cross join known_by
