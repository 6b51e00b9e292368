-- Counties of 2010 a statement below the state reaches: those its source lists by code, or those the name of the place stands
-- for.
with statements as (
    select distinct
        place_id,
        coverage_level,
        state_fips,
        place_key,
        county_fips_listed
    from {{ ref('int_policy_statements') }}
    where coverage_level <> 'state'
),

codes as (
    select * from {{ ref('int_statement_county_codes') }}
),

names as (
    select * from {{ ref('int_place_names') }}
),

by_code as (
    select
        place_id,
        county_fips
    from codes
    where county_fips is not null
),

by_name as (
    select
        statements.place_id,
        names.county_fips
    from statements
    inner join names
        on names.name_kind = 'place' and statements.state_fips = names.state_fips and statements.place_key = names.place_key
    where statements.county_fips_listed is null and statements.coverage_level = 'municipal'
)

select * from by_code
union
select * from by_name
