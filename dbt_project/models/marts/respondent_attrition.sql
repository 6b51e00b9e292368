-- What became of interviewed persons half a year later, by year, number of the interview and group.
with interviews as (
    select * from {{ ref('int_interviews') }}
),

next_contacts as (
    select * from {{ ref('int_next_contacts') }}
),

counted as (
    select
        interviews.interview_year,
        interviews.interview_number,
        interviews.population_group,
        next_contacts.next_contact,
        count(*) as n_interviews,
        sum(interviews.person_weight) as weighted_interviews,
        bool_or(interviews.is_synthetic) as is_synthetic
    from interviews
    inner join next_contacts on interviews.yearq = next_contacts.yearq and interviews.idper = next_contacts.idper
    group by
        interviews.interview_year, interviews.interview_number, interviews.population_group, next_contacts.next_contact
)

select
    cast(interview_year as integer) as interview_year,
    cast(interview_number as integer) as interview_number,
    population_group,
    next_contact,
    cast(n_interviews as bigint) as n_interviews,
    cast(
        100.0 * n_interviews
        / sum(n_interviews) over (partition by interview_year, interview_number, population_group) as double
    ) as share_pct,
    cast(weighted_interviews as double) as weighted_interviews,
    is_synthetic
from counted
