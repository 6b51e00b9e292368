-- Every contact with a person of 12 or over that has a record, noninterviews included, with its number, household and place.
with persons as (
    select * from {{ ref('stg_ncvs__person') }}
),

households as (
    select * from {{ ref('int_household_interviews') }}
),

areas as (
    select * from {{ ref('stg_ncvs__area') }}
),

changes as (
    select * from {{ ref('county_changes') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

file_years as (
    select * from {{ ref('stg_catalog__source_file_years') }}
),

-- the county code comes as three digits within the state or as all five
located as (
    select
        areas.yearq,
        areas.idper,
        areas.tract_geoid,
        areas.tract_vintage,
        lpad(cast(
            case when areas.county_code < 1000 then areas.state_code * 1000 + areas.county_code else areas.county_code end
            as string
        ), 5, '0') as county_fips_listed
    from areas
),

timed as (
    select
        persons.*,
        {{ quarter_count('persons.yearq') }} as quarter_count,
        files.is_synthetic,
        coalesce(file_years.is_national_only, false) as is_national_only
    from persons
    inner join files on persons.source_file_id = files.source_file_id
    left join file_years
        on persons.source_file_id = file_years.source_file_id and floor(persons.yearq) = file_years.year
),

-- who is met in the first half-year of the files may have been interviewed before it
file_starts as (
    select
        is_synthetic,
        is_national_only,
        min(quarter_count) as first_quarter_count
    from timed
    group by is_synthetic, is_national_only
),

first_contacts as (
    select
        idper,
        min(quarter_count) as first_contact_quarter_count
    from timed
    group by idper
),

followed as (
    select
        timed.*,
        first_contacts.first_contact_quarter_count,
        file_starts.first_quarter_count
    from timed
    inner join first_contacts on timed.idper = first_contacts.idper
    inner join file_starts
        on timed.is_synthetic = file_starts.is_synthetic and timed.is_national_only = file_starts.is_national_only
)

select
    followed.source_file_id,
    followed.source_row_number,
    followed.yearq,
    followed.idhh,
    followed.idper,
    followed.quarter_count,
    followed.person_weight,
    followed.interview_type,
    coalesce(followed.interview_type between 1 and 4, false) as is_interviewed,
    {{ population_group('followed.hispanic', 'followed.hispanic_allocated', 'followed.race') }} as population_group,
    coalesce(followed.hispanic_allocated, followed.hispanic) is null as is_hispanic_origin_missing,
    followed.race is not null as is_race_stated,
    followed.age_years,
    followed.sex,
    followed.marital_status,
    followed.education,
    followed.interview_year,
    followed.residence_months,
    followed.residence_whole_years,
    followed.had_job_last_week,
    followed.had_job_last_six_months,
    followed.job_lasted_two_weeks,
    case
        when followed.interview_year is not null and followed.interview_month_number is not null
            then make_date(followed.interview_year, followed.interview_month_number, 1)
    end as interview_month,
    -- interviews are two quarters apart, so a household that was missed once still counts
    coalesce(
        followed.time_in_sample,
        households.household_interview_number,
        cast(floor((followed.quarter_count - followed.first_contact_quarter_count) / 2) as integer) + 1
    ) as interview_number,
    case
        when followed.time_in_sample is not null then 'time_in_sample'
        when households.household_interview_number is not null then 'household_interview_number'
        when followed.first_contact_quarter_count < followed.first_quarter_count + 2 then 'order_since_files_begin'
        else 'order_of_contacts'
    end as interview_number_basis,
    households.idhh is not null as has_household_record,
    households.address_id,
    households.household_number,
    households.household_weight,
    households.pseudo_stratum,
    households.half_sample,
    households.tenure,
    households.income,
    households.region_code,
    households.place_code,
    coalesce(changes.county_fips_2010, located.county_fips_listed) as county_fips,
    located.tract_geoid,
    located.tract_vintage,
    followed.is_synthetic,
    followed.is_national_only
from followed
left join households on followed.yearq = households.yearq and followed.idhh = households.idhh
left join located on followed.yearq = located.yearq and followed.idper = located.idper
left join changes on located.county_fips_listed = changes.county_fips_listed
