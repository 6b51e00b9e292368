-- Household records with the address they belong to, and the number of the household's interview where the file tells it.
-- In the 2021 file the first 22 characters of IDHH are the address and the 23rd counts its households: each of the 4,660
-- addresses with two ids in that year differs in that character alone, by one, six months later.
with households as (
    select * from {{ ref('stg_ncvs__household') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

file_years as (
    select * from {{ ref('stg_catalog__source_file_years') }}
),

numbered as (
    select
        households.*,
        {{ quarter_count('households.yearq') }} as quarter_count,
        substr(households.idhh, 1, 22) as address_id,
        try_cast(substr(households.idhh, 23, 1) as integer) as household_number,
        {{ integer_cast('households.household_interview_number') }} as listed_interview_number,
        files.is_synthetic,
        coalesce(file_years.is_national_only, false) as is_national_only
    from households
    inner join files on households.source_file_id = files.source_file_id
    left join file_years
        on households.source_file_id = file_years.source_file_id and floor(households.yearq) = file_years.year
),

-- a year whose files stand for national rates alone leaves the twin's records of that year to the panel
national_years as (
    select distinct floor(yearq) as year
    from numbered
    where is_national_only
),

followed as (
    select
        idhh,
        quarter_count,
        is_synthetic,
        listed_interview_number,
        lag(listed_interview_number) over (partition by idhh order by quarter_count) as earlier_number,
        lag(quarter_count) over (partition by idhh order by quarter_count) as earlier_quarter_count
    from numbered
),

-- V2011 is taken for a count of interviews only where it counts: up by one from one interview to the next
counting as (
    select
        is_synthetic,
        coalesce(
            avg(case when listed_interview_number = earlier_number + 1 then 1.0 else 0.0 end) >= 0.95, false
        ) as is_count
    from followed
    where quarter_count = earlier_quarter_count + 2
    group by is_synthetic
)

select
    numbered.source_file_id,
    numbered.source_row_number,
    numbered.yearq,
    numbered.idhh,
    numbered.quarter_count,
    numbered.address_id,
    numbered.household_number,
    case
        when counting.is_count and numbered.listed_interview_number between 1 and 7 then numbered.listed_interview_number
    end as household_interview_number,
    numbered.household_weight,
    numbered.household_weight > 0 as is_interviewed,
    {{ variance_year_group('numbered.yearq') }} as variance_year_group,
    numbered.pseudo_stratum,
    numbered.half_sample,
    numbered.tenure,
    coalesce(
        numbered.income,
        case when numbered.income_from_2015 >= 15 then 14 else numbered.income_from_2015 end
    ) as income,
    numbered.region_code,
    numbered.place_code,
    numbered.is_synthetic,
    numbered.is_national_only,
    numbered.is_national_only or national_years.year is null as is_for_national_rates
from numbered
left join counting on numbered.is_synthetic = counting.is_synthetic
left join national_years on floor(numbered.yearq) = national_years.year
