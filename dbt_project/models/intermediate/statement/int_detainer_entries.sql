-- Each row of the detainer list with the place it names and the days between which it was enacted, read from their texts.
-- A day the calendar does not have costs the day, not the row: the whole month remains.
{% set month_and_year %}^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[.,]? ([0-9]{1,2}(st|nd|rd|th)?,? )?(19|20)[0-9]{2}${% endset %}
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
        listed.policy_as_listed,
        listed.criteria_for_honoring,
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
        {{ listed_date_cast('enacted') }} as enacted_on,
        nullif(regexp_extract(enacted, '{{ month_and_year }}', 1), '') as enacted_month_name,
        -- a day that was written, though no calendar may have it
        {{ matches('enacted', '^[a-z]+[.]? ([0-9]{1,2})[ ,]') }} as has_day,
        try_cast(nullif(regexp_extract(enacted, '(^|[^0-9])((19|20)[0-9]{2})([^0-9]|$)', 2), '') as integer) as first_year,
        try_cast(nullif(regexp_extract(enacted, '^(.*[^0-9])?((19|20)[0-9]{2})([^0-9].*)?$', 2), '') as integer) as last_year
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
    left join states on {{ name_key('parts.state_part') }} = states.state_key or upper(parts.state_part) = states.state_usps
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
        coalesce(named_county.county_fips, own_county.county_fips, city_county.county_fips) as county_fips
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
),

-- of two years the days between them stand; a month counts only where the text is a month and a year, with or without a day
periods as (
    select
        *,
        cast((position(enacted_month_name in 'janfebmaraprmayjunjulaugsepoctnovdec') + 2) / 3 as integer) as month_number,
        least(first_year, last_year) as earliest_year,
        greatest(first_year, last_year) as latest_year
    from placed
),

days as (
    select
        *,
        coalesce(enacted_on, make_date(earliest_year, coalesce(month_number, 1), 1)) as listed_earliest,
        coalesce(enacted_on, last_day(make_date(latest_year, coalesce(month_number, 12), 1))) as listed_latest
    from periods
),

-- the list tells what had happened by its day: a later one, or one before the programme, is an error of typing
judged as (
    select
        *,
        coalesce(listed_earliest > current_date or listed_earliest < cast('1960-01-01' as date), false) as is_impossible
    from days
)

select
    source_file_id,
    source_row_number,
    file_name,
    place_and_state,
    policy_as_listed,
    criteria_for_honoring,
    coverage_level,
    state_fips,
    county_fips,
    case when coverage_level = 'state' then '' else coalesce(place_key, {{ name_key('place_and_state') }}) end as place_key,
    case when not is_impossible then listed_earliest end as enacted_earliest,
    case when not is_impossible then listed_latest end as enacted_latest,
    case
        when is_impossible then 'before 1960 or in the future; read as undated'
        when enacted_on is not null then null
        when earliest_year is null
            then case when enacted not in ('undated', 'undetermined', 'unknown', 'n/a') then 'cannot be read as a date' end
        when earliest_year < latest_year then 'more than one year; all days between them stand'
        when month_number is not null and has_day then 'no such day in the month; the whole month stands'
        when month_number is null and not {{ matches('enacted', '^[0-9]{4}$') }}
            then 'only its year can be read; the whole year stands'
    end as set_aside_reason,
    is_synthetic
from judged
