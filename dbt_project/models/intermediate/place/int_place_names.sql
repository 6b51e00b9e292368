-- Which county a name stands for. A name filed under two counties of its state stands for none.
with counties as (
    select * from {{ ref('int_counties') }}
),

agencies as (
    select * from {{ ref('stg_police__agency') }}
    where county_geoid is not null
),

county_names as (
    select
        'county' as name_kind,
        state_fips,
        county_key as place_key,
        county_fips
    from counties
),

-- "Baltimore" alone is the independent city only where no county carries the name too; "city" keeps them apart
agency_names as (
    select
        'agency' as name_kind,
        substr(county_geoid, 1, 2) as state_fips,
        {{ agency_key('agency_name') }} as place_key,
        county_geoid as county_fips
    from agencies
),

government_names as (
    select
        'place' as name_kind,
        substr(county_geoid, 1, 2) as state_fips,
        trim({{ replace_all(
            name_key('government_name'), ' (city|town|village|borough|township|municipality|municipal)$', ''
        ) }}) as place_key,
        county_geoid as county_fips
    from agencies
    where agency_type = 'local police department'
),

all_names as (
    select * from county_names
    union all
    select * from agency_names
    union all
    select * from government_names
)

select
    name_kind,
    state_fips,
    place_key,
    min(county_fips) as county_fips
from all_names
where place_key is not null and place_key <> ''
group by name_kind, state_fips, place_key
having count(distinct county_fips) = 1
