-- Each listed county as the county of 2010 it stands for, with the reason where it stands for none.
with activations as (
    select
        *,
        lpad(cast(county_code as string), 5, '0') as county_fips_listed
    from {{ ref('stg_secure_communities__activation') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

changes as (
    select * from {{ ref('county_changes') }}
),

counties as (
    select * from {{ ref('int_counties') }}
),

mapped as (
    select
        activations.*,
        files.file_name,
        files.is_synthetic,
        counties.county_fips,
        case
            when changes.county_fips_listed is not null and changes.county_fips_2010 is null then changes.reason
            when substr(activations.county_fips_listed, 1, 2) = '72' then 'Puerto Rico is outside the national panel'
            when counties.county_fips is null then 'no county of 2010 has this code; add it to seeds/county_changes.csv'
        end as set_aside_reason
    from activations
    inner join files on activations.source_file_id = files.source_file_id
    left join changes on activations.county_fips_listed = changes.county_fips_listed
    left join counties
        on coalesce(changes.county_fips_2010, activations.county_fips_listed) = counties.county_fips
),

-- one county under its old and its new code: the dated row speaks, then the code of 2010
preferred as (
    select
        *,
        row_number() over (
            partition by county_fips
            order by
                case when activation_year is null or activation_month_number is null then 1 else 0 end,
                case when county_fips_listed = county_fips then 0 else 1 end,
                source_row_number
        ) as preference
    from mapped
)

select
    source_file_id,
    source_row_number,
    file_name,
    county_fips,
    case
        when activation_year is not null and activation_month_number is not null
            then make_date(activation_year, activation_month_number, 1)
    end as activation_month,
    coalesce(
        set_aside_reason,
        case when preference > 1 then 'another row of the list stands for the same county' end
    ) as set_aside_reason,
    is_synthetic
from preferred
