-- How many person-records and incidents each named rule of the panel concerns, in order.
with contacts as (
    select * from {{ ref('int_contacts') }}
),

incidents as (
    select * from {{ ref('int_violent_incidents') }}
),

interviews as (
    select * from {{ ref('int_interviews') }}
),

joined as (
    select
        incidents.n_incidents,
        interviews.idper is not null as has_interview,
        incidents.occurred_month is not null as is_dated,
        incidents.occurred_month between interviews.reference_start_month and interviews.reference_end_month as is_in_period
    from incidents
    left join interviews on incidents.yearq = interviews.yearq and incidents.idper = interviews.idper
),

steps as (
    select
        1 as step,
        'person_records' as unit,
        'person records kept by staging' as rule,
        count(*) as n_records
    from contacts
    union all
    select
        2 as step,
        'person_records' as unit,
        'noninterviews left out (V3011 not 1 to 4)' as rule,
        count(*) filter (where coalesce(interview_type not between 1 and 4, true)) as n_records
    from contacts
    union all
    select
        3 as step,
        'person_records' as unit,
        'under 12 or age not stated, left out' as rule,
        count(*) filter (where interview_type between 1 and 4 and coalesce(age_years < 12, true)) as n_records
    from contacts
    union all
    select
        4 as step,
        'person_records' as unit,
        'month of the interview not stated, left out' as rule,
        count(*) filter (where interview_type between 1 and 4 and age_years >= 12 and interview_month is null) as n_records
    from contacts
    union all
    select
        5 as step,
        'person_records' as unit,
        'person-interviews in the panel' as rule,
        count(*) as n_records
    from interviews
    union all
    select
        6 as step,
        'person_records' as unit,
        'race not stated and not Latino: in the panel, counted as other' as rule,
        count(*) filter (where population_group = 'other' and not is_race_stated) as n_records
    from interviews
    union all
    select
        7 as step,
        'violent_incidents' as unit,
        'violent incident records, not outside the United States' as rule,
        sum(n_incidents) as n_records
    from joined
    union all
    select
        8 as step,
        'violent_incidents' as unit,
        'of no interview in the panel, left out' as rule,
        sum(n_incidents) filter (where not has_interview) as n_records
    from joined
    union all
    select
        9 as step,
        'violent_incidents' as unit,
        'month not known: counted in the six months, set aside by month' as rule,
        sum(n_incidents) filter (where has_interview and not is_dated) as n_records
    from joined
    union all
    select
        10 as step,
        'violent_incidents' as unit,
        'month outside the reference period: counted in the six months, set aside by month' as rule,
        sum(n_incidents) filter (where has_interview and is_dated and not is_in_period) as n_records
    from joined
)

select
    cast(step as integer) as step,
    unit,
    rule,
    cast(coalesce(n_records, 0) as bigint) as n_records
from steps
