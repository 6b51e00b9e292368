-- Person-interviews of the panel with the person's covariates. Who is left out, and why, is counted in quality.sample_flow.
with contacts as (
    select * from {{ ref('int_contacts') }}
),

education_years as (
    select * from {{ ref('education_years') }}
),

interviews as (
    select * from contacts
    where
        not is_national_only
        and is_interviewed
        and age_years >= 12
        and interview_month is not null
        and county_fips is not null
)

select
    interviews.yearq,
    interviews.idper,
    interviews.idhh,
    interviews.quarter_count,
    interviews.address_id,
    interviews.household_number > 1 as is_replacement_household,
    interviews.interview_month,
    {{ add_months('interviews.interview_month', -6) }} as reference_start_month,
    {{ add_months('interviews.interview_month', -1) }} as reference_end_month,
    {{ add_months('interviews.interview_month', -3) }} as reference_middle_month,
    interviews.interview_year,
    cast(interviews.interview_number as integer) as interview_number,
    interviews.interview_number_basis,
    case
        when interviews.interview_number > 1 then true
        when interviews.interview_number_basis <> 'order_since_files_begin' then false
    end as is_bounded,
    case when interviews.interview_type in (1, 3) then 'in_person' else 'telephone' end as interview_mode,
    interviews.interview_type in (3, 4) as is_proxy,
    interviews.population_group,
    interviews.is_hispanic_origin_missing,
    interviews.is_race_stated,
    interviews.age_years,
    interviews.sex = 1 as is_male,
    interviews.marital_status in (3, 4) as is_divorced_or_separated,
    interviews.marital_status = 5 as is_never_married,
    education_years.education_years,
    case
        when interviews.had_job_last_week = 1 then true
        when interviews.had_job_last_six_months = 1 and interviews.job_lasted_two_weeks = 1 then true
        when interviews.age_years < 16 then false
        when interviews.had_job_last_week is null then null
        else false
    end as is_employed,
    interviews.income as income_category,
    interviews.income is null as is_income_missing,
    interviews.tenure = 1 as is_homeowner,
    coalesce(
        nullif(cast(interviews.residence_whole_years as double), 0),
        interviews.residence_months / 12.0,
        cast(interviews.residence_whole_years as double)
    ) as residence_years,
    interviews.person_weight,
    interviews.household_weight,
    {{ variance_year_group('interviews.yearq') }} as variance_year_group,
    interviews.pseudo_stratum,
    interviews.half_sample,
    {{ region_name('interviews.region_code') }} as region,
    case interviews.place_code
        when 1 then 'central_city' when 2 then 'other_metropolitan' when 3 then 'nonmetropolitan'
    end as place_type,
    interviews.county_fips,
    interviews.tract_vintage,
    interviews.tract_geoid,
    interviews.is_synthetic
from interviews
left join education_years on interviews.education = education_years.education
