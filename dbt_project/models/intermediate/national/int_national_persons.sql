-- Person-interviews with weight, in the primary sampling unit of their household: what national rates divide by.
with households as (
    select * from {{ ref('int_household_interviews') }}
    where is_for_national_rates
),

contacts as (
    select * from {{ ref('int_contacts') }}
)

select
    households.variance_year_group,
    coalesce(households.pseudo_stratum, 0) as pseudo_stratum,
    coalesce(households.half_sample, 0) as half_sample,
    cast(floor(contacts.yearq) as integer) as year,
    contacts.yearq,
    contacts.idper,
    contacts.population_group,
    {{ region_name('households.region_code') }} as region,
    contacts.person_weight,
    contacts.is_synthetic
from contacts
inner join households
    on contacts.yearq = households.yearq
        and contacts.idhh = households.idhh
        and contacts.is_national_only = households.is_national_only
where contacts.person_weight > 0
