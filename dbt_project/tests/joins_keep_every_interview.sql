-- No interview is gained or lost where counties, tracts, households or exposures are joined: each model has the rows of
-- int_interviews, and the sample flow ends with as many.
{{ config(meta={'dagster': {'ref': {'name': 'respondent_periods'}}}) }}

with counts as (
    select
        (select count(*) from {{ ref('int_interviews') }}) as n_interviews,
        (select count(*) from {{ ref('respondent_periods') }}) as n_periods,
        (select count(*) from {{ ref('respondent_months') }}) as n_months,
        (select sum(n_interviews) from {{ ref('respondent_attrition') }}) as n_followed,
        (
            select n_records_left
            from {{ ref('sample_flow') }}
            where flow = 'interviews' and kind = 'panel'
        ) as n_in_flow,
        (select count(*) from {{ ref('stg_ncvs__person') }}) as n_persons,
        (select count(*) from {{ ref('int_contacts') }}) as n_contacts,
        (select count(*) from {{ ref('stg_ncvs__incident') }}) as n_incident_rows,
        (select count(*) from {{ ref('int_incidents') }}) as n_incidents
)

select *
from counts
where
    n_interviews <> n_periods
    or 6 * n_interviews <> n_months
    or n_interviews <> coalesce(n_followed, 0)
    or n_interviews <> n_in_flow
    or n_persons <> n_contacts
    or n_incident_rows <> n_incidents
