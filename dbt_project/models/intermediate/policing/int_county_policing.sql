-- Officers and budgets of the agencies placed in each county, by survey. A county in which no agency of a survey was placed has
-- no officers known, which is not the same as none.
with agencies as (
    select * from {{ ref('int_agency_officers') }}
),

agency_counties as (
    select * from {{ ref('int_surveyed_agency_counties') }}
),

populations as (
    select * from {{ ref('int_county_population_years') }}
),

counties as (
    select * from {{ ref('int_counties') }}
),

surveys as (
    select
        survey_year,
        bool_or(is_synthetic) as is_synthetic
    from agencies
    group by survey_year
),

sums as (
    select
        agency_counties.county_fips,
        agency_counties.survey_year,
        count(*) as n_agencies,
        count(*) - count(agencies.officers_full_time) as n_agencies_without_officers,
        count(*) - count(agencies.budget_dollars) as n_agencies_without_budget,
        sum(agencies.officers_full_time * agency_counties.population_share) as officers,
        sum(agencies.officers_full_time_equivalent * agency_counties.population_share) as officers_full_time_equivalent,
        sum(agencies.budget_dollars * agency_counties.population_share) as budget_dollars
    from agency_counties
    inner join agencies
        on agency_counties.survey_year = agencies.survey_year and agency_counties.agency_id = agencies.agency_id
    group by agency_counties.county_fips, agency_counties.survey_year
)

select
    counties.county_fips,
    surveys.survey_year,
    cast(coalesce(sums.n_agencies, 0) as integer) as n_agencies,
    cast(sums.officers as double) as officers,
    cast(sums.officers_full_time_equivalent as double) as officers_full_time_equivalent,
    cast(coalesce(sums.n_agencies_without_officers, 0) as integer) as n_agencies_without_officers,
    cast(sums.budget_dollars as double) as budget_dollars,
    cast(coalesce(sums.n_agencies_without_budget, 0) as integer) as n_agencies_without_budget,
    cast(populations.population as double) as population,
    cast(1000 * sums.officers / nullif(populations.population, 0) as double) as officers_per_1000_residents,
    cast(sums.budget_dollars / nullif(populations.population, 0) as double) as budget_dollars_per_resident,
    surveys.is_synthetic or coalesce(populations.is_synthetic, false) as is_synthetic
from counties
cross join surveys
left join sums on counties.county_fips = sums.county_fips and surveys.survey_year = sums.survey_year
left join populations on counties.county_fips = populations.county_fips and surveys.survey_year = populations.year
