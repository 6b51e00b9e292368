-- The area file of a year names county and tract of each of its interviews. When this fails, add the year's area file
-- (catalog entry ncvs_area) or its missing rows: without them the interview has no policy and no neighbourhood.
{{ config(meta={'dagster': {'ref': {'name': 'respondent_periods'}}}) }}

select
    yearq,
    count(*) as n_interviews_without_county
from {{ ref('respondent_periods') }}
where county_fips is null or tract_geoid is null
group by yearq
