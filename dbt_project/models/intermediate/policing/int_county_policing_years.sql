-- Officers and budget per resident of each county and year: straight lines between the surveys, held before the first and after
-- the last. The rates are interpolated, not the counts, so that the residents of a year need not be known twice.
with surveys as (
    select * from {{ ref('int_county_policing') }}
),

years as (
    select distinct year from {{ ref('int_county_population_years') }}
),

rates as (
    select
        county_fips,
        survey_year,
        'officers' as measure,
        officers_per_1000_residents as rate,
        is_synthetic
    from surveys
    where officers_per_1000_residents is not null

    union all

    select
        county_fips,
        survey_year,
        'budget' as measure,
        budget_dollars_per_resident as rate,
        is_synthetic
    from surveys
    where budget_dollars_per_resident is not null
),

neighbors as (
    select
        rates.county_fips,
        years.year,
        rates.measure,
        max(rates.survey_year) filter (where rates.survey_year <= years.year) as year_before,
        max_by(rates.rate, rates.survey_year) filter (where rates.survey_year <= years.year) as rate_before,
        min(rates.survey_year) filter (where rates.survey_year >= years.year) as year_after,
        min_by(rates.rate, rates.survey_year) filter (where rates.survey_year >= years.year) as rate_after,
        bool_or(rates.is_synthetic) as is_synthetic
    from rates
    cross join years
    group by rates.county_fips, years.year, rates.measure
),

valued as (
    select
        county_fips,
        year,
        measure,
        {{ between_neighbors('year', 'year_before', 'rate_before', 'year_after', 'rate_after') }} as rate,
        coalesce(year_before < year and year_after > year, false) as is_interpolated,
        year_before is null or year_after is null as is_extrapolated,
        is_synthetic
    from neighbors
)

select
    county_fips,
    cast(year as integer) as year,
    max(rate) filter (where measure = 'officers') as officers_per_1000_residents,
    bool_or(is_interpolated) filter (where measure = 'officers') as is_interpolated,
    bool_or(is_extrapolated) filter (where measure = 'officers') as is_extrapolated,
    max(rate) filter (where measure = 'budget') as budget_dollars_per_resident,
    bool_or(is_interpolated) filter (where measure = 'budget') as is_budget_interpolated,
    bool_or(is_extrapolated) filter (where measure = 'budget') as is_budget_extrapolated,
    bool_or(is_synthetic) as is_synthetic
from valued
group by county_fips, year
