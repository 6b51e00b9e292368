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
        interview_type between 1 and 4
        and age_years >= 12
        and interview_month is not null
),

-- a missing income takes the median of the interviews of the same region and tenure
median_incomes as (
    select
        region_code,
        tenure,
        cast(round(median(income)) as integer) as income
    from interviews
    where income is not null
    group by region_code, tenure
),

median_income as (
    select cast(round(median(income)) as integer) as income
    from interviews
)

select
    interviews.yearq,
    interviews.idper,
    interviews.idhh,
    interviews.interview_month,
    {{ add_months('interviews.interview_month', -6) }} as reference_start_month,
    {{ add_months('interviews.interview_month', -1) }} as reference_end_month,
    {{ add_months('interviews.interview_month', -3) }} as reference_middle_month,
    interviews.interview_year,
    cast(interviews.interview_number as integer) as interview_number,
    interviews.interview_number > 1 as is_bounded,
    case when interviews.interview_type in (1, 3) then 'in_person' else 'telephone' end as interview_mode,
    interviews.interview_type in (3, 4) as is_proxy,
    case
        when coalesce(interviews.hispanic_allocated, interviews.hispanic) = 1 then 'latino'
        when interviews.race = 1 then 'white'
        when interviews.race = 2 then 'black'
        else 'other'
    end as population_group,
    interviews.race is not null as is_race_stated,
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
    coalesce(interviews.income, median_incomes.income, median_income.income) as income_category,
    interviews.income is null as is_income_imputed,
    interviews.tenure = 1 as is_homeowner,
    coalesce(
        nullif(cast(interviews.residence_whole_years as double), 0),
        interviews.residence_months / 12.0,
        cast(interviews.residence_whole_years as double)
    ) as residence_years,
    interviews.person_weight,
    interviews.household_weight,
    case
        when floor(interviews.yearq) <= 2005 then '1997-2005'
        when floor(interviews.yearq) <= 2015 then '2006-2015'
        else '2016-'
    end as variance_year_group,
    interviews.pseudo_stratum,
    interviews.half_sample,
    case interviews.region_code
        when 1 then 'northeast' when 2 then 'midwest' when 3 then 'south' when 4 then 'west'
    end as region,
    case interviews.place_code
        when 1 then 'central_city' when 2 then 'other_metropolitan' when 3 then 'nonmetropolitan'
    end as place_type,
    interviews.county_fips,
    interviews.tract_vintage,
    interviews.tract_geoid,
    interviews.is_synthetic
from interviews
left join education_years on interviews.education = education_years.education
left join median_incomes
    on interviews.region_code = median_incomes.region_code and interviews.tenure = median_incomes.tenure
cross join median_income
