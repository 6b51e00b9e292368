-- Officers and budgets of state agencies. They police the whole state, so no county has a part of them.
with agencies as (
    select * from {{ ref('int_agency_officers') }}
    where placement_basis = 'statewide'
),

populations as (
    select
        substr(county_fips, 1, 2) as state_fips,
        year,
        sum(population) as population,
        bool_or(is_synthetic) as is_synthetic
    from {{ ref('int_county_population_years') }}
    group by substr(county_fips, 1, 2), year
),

sums as (
    select
        state_fips,
        survey_year,
        count(*) as n_agencies,
        count(*) - count(officers_full_time) as n_agencies_without_officers,
        count(*) - count(budget_dollars) as n_agencies_without_budget,
        sum(officers_full_time) as officers,
        sum(officers_full_time_equivalent) as officers_full_time_equivalent,
        sum(budget_dollars) as budget_dollars,
        bool_or(is_synthetic) as is_synthetic
    from agencies
    group by state_fips, survey_year
)

select
    sums.state_fips,
    sums.survey_year,
    cast(sums.n_agencies as integer) as n_agencies,
    cast(sums.officers as double) as officers,
    cast(sums.officers_full_time_equivalent as double) as officers_full_time_equivalent,
    cast(sums.n_agencies_without_officers as integer) as n_agencies_without_officers,
    cast(sums.budget_dollars as double) as budget_dollars,
    cast(sums.n_agencies_without_budget as integer) as n_agencies_without_budget,
    cast(populations.population as double) as population,
    cast(1000 * sums.officers / nullif(populations.population, 0) as double) as officers_per_1000_residents,
    cast(sums.budget_dollars / nullif(populations.population, 0) as double) as budget_dollars_per_resident,
    sums.is_synthetic or coalesce(populations.is_synthetic, false) as is_synthetic
from sums
left join populations on sums.state_fips = populations.state_fips and sums.survey_year = populations.year
