-- Counties by how many residents were born abroad in the base year and how their number grew, in three codings.
with counted as (
    select * from {{ ref('int_county_foreign_born') }}
),

compared as (
    select
        before.county_fips,
        before.population as base_population,
        before.n_foreign_born as base_foreign_born,
        later.population as end_population,
        later.n_foreign_born as end_foreign_born,
        before.is_synthetic or later.is_synthetic as is_synthetic
    from counted as before
    inner join counted as later on before.county_fips = later.county_fips
    where before.year = {{ var('destination_base_year') }} and later.year = {{ var('destination_end_year') }}
),

-- the nation is the sum of the counties that can be compared, unless its own figures are told by vars
nation as (
    select
        count(*) as n_counties,
        coalesce(
            {{ var('destination_national_base_pct') or 'null' }},
            100 * sum(base_foreign_born) / nullif(sum(base_population), 0)
        ) as base_foreign_born_pct,
        coalesce(
            {{ var('destination_national_growth_pct') or 'null' }},
            100 * (sum(end_foreign_born) / nullif(sum(base_foreign_born), 0) - 1)
        ) as growth_pct
    from compared
),

measured as (
    select
        compared.*,
        nation.base_foreign_born_pct as national_base_foreign_born_pct,
        nation.growth_pct as national_growth_pct,
        nation.n_counties as n_counties_compared,
        100 * compared.base_foreign_born / nullif(compared.base_population, 0) as base_foreign_born_pct,
        100 * compared.end_foreign_born / nullif(compared.end_population, 0) as end_foreign_born_pct,
        100 * (compared.end_foreign_born / nullif(compared.base_foreign_born, 0) - 1) as growth_pct
    from compared
    cross join nation
),

-- from nobody to somebody is growth beyond any threshold
judged as (
    select
        *,
        base_foreign_born_pct >= national_base_foreign_born_pct as is_above_nation,
        end_foreign_born >= {{ var('destination_minimum_foreign_born') }} as is_large,
        case when base_foreign_born = 0 then end_foreign_born > 0 else coalesce(growth_pct >= national_growth_pct, false) end
            as is_fast,
        case
            when base_foreign_born = 0 then end_foreign_born > 0
            else growth_pct >= {{ var('destination_high_growth_pct') }}
        end as is_very_fast
    from measured
)

select
    county_fips,
    cast({{ var('destination_base_year') }} as integer) as base_year,
    cast({{ var('destination_end_year') }} as integer) as end_year,
    cast(base_foreign_born_pct as double) as base_foreign_born_pct,
    cast(end_foreign_born_pct as double) as end_foreign_born_pct,
    cast(end_foreign_born as double) as end_foreign_born,
    cast(growth_pct as double) as growth_pct,
    cast(national_base_foreign_born_pct as double) as national_base_foreign_born_pct,
    cast(national_growth_pct as double) as national_growth_pct,
    cast(n_counties_compared as integer) as n_counties_compared,
    case when is_above_nation then 'traditional' when is_fast and is_large then 'new' else 'other' end as destination,
    case
        when is_above_nation and is_fast then 'traditional_growing'
        when is_above_nation then 'traditional_stable'
        when is_fast and is_large then 'new'
        else 'other'
    end as destination_four_types,
    case when is_above_nation then 'traditional' when is_very_fast and is_large then 'new' else 'other' end
        as destination_high_growth,
    is_synthetic
from judged
