-- Exposure of an interview in each county and month, over the six months before it, for the counties and months of the
-- interviews: a window on county-months, so that interviews join on equality. Leads and lags are the same window, shifted.
-- any    some month active; unknown when no month is known to be active and one is unknown
-- share  active months over six; full: every month wholly in force
with interviewed as (
    select
        county_fips,
        {{ add_months('min(reference_start_month)', -18) }} as first_month,
        {{ add_months('max(reference_end_month)', 18) }} as last_month
    from {{ ref('int_interviews') }}
    group by county_fips
),

panel as (
    select * from {{ ref('policy_county_month') }}
),

neighborhoods as (
    select * from {{ ref('policy_neighbor_month') }}
),

county_months as (
    select
        panel.county_fips,
        panel.policy,
        panel.month_start,
        panel.is_active,
        panel.active_share,
        panel.coverage,
        case
            when panel.coverage = 'unknown' then null
            when neighborhoods.county_fips is null then 0
            else neighborhoods.neighbor_active_share
        end as neighbor_active_share,
        case
            when panel.coverage = 'unknown' then null
            when neighborhoods.county_fips is null then 0
            else neighborhoods.neighbor_active_population_share
        end as neighbor_active_population_share,
        panel.is_synthetic
    from panel
    inner join interviewed
        on panel.county_fips = interviewed.county_fips
            and panel.month_start between interviewed.first_month and interviewed.last_month
    left join neighborhoods
        on panel.county_fips = neighborhoods.county_fips
            and panel.policy = neighborhoods.policy
            and panel.month_start = neighborhoods.month_start
    where panel.policy in ({{ text_list(var('exposure_policies')) }})
),

exposures as (
    select
        policy,
        county_fips,
        {{ add_months('month_start', 1) }} as interview_month,
        case
            when count(*) over reference_period < 6 then null
            when bool_or(is_active) over reference_period then true
            when count(is_active) over reference_period = 6 then false
        end as exposure_any,
        cast(case
            when count(is_active) over reference_period = 6
                then sum(case when is_active then 1 else 0 end) over reference_period / 6.0
        end as double) as exposure_share,
        case
            when count(*) over reference_period < 6 then null
            when min(active_share) over reference_period < 1 then false
            when count(active_share) over reference_period = 6 then true
        end as exposure_full,
        count(*) filter (where coverage <> 'unknown') over reference_period = 6 as is_covered,
        case
            when count(neighbor_active_share) over reference_period = 6
                then avg(neighbor_active_share) over reference_period
        end as neighbor_exposure_share,
        case
            when count(neighbor_active_population_share) over reference_period = 6
                then avg(neighbor_active_population_share) over reference_period
        end as neighbor_exposure_population_share,
        is_synthetic
    from county_months
    window reference_period as (
        partition by policy, county_fips
        order by month_start
        rows between 5 preceding and current row
    )
)

select
    policy,
    county_fips,
    cast(interview_month as date) as interview_month,
    exposure_any,
    exposure_share,
    exposure_full,
    {%- for months in var('exposure_shifts_months') %}
    {%- for definition in ['any', 'share', 'full'] %}
    lead(exposure_{{ definition }}, {{ months }}) over county as exposure_{{ definition }}_lead_{{ months }}_months,
    lag(exposure_{{ definition }}, {{ months }}) over county as exposure_{{ definition }}_lag_{{ months }}_months,
    {%- endfor %}
    {%- endfor %}
    is_covered,
    neighbor_exposure_share,
    neighbor_exposure_population_share,
    is_synthetic
from exposures
window county as (partition by policy, county_fips order by interview_month)
