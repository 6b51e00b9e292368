with stretches as (
    select * from {{ ref('int_county_stretches') }}
    where counting_rule = '{{ var("counting_rule") }}'
),

months as (
    select * from {{ ref('int_months') }}
),

counties as (
    select * from {{ ref('int_counties') }}
),

-- those a source dates, and those an interview's exposure asks for: a policy of no source is unknown, not absent
policies as (
    select policy from {{ ref('int_policy_spells') }}
    {%- for policy in var('exposure_policies') %}
    union
    select '{{ policy }}' as policy
    {%- endfor %}
),

coverage as (
    select * from {{ ref('int_policy_coverage') }}
),

activation_list as (
    select
        county_fips,
        bool_or(is_synthetic) as is_synthetic
    from {{ ref('int_secure_communities_counties') }}
    where set_aside_reason is null
    group by county_fips
),

-- stretches of one kind never overlap, so their days in a month add up
in_month as (
    select
        stretches.county_fips,
        stretches.policy,
        months.month_start,
        stretches.kind,
        stretches.is_synthetic,
        months.days_in_month,
        {{ day_difference(
            'greatest(stretches.starts_on, months.month_start)', 'least(stretches.ends_on, months.month_end)'
        ) }} + 1 as n_days
    from stretches
    inner join months
        on stretches.starts_on <= months.month_end and stretches.ends_on >= months.month_start
),

days_in_force as (
    select
        county_fips,
        policy,
        month_start,
        coalesce(sum(n_days) filter (where kind = 'known'), 0) as known_days,
        greatest(
            coalesce(sum(n_days) filter (where kind = 'known_or_open'), 0)
            - coalesce(sum(n_days) filter (where kind = 'known'), 0), 0
        ) as open_days,
        bool_or(kind = 'certain') as is_certain,
        bool_or(is_synthetic) as is_synthetic,
        max(days_in_month) as days_in_month
    from in_month
    group by county_fips, policy, month_start
),

touched as (
    select
        county_fips,
        policy,
        month_start,
        case
            when known_days >= days_in_month then 1.0
            when open_days = 0 then known_days / cast(days_in_month as double)
        end as active_share,
        case
            when known_days > 0 then true
            when open_days = 0 then false
        end as is_active,
        is_certain,
        is_synthetic
    from days_in_force
),

policy_months as (
    select
        policies.policy,
        months.month_start,
        coverage.coverage,
        coalesce(coverage.is_synthetic, false) as is_synthetic,
        row_number() over (order by policies.policy, months.month_start) as policy_month
    from policies
    cross join months
    left join coverage
        on policies.policy = coverage.policy and months.month_start = coverage.month_start
),

-- one whole number a cell: thirteen million cells are looked up by it
touched_cells as (
    select distinct policy_months.policy_month * 100000 + cast(touched.county_fips as integer) as cell
    from touched
    inner join policy_months
        on touched.policy = policy_months.policy and touched.month_start = policy_months.month_start
),

touched_months as (
    select distinct floor(cell / 100000) as policy_month from touched_cells
),

-- what is known of a county-month when no spell touches it: silence of a source that covers the month is "not in force"
untouched_months as (
    select
        policy_months.policy_month,
        policy_months.policy,
        policy_months.month_start,
        coalesce(policy_months.coverage, 'unknown') as coverage,
        policy_months.coverage is null and policy_months.policy = 'secure_communities' as is_named_by_county,
        case when policy_months.coverage is not null then 0 end as active_share,
        case when policy_months.coverage is not null then false end as is_active,
        policy_months.is_synthetic,
        touched_months.policy_month is not null as has_touched_county
    from policy_months
    left join touched_months on policy_months.policy_month = touched_months.policy_month
),

untouched as (
    select
        counties.county_fips,
        untouched_months.*
    from untouched_months
    cross join counties
    where not untouched_months.has_touched_county and not untouched_months.is_named_by_county

    union all

    select
        counties.county_fips,
        untouched_months.*
    from untouched_months
    cross join counties
    where
        untouched_months.has_touched_county and not untouched_months.is_named_by_county
        and untouched_months.policy_month * 100000 + cast(counties.county_fips as integer) not in (select cell from touched_cells)
),

-- Secure Communities names its counties one by one: a listed county is known not to be active before its month
untouched_activations as (
    select
        counties.county_fips,
        untouched_months.month_start,
        untouched_months.policy,
        case when activation_list.county_fips is not null then 0 end as active_share,
        case when activation_list.county_fips is not null then false end as is_active,
        case when activation_list.county_fips is not null then 'observed' else 'unknown' end as coverage,
        coalesce(activation_list.is_synthetic, untouched_months.is_synthetic) as is_synthetic
    from untouched_months
    cross join counties
    left join activation_list on counties.county_fips = activation_list.county_fips
    where
        untouched_months.is_named_by_county
        and untouched_months.policy_month * 100000 + cast(counties.county_fips as integer) not in (select cell from touched_cells)
)

select
    county_fips,
    month_start,
    policy,
    cast(active_share as double) as active_share,
    is_active,
    is_certain as is_active_certain,
    true as is_active_possible,
    'observed' as coverage,
    is_synthetic
from touched

union all

select
    county_fips,
    month_start,
    policy,
    cast(active_share as double) as active_share,
    is_active,
    is_active as is_active_certain,
    is_active as is_active_possible,
    coverage,
    is_synthetic
from untouched

union all

select
    county_fips,
    month_start,
    policy,
    cast(active_share as double) as active_share,
    is_active,
    is_active as is_active_certain,
    is_active as is_active_possible,
    coverage,
    is_synthetic
from untouched_activations
