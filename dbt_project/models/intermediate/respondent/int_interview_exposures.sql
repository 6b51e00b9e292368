-- The exposures an interview carries, side by side, one row a county and interview month.
with exposures as (
    select * from {{ ref('county_exposures') }}
)

select
    county_fips,
    {%- for policy in var('exposure_policies') %}
    bool_or(exposure_any) filter (where policy = '{{ policy }}') as exposure_any_{{ policy }},
    max(exposure_share) filter (where policy = '{{ policy }}') as exposure_share_{{ policy }},
    bool_or(exposure_full) filter (where policy = '{{ policy }}') as exposure_full_{{ policy }},
    {%- endfor %}
    interview_month
from exposures
group by county_fips, interview_month
