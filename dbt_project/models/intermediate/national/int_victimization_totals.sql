-- Weighted sums by primary sampling unit, year and population: all that totals, rates and their linearised errors need.
with households as (
    select
        variance_year_group,
        coalesce(pseudo_stratum, 0) as pseudo_stratum,
        coalesce(half_sample, 0) as half_sample,
        cast(floor(yearq) as integer) as year,
        household_weight,
        is_synthetic
    from {{ ref('int_household_interviews') }}
    where is_for_national_rates
),

persons as (
    select * from {{ ref('int_national_persons') }}
),

victimizations as (
    select * from {{ ref('int_national_victimizations') }}
),

sums as (
    {{ psu_sums('households', 'all', 'household', none, 'population', 'household_weight', 'household_weight > 0') }}
    union all
    {{ psu_sums('persons', 'all', 'person', none, 'population', 'person_weight', 'true') }}
    union all
    {{ psu_sums('persons', 'group', 'person', none, 'population', 'person_weight', 'true') }}
    union all
    {{ outcome_sums('victimizations') }}
)

select
    variance_year_group,
    pseudo_stratum,
    half_sample,
    year,
    population,
    unit,
    outcome,
    quantity,
    cast(weighted_total as double) as weighted_total,
    cast(n_records as bigint) as n_records,
    is_synthetic
from sums
