-- Violent incidents of each person-interview and month. A series of crimes is one incident here.
with incidents as (
    select * from {{ ref('stg_ncvs__incident') }}
)

select
    yearq,
    idper,
    case
        when occurred_year is not null and occurred_month_number is not null
            then make_date(occurred_year, occurred_month_number, 1)
    end as occurred_month,
    cast(count(*) as integer) as n_incidents
from incidents
where
    crime_code between 1 and 20
    and place_code is distinct from 1
group by all
