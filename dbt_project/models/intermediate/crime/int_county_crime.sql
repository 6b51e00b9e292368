-- Offences known to the police by county of 2010 and year. Counties of another year count for the one that followed them.
{%- set offences = [
    'murders', 'rapes', 'robberies', 'aggravated_assaults', 'burglaries', 'larcenies', 'motor_vehicle_thefts', 'arsons'
] %}
with records as (
    select * from {{ ref('stg_ucr__county') }}
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

coded as (
    select
        records.*,
        files.release_year as year,
        files.is_synthetic,
        lpad(cast(records.state_code as string), 2, '0')
        || lpad(cast(records.county_code as string), 3, '0') as county_fips_listed
    from records
    inner join files on records.source_file_id = files.source_file_id
)

select
    counties.county_fips,
    counties.region,
    coded.year,
    {%- for offence in offences %}
    sum(coded.{{ offence }}) as {{ offence }},
    {%- endfor %}
    -- what is printed of one part alone would be no total of the county
    case
        when coded.year >= {{ var('first_year_of_violent_total') }} and count(coded.printed_index) = count(*)
            then sum(coded.printed_index)
    end as violent_crimes_printed,
    case
        when coded.year >= {{ var('first_year_of_violent_total') }} and count(coded.printed_modified_index) = count(*)
            then sum(coded.printed_modified_index)
    end as property_crimes_printed,
    case when count(coded.printed_population) = count(*) then sum(coded.printed_population) end as printed_population,
    sum(coded.reporting_population) as reporting_population,
    min(coded.coverage_indicator) as coverage_indicator,
    bool_or(coded.is_synthetic) as is_synthetic
from coded
left join changes on coded.county_fips_listed = changes.county_fips_listed
inner join counties on coalesce(changes.county_fips_2010, coded.county_fips_listed) = counties.county_fips
group by counties.county_fips, counties.region, coded.year
