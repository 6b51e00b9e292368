-- Where each listed agency works: the level it covers and its county, found by name and never guessed.
with claims as (
    select * from {{ ref('int_287g_claims') }}
),

names as (
    select * from {{ ref('int_place_names') }}
),

-- the newest listing says most: the older layouts have neither type nor county
ranked as (
    select
        *,
        row_number() over (
            partition by state_fips, agency_key
            order by captured_on desc, source_file_id asc, source_row_number asc
        ) as recency
    from claims
),

listed as (
    select
        state_fips,
        agency_key,
        min_by(agency_name, recency) as agency_name,
        min_by(agency_type, recency) filter (where agency_type is not null) as agency_type,
        min_by(county_name, recency) filter (where county_name is not null) as county_name,
        min_by(source_file_id, recency) as source_file_id,
        min_by(source_row_number, recency) as source_row_number,
        bool_or(is_synthetic) as is_synthetic
    from ranked
    group by state_fips, agency_key
),

levelled as (
    select
        *,
        case
            when {{ matches('agency_key', '(^| )(tribe|tribal|nation|pueblo|reservation)( |$)') }} then 'tribal'
            when {{ matches('agency_key', '(^| )(university|college) ') }} then 'other'
            when {{ matches('agency_key', '(^| )regional |(^| )district ') }} then 'other'
            when
                {{ matches('agency_key', '^(department|bureau|division|highway patrol|office) ') }}
                or {{ matches('agency_key', '(^| )state (police|patrol|highway)|department of (corrections|public safety)') }}
                then 'state'
            when agency_type like 'STATE%' then 'state'
            when {{ matches('agency_key', ' (county|parish)( |$)|(^| )sheriff( |$)') }} then 'county'
            when {{ matches('agency_key', ' police( |$)') }} then 'municipal'
            when agency_type like 'COUNTY%' then 'county'
            when agency_type like 'MUNICIPAL%' then 'municipal'
            else 'other'
        end as coverage_level,
        regexp_extract(agency_key, '^(.* (county|parish|borough)) ', 1) as county_in_name,
        {{ name_key('county_name') }} as county_listed_key,
        {{ replace_all(
            replace_all(
                'agency_key', ' (sheriff|police department|police|department of public safety|public safety|marshal.*)$', ''
            ), '^(city|town|village|borough|township) of ', ''
        ) }} as place_in_name
    from listed
),

placed as (
    select
        levelled.*,
        own_county.county_fips as county_by_own_name,
        listed_county.county_fips as county_as_listed,
        listed_agency.county_fips as county_of_agency,
        named_place.county_fips as county_of_place,
        city_county.county_fips as county_of_city
    from levelled
    left join names as own_county
        on own_county.name_kind = 'county' and levelled.state_fips = own_county.state_fips
            and levelled.county_in_name = own_county.place_key
    left join names as listed_county
        on listed_county.name_kind = 'county' and levelled.state_fips = listed_county.state_fips
            and levelled.county_listed_key = listed_county.place_key
    left join names as listed_agency
        on listed_agency.name_kind = 'agency' and levelled.state_fips = listed_agency.state_fips
            and levelled.agency_key = listed_agency.place_key
    left join names as named_place
        on named_place.name_kind = 'place' and levelled.state_fips = named_place.state_fips
            and levelled.place_in_name = named_place.place_key
    left join names as city_county
        on city_county.name_kind = 'county' and levelled.state_fips = city_county.state_fips
            and levelled.place_in_name || ' city' = city_county.place_key
)

select
    state_fips,
    agency_key,
    agency_name,
    place_in_name as place_key,
    coverage_level,
    case
        when coverage_level in ('county', 'municipal', 'other')
            then coalesce(county_by_own_name, county_as_listed, county_of_agency, county_of_city, county_of_place)
    end as county_fips,
    source_file_id,
    source_row_number,
    is_synthetic
from placed
