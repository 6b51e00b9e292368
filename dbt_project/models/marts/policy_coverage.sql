-- What the sources say of each policy in each county and month; a policy no source dates is unknown everywhere.
{{ config(materialized='view') }}

with panel as (
    select * from {{ ref('policy_county_month') }}
),

county_months as (
    select
        county_fips,
        month_start
    from panel
    where policy = 'secure_communities'
),

policies as (
    select * from {{ ref('policies') }}
),

dated as (
    select distinct policy from panel
)

select
    policy,
    county_fips,
    month_start,
    coverage,
    is_synthetic
from panel

union all

select
    policies.policy,
    county_months.county_fips,
    county_months.month_start,
    'unknown' as coverage,
    false as is_synthetic
from policies
cross join county_months
where policies.policy not in (select dated.policy from dated)
