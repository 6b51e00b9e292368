-- How much of a county's neighbourhood a policy covers in a month: the mean of the flag over adjacent counties, plain and
-- weighted by their population. A row stands where some neighbour is active or unknown; where none does and the panel covers
-- the month, the neighbourhood is known to be without the policy.
with panel as (
    select
        county_fips,
        policy,
        month_start,
        is_active,
        is_synthetic
    from {{ ref('policy_county_month') }}
    where
        policy in ({{ text_list(var('exposure_policies')) }})
        and (is_active or (is_active is null and (coverage <> 'unknown' or policy = 'secure_communities')))
),

neighbors as (
    select * from {{ ref('int_neighbors') }}
),

neighborhoods as (
    select
        county_fips,
        count(*) as n_neighbors,
        sum(cast(neighbor_population as double)) as population,
        count(*) - count(neighbor_population) as n_without_population
    from neighbors
    group by county_fips
),

covered as (
    select
        neighbors.county_fips,
        panel.policy,
        panel.month_start,
        count(panel.is_active) as n_active,
        sum(case when panel.is_active then cast(neighbors.neighbor_population as double) end) as active_population,
        count(*) - count(panel.is_active) as n_unknown,
        bool_or(panel.is_synthetic) as is_synthetic
    from neighbors
    inner join panel on neighbors.neighbor_fips = panel.county_fips
    group by neighbors.county_fips, panel.policy, panel.month_start
)

select
    covered.county_fips,
    covered.month_start,
    covered.policy,
    cast(neighborhoods.n_neighbors as integer) as n_neighbors,
    cast(case
        when covered.n_unknown = 0 then covered.n_active / cast(neighborhoods.n_neighbors as double)
    end as double) as neighbor_active_share,
    cast(case
        when covered.n_unknown = 0 and neighborhoods.n_without_population = 0
            then covered.active_population / nullif(neighborhoods.population, 0)
    end as double) as neighbor_active_population_share,
    covered.is_synthetic
from covered
inner join neighborhoods on covered.county_fips = neighborhoods.county_fips
