-- Each agency once, as its newest row has it, with the level it works at and the place its name names.
with rows_of_agencies as (
    select * from {{ ref('int_agency_rows') }}
    where set_aside_reason is null
),

states as (
    select
        state_fips,
        {{ name_key('state_name') }} as state_key
    from {{ ref('states') }}
),

-- the newest row says most: the older layouts have neither type nor county, and lists without a capture are older still
ranked as (
    select
        *,
        row_number() over (
            partition by state_fips, agency_key
            order by
                coalesce(captured_on, cast('1900-01-01' as date)) desc,
                case source_id
                    when 'ice_287g_curated' then 1
                    when 'ice_287g_reconstruction' then 2
                    when 'ice_287g_roster' then 3
                    else 4
                end asc,
                source_file_id asc,
                source_row_number asc
        ) as recency
    from rows_of_agencies
),

newest as (
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
)

select
    newest.state_fips,
    newest.agency_key,
    newest.agency_name,
    {{ level_of_agency('newest.agency_key', 'states.state_key', 'newest.agency_type') }} as coverage_level,
    {{ place_of_agency('newest.agency_key') }} as place_key,
    newest.county_name,
    lower(newest.agency_name) like 'city of %' as is_named_as_city,
    newest.source_file_id,
    newest.source_row_number,
    newest.is_synthetic
from newest
inner join states on newest.state_fips = states.state_fips
