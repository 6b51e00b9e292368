-- Households of the panel as income is imputed for them: what they told, and the traits by which donors are found.
with interviews as (
    select * from {{ ref('int_interviews') }}
),

outcomes as (
    select * from {{ ref('int_interview_outcomes') }}
),

-- the first person of a household's first interview speaks for it
first_persons as (
    select
        idhh,
        population_group,
        region,
        is_homeowner,
        row_number() over (partition by idhh order by yearq, idper) as position
    from interviews
),

summed as (
    select
        interviews.idhh,
        max(interviews.education_years) as most_education_years,
        bool_or(coalesce(outcomes.n_violent_victimization, 0) > 0) as has_victim,
        bool_or(interviews.is_income_missing) as has_missing_income,
        max_by(
            interviews.income_category, case when not interviews.is_income_missing then interviews.yearq end
        ) as stated_income_category
    from interviews
    left join outcomes on interviews.yearq = outcomes.yearq and interviews.idper = outcomes.idper
    group by interviews.idhh
)

select
    summed.idhh,
    summed.has_missing_income,
    summed.stated_income_category,
    first_persons.population_group,
    coalesce(first_persons.region, 'unknown') as region,
    case
        when first_persons.is_homeowner then 'owner' when not first_persons.is_homeowner then 'renter' else 'unknown'
    end as tenure_type,
    case
        when summed.most_education_years < 12 then 'below_high_school'
        when summed.most_education_years = 12 then 'high_school'
        when summed.most_education_years < 16 then 'some_college'
        when summed.most_education_years >= 16 then 'college'
        else 'unknown'
    end as education_level,
    summed.has_victim
from summed
inner join first_persons on summed.idhh = first_persons.idhh and first_persons.position = 1
