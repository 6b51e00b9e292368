-- Incident records with the outcomes they belong to, what they count for in a rate, and why one is set aside.
-- A record is known by its file and row alone: identical ones are separate incidents.
with incidents as (
    select * from {{ ref('stg_ncvs__incident') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

file_years as (
    select * from {{ ref('stg_catalog__source_file_years') }}
),

sourced as (
    select
        incidents.*,
        files.is_synthetic,
        coalesce(file_years.is_national_only, false) as is_national_only
    from incidents
    inner join files on incidents.source_file_id = files.source_file_id
    left join file_years
        on incidents.source_file_id = file_years.source_file_id and floor(incidents.yearq) = file_years.year
),

contacts as (
    select
        yearq,
        idper,
        is_national_only
    from {{ ref('int_contacts') }}
),

person_years as (
    select distinct
        floor(yearq) as year,
        is_national_only
    from contacts
),

matched as (
    select
        sourced.*,
        person_years.year is not null as has_persons_in_year,
        contacts.idper is not null as has_person,
        coalesce(sourced.place_code <> 1, true) as is_inside_country
    from sourced
    left join person_years
        on floor(sourced.yearq) = person_years.year and sourced.is_national_only = person_years.is_national_only
    left join contacts
        on sourced.yearq = contacts.yearq
            and sourced.idper = contacts.idper
            and sourced.is_national_only = contacts.is_national_only
)

select
    source_file_id,
    source_row_number,
    yearq,
    idhh,
    idper,
    case
        when occurred_year is not null and occurred_month_number is not null
            then make_date(occurred_year, occurred_month_number, 1)
    end as occurred_month,
    victimization_weight,
    crime_code,
    reported_to_police_code,
    is_inside_country,
    {{ series_count('series_code', 'similar_code', 'recall_code', 'times_in_six_months') }} as series_count,
    {%- for outcome in outcome_names() %}
    is_inside_country and {{ is_outcome(outcome, 'crime_code', 'reported_to_police_code') }} as is_{{ outcome }},
    {%- endfor %}
    case
        when has_persons_in_year and not has_person then 'no person record has its YEARQ and IDPER'
    end as set_aside_reason,
    is_synthetic,
    is_national_only
from matched
