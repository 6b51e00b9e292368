-- Public NCVS files carry no county or tract; the area-identified records of a Research Data Center do, interview by
-- interview. When this fails, the area file of a year (catalog entry ncvs_area) belongs to other files or lacks more than
-- one interview in a hundred: these would leave the panel. Get the area file that belongs to the year's person file.
{{ config(meta={'dagster': {'ref': {'name': 'int_contacts'}}}) }}

select
    floor(yearq) as year,
    count(*) as n_interviews,
    count(*) - count(county_fips) as n_without_area_record
from {{ ref('int_contacts') }}
where is_interviewed and not is_national_only
group by floor(yearq)
having count(*) - count(county_fips) > 0.01 * count(*)
