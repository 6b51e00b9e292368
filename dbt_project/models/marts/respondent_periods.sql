with interviews as (
    select * from {{ ref('int_interviews') }}
),

outcomes as (
    select * from {{ ref('int_interview_outcomes') }}
),

next_contacts as (
    select * from {{ ref('int_next_contacts') }}
),

tracts as (
    select * from {{ ref('tract_covariates') }}
),

counties as (
    select * from {{ ref('county_covariates') }}
),

border as (
    select * from {{ ref('mexico_border_counties') }}
),

exposures as (
    select * from {{ ref('int_interview_exposures') }}
)

select
    cast(interviews.yearq as decimal(5, 1)) as yearq,
    interviews.idper,
    interviews.idhh,
    interviews.interview_month,
    interviews.reference_start_month,
    interviews.reference_end_month,
    interviews.interview_year,
    cast(year(interviews.reference_middle_month) as string)
    || case when month(interviews.reference_middle_month) <= 6 then 'H1' else 'H2' end as reference_half_year,
    interviews.interview_number,
    interviews.interview_number_basis,
    interviews.is_bounded,
    interviews.interview_mode,
    interviews.is_proxy,
    interviews.is_replacement_household,
    interviews.population_group,
    interviews.is_hispanic_origin_missing,
    {%- for outcome in outcome_names(in_mart=true) %}
    coalesce(outcomes.n_{{ outcome }}, 0) > 0 as has_{{ outcome }},
    {%- endfor %}
    cast(coalesce(outcomes.n_violent_victimization, 0) as integer) as n_violent_incidents,
    cast(coalesce(outcomes.n_violent_victimization_undated, 0) as integer) as n_violent_incidents_undated,
    outcomes.is_reported_to_police,
    next_contacts.next_contact,
    next_contacts.is_next_interview_missing,
    next_contacts.is_household_replaced,
    interviews.age_years,
    interviews.is_male,
    interviews.is_divorced_or_separated,
    interviews.is_never_married,
    interviews.education_years,
    interviews.is_employed,
    interviews.income_category,
    interviews.is_income_missing,
    interviews.is_homeowner,
    interviews.residence_years,
    interviews.person_weight,
    interviews.household_weight,
    interviews.variance_year_group,
    interviews.pseudo_stratum,
    interviews.half_sample,
    interviews.region,
    interviews.place_type,
    substr(interviews.county_fips, 1, 2) as state_fips,
    interviews.county_fips,
    interviews.tract_vintage,
    interviews.tract_geoid,
    {%- for measure in var('tract_measures') %}
    tracts.{{ measure }} as tract_{{ measure }},
    {%- endfor %}
    tracts.uses_future_years as tract_uses_future_years,
    counties.population_density_per_km2 as county_population_density_per_km2,
    counties.foreign_born_pct as county_foreign_born_pct,
    counties.latino_pct as county_latino_pct,
    counties.immigrant_destination as county_immigrant_destination,
    counties.officers_per_1000_residents as county_officers_per_1000_residents,
    counties.police_budget_dollars_per_resident as county_police_budget_dollars_per_resident,
    border.county_fips is not null as is_mexico_border_county,
    {%- for policy in var('exposure_policies') %}
    exposures.exposure_any_{{ policy }},
    exposures.exposure_share_{{ policy }},
    exposures.exposure_full_{{ policy }},
    {%- endfor %}
    interviews.is_synthetic
from interviews
left join outcomes on interviews.yearq = outcomes.yearq and interviews.idper = outcomes.idper
left join next_contacts on interviews.yearq = next_contacts.yearq and interviews.idper = next_contacts.idper
left join tracts
    on interviews.tract_vintage = tracts.tract_vintage
        and interviews.tract_geoid = tracts.tract_geoid
        and interviews.interview_year = tracts.year
left join counties
    on interviews.county_fips = counties.county_fips and interviews.interview_year = counties.year
left join border on interviews.county_fips = border.county_fips
left join exposures
    on interviews.county_fips = exposures.county_fips
        and interviews.interview_month = exposures.interview_month
