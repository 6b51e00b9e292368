with stretches as (
    select * from {{ ref('int_county_stretches') }}
),

months as (
    select * from {{ ref('int_months') }}
),

counties as (
    select * from {{ ref('int_counties') }}
),

policies as (
    select * from {{ ref('policies') }}
    where source is not null
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
        coalesce(sum(n_days) filter (where kind = 'open'), 0) as open_days,
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
        coverage.is_synthetic
    from policies
    cross join months
    left join coverage
        on policies.policy = coverage.policy and months.month_start = coverage.month_start
),

-- what is known of a county-month when no spell touches it
untouched as (
    select
        policy_months.policy,
        counties.county_fips,
        policy_months.month_start,
        case
            when activation_list.county_fips is not null then 'observed'
            else coalesce(policy_months.coverage, 'no_source')
        end as coverage,
        coalesce(activation_list.is_synthetic, policy_months.is_synthetic, false) as is_synthetic
    from policy_months
    cross join counties
    left join activation_list
        on counties.county_fips = activation_list.county_fips and policy_months.policy = 'secure_communities'
)

select
    untouched.county_fips,
    untouched.month_start,
    untouched.policy,
    cast(case
        when touched.policy is not null then touched.active_share
        when untouched.coverage <> 'no_source' then 0
    end as double) as active_share,
    case
        when touched.policy is not null then touched.is_active
        when untouched.coverage <> 'no_source' then false
    end as is_active,
    case
        when touched.policy is not null then touched.is_certain
        when untouched.coverage <> 'no_source' then false
    end as is_active_certain,
    case
        when touched.policy is not null then true
        when untouched.coverage <> 'no_source' then false
    end as is_active_possible,
    case when touched.policy is not null then 'observed' else untouched.coverage end as coverage,
    coalesce(touched.is_synthetic, untouched.is_synthetic) as is_synthetic
from untouched
left join touched
    on untouched.county_fips = touched.county_fips
        and untouched.policy = touched.policy
        and untouched.month_start = touched.month_start
