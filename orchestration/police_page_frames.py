"""What the page of places tells of police, summed in SQL: the surveys may not be handed on, so no cell of them is here.

A county may have one agency alone, so a county is a class of fixed width and never its number.
"""

from __future__ import annotations

from analysis.report.places.police import CLASS_LIMITS

COUNTY_CLASSES = f"""
select
    county_fips, survey_year, is_synthetic,
    {" + ".join(f"cast(officers_per_1000_residents >= {limit} as integer)" for limit in CLASS_LIMITS)} as officer_class
from marts.county_policing
where survey_year = (select max(survey_year) from marts.county_policing)
"""

REGIONS = """
select
    states.region, police.survey_year, count(*) as n_counties, count(police.officers) as n_counties_known,
    1000 * sum(police.officers)
        / nullif(sum(case when police.officers is not null then police.population end), 0) as rate,
    quantile_cont(police.officers_per_1000_residents, 0.1) as tenth,
    median(police.officers_per_1000_residents) as median,
    quantile_cont(police.officers_per_1000_residents, 0.9) as ninetieth,
    bool_or(police.is_synthetic) as is_synthetic
from marts.county_policing as police
inner join intermediate.int_counties as states on police.county_fips = states.county_fips
group by all
"""

TOTALS = """
with surveyed as (
    select
        survey_year, count(*) as n_agencies, count(officers_full_time) as n_agencies_known,
        sum(officers_full_time) as officers, bool_or(is_synthetic) as is_synthetic
    from intermediate.int_agency_officers
    group by survey_year
),
counties as (select survey_year, sum(officers) as officers from marts.county_policing group by survey_year),
states as (
    select survey_year, sum(officers) as officers, sum(n_agencies) as n_agencies
    from marts.state_policing group by survey_year
),
unmatched as (
    select survey_year, sum(officers) as officers, count(*) as n_agencies
    from marts.unmatched_agencies group by survey_year
)
select
    surveyed.*, counties.officers as officers_in_counties, states.officers as officers_of_states,
    coalesce(states.n_agencies, 0) as n_agencies_of_states, coalesce(unmatched.n_agencies, 0) as n_agencies_unmatched,
    surveyed.officers - coalesce(counties.officers, 0) - coalesce(states.officers, 0)
        - coalesce(unmatched.officers, 0) as lost
from surveyed
left join counties on surveyed.survey_year = counties.survey_year
left join states on surveyed.survey_year = states.survey_year
left join unmatched on surveyed.survey_year = unmatched.survey_year
order by surveyed.survey_year
"""

UNMATCHED = """
select
    survey_year, reason, count(*) as n_agencies, count(officers) as n_agencies_known, sum(officers) as officers,
    bool_or(is_synthetic) as is_synthetic
from marts.unmatched_agencies
group by survey_year, reason
order by survey_year, n_agencies desc, reason
"""
