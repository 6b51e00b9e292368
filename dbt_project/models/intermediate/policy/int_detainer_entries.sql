-- Each row of the detainer list with the place it names and the days between which it was enacted, read from their texts.
-- A day the calendar does not have costs the day, not the row: the whole month remains.
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

worded as (
    select
        listed.source_file_id,
        listed.source_row_number,
        files.file_name,
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

-- null where the text gives no day, and where the calendar has no such day
days as (
    select
        *,
        try_cast(
            cast(enacted_year as string) || '-' || lpad(cast(enacted_month_number as string), 2, '0')
            || '-' || lpad(cast(enacted_day as string), 2, '0') as date
        ) as enacted_on
    from placed
)

select
    source_file_id,
    source_row_number,
    file_name,
    place_and_state,
    coverage_level,
    state_fips,
    county_fips,
    case when coverage_level = 'state' then '' else coalesce(place_key, {{ name_key('place_and_state') }}) end as place_key,
    case
        when enacted_on is not null then enacted_on
        when enacted_year is not null then make_date(enacted_year, coalesce(enacted_month_number, 1), 1)
    end as enacted_earliest,
    case
        when enacted_on is not null then enacted_on
        when enacted_year is not null then last_day(make_date(enacted_year, coalesce(enacted_month_number, 12), 1))
    end as enacted_latest,
    case
        when enacted_on is null and enacted_year is not null and enacted_month_number is not null and enacted_day is not null
            then 'no such day in the month; the whole month stands'
    end as set_aside_reason,
    is_synthetic
from days
