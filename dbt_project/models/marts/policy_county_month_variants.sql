-- County-months under the other rules of counting, where a spell touches the month and the rule can
-- change the policy. A month without a row has nothing in force under the rule, and the panel's coverage.
with stretches as (
    select * from {{ ref('int_county_stretches') }}
    where counting_rule <> '{{ var("counting_rule") }}' and kind <> 'possible'
),

months as (
    select * from {{ ref('int_months') }}
),

in_month as (
    select
        stretches.counting_rule,
        stretches.county_fips,
        stretches.policy,
        months.month_start,
        months.days_in_month,
        stretches.kind,
        stretches.is_synthetic,
        {{ day_difference(
            'greatest(stretches.starts_on, months.month_start)', 'least(stretches.ends_on, months.month_end)'
        ) }} + 1 as n_days
    from stretches
    inner join months
        on stretches.starts_on <= months.month_end and stretches.ends_on >= months.month_start
),

touched as (
    select
        counting_rule,
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
    group by counting_rule, county_fips, policy, month_start
)

select
    counting_rule,
    county_fips,
    month_start,
    policy,
    cast(case
        when known_days >= days_in_month then 1.0
        when open_days = 0 then known_days / cast(days_in_month as double)
    end as double) as active_share,
    case
        when known_days > 0 then true
        when open_days = 0 then false
    end as is_active,
    is_certain as is_active_certain,
    is_synthetic
from touched
