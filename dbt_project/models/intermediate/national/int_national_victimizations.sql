-- Incident records in the primary sampling unit of their household, with the victim's group where persons are loaded.
with households as (
    select * from {{ ref('int_household_interviews') }}
    where is_for_national_rates
),

persons as (
    select * from {{ ref('int_national_persons') }}
),

incidents as (
    select * from {{ ref('int_incidents') }}
    where set_aside_reason is null
)

select
    households.variance_year_group,
    coalesce(households.pseudo_stratum, 0) as pseudo_stratum,
    coalesce(households.half_sample, 0) as half_sample,
    cast(floor(incidents.yearq) as integer) as year,
    incidents.yearq,
    incidents.idhh,
    incidents.idper,
    persons.population_group,
    {{ region_name('households.region_code') }} as region,
    persons.person_weight,
    households.household_weight,
    incidents.victimization_weight,
    incidents.series_count,
    {%- for outcome in outcome_names() %}
    incidents.is_{{ outcome }},
    {%- endfor %}
    incidents.is_synthetic
from incidents
inner join households
    on incidents.yearq = households.yearq
        and incidents.idhh = households.idhh
        and incidents.is_national_only = households.is_national_only
left join persons on incidents.yearq = persons.yearq and incidents.idper = persons.idper
