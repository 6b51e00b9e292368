-- Exposure of an interview in each county and month, over the six months before it. A window on county-months, so that
-- interviews join on equality.
-- any    some month active; unknown when no month is known to be active and one is unknown
-- share  active months over six; full: every month wholly in force
with county_months as (
    select * from {{ ref('int_county_months') }}
)

select
    county_fips,
    {%- for policy in var('exposure_policies') %}
    case
        when count(*) over reference_period < 6 then null
        when bool_or(is_active_{{ policy }}) over reference_period then true
        when count(is_active_{{ policy }}) over reference_period = 6 then false
    end as exposure_any_{{ policy }},
    cast(case
        when count(is_active_{{ policy }}) over reference_period = 6
            then count(*) filter (where is_active_{{ policy }}) over reference_period / 6.0
    end as double) as exposure_share_{{ policy }},
    case
        when count(*) over reference_period < 6 then null
        when min(active_share_{{ policy }}) over reference_period < 1 then false
        when count(active_share_{{ policy }}) over reference_period = 6 then true
    end as exposure_full_{{ policy }},
    {%- endfor %}
    {{ add_months('month_start', 1) }} as interview_month
from county_months
window reference_period as (
    partition by county_fips
    order by month_start
    rows between 5 preceding and current row
)
