-- Policy flags side by side, one row a county-month, for the counties and months of the interviews' reference periods.
with interviewed as (
    select
        county_fips,
        min(reference_start_month) as first_month,
        max(reference_end_month) as last_month
    from {{ ref('int_interviews') }}
    group by county_fips
),

county_months as (
    select * from {{ ref('policy_county_month') }}
)

select
    county_months.county_fips,
    {%- for policy in var('exposure_policies') %}
    bool_or(county_months.is_active) filter (where county_months.policy = '{{ policy }}') as is_active_{{ policy }},
    max(county_months.active_share) filter (where county_months.policy = '{{ policy }}') as active_share_{{ policy }},
    {%- endfor %}
    county_months.month_start
from county_months
inner join interviewed on county_months.county_fips = interviewed.county_fips
where county_months.month_start between interviewed.first_month and interviewed.last_month
group by county_months.county_fips, county_months.month_start
