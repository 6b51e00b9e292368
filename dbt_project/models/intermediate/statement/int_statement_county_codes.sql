-- Every county code a statement below the state lists, one row a code, with the county of 2010 it stands for or the reason
-- why it stands for none. A tribe's land or another authority may lie in two states; a county or a city does not.
{% set most_codes = 300 %}
with statements as (
    select
        *,
        {{ replace_all('county_fips_listed', '[,;/ ]+', ';') }} as codes_listed
    from {{ ref('int_policy_statements') }}
    where coverage_level <> 'state' and county_fips_listed is not null
),

counties as (
    select * from {{ ref('int_counties') }}
),

changes as (
    select * from {{ ref('county_changes') }}
),

positions as (
    select n + 1 as position
    from range({{ most_codes }}) as numbers (n)
),

codes as (
    select
        statements.source_id,
        statements.source_file_id,
        statements.source_row_number,
        statements.file_name,
        statements.place_id,
        statements.coverage_level,
        statements.state_fips,
        split_part(statements.codes_listed, ';', positions.position) as code_listed
    from statements
    cross join positions
    where split_part(statements.codes_listed, ';', positions.position) <> ''
),

-- four digits have lost their leading zero in a spreadsheet, ".0" was added by one
read as (
    select
        *,
        case
            when {{ matches('code_listed', '^[0-9]{4,5}([.]0)?$') }} then lpad(split_part(code_listed, '.', 1), 5, '0')
        end as county_fips_listed
    from codes
),

placed as (
    select
        read.*,
        counties.county_fips
    from read
    left join changes on read.county_fips_listed = changes.county_fips_listed
    left join counties on coalesce(changes.county_fips_2010, read.county_fips_listed) = counties.county_fips
),

judged as (
    select
        *,
        case
            when county_fips_listed is null then 'a county code has four or five digits'
            when county_fips is null then 'a county code is none of 2010'
            when coverage_level in ('county', 'municipal') and substr(county_fips, 1, 2) <> state_fips
                then 'a county code of another state'
        end as problem
    from placed
)

select distinct
    source_id,
    source_file_id,
    source_row_number,
    file_name,
    place_id,
    case when problem is null then county_fips end as county_fips,
    problem
from judged
