"""What the page of places tells of tracts, summed in SQL: a nation has millions of rows of tracts and years."""

from __future__ import annotations

from analysis.report.places.measures import MEASURES

# Which release speaks for a year is the same for almost every tract; where it is not, the year has several rows.
COVARIATE_YEARS = """
select
    year, release_year, next_release_year, is_interpolated, is_extrapolated, uses_future_years,
    count(*) as n_tracts, bool_or(is_synthetic) as is_synthetic
from marts.tract_covariates
where tract_vintage = 2010
group by all
order by year, n_tracts desc
"""

# A margin of error of 90 percent is 1.645 standard errors. Error and spread are those of the tracts with a margin.
# The number of residents is no property of a resident, so its mean counts every tract once.
MEASURE_YEAR = """
select
    '{measure}' as measure,
    year,
    count(*) as n_tracts,
    count(*) - count({measure}) as n_missing,
    sum({weight} * {measure}) / nullif(sum(case when {measure} is not null then {weight} end), 0) as mean,
    median({measure}_moe) as median_moe,
    sum({weight} * power({measure}_moe / 1.645, 2)) filter ({has_margin})
        / nullif(sum({weight}) filter ({has_margin}), 0) as error_variance,
    sum({weight} * power({measure}, 2)) filter ({has_margin}) / nullif(sum({weight}) filter ({has_margin}), 0)
        - power(
            sum({weight} * {measure}) filter ({has_margin}) / nullif(sum({weight}) filter ({has_margin}), 0), 2
        ) as variance,
    bool_or(is_synthetic) as is_synthetic
from chosen
group by year
"""
CHOSEN_YEARS = """
with years as (select distinct year from marts.tract_covariates),
ends as (select min(year) as first_year, quantile_disc(year, 0.5) as middle_year, max(year) as last_year from years),
chosen as (
    select tracts.* from marts.tract_covariates as tracts, ends
    where tract_vintage = 2010 and year in (first_year, middle_year, last_year)
)
"""
MEASURE_YEARS = CHOSEN_YEARS + " union all ".join(
    MEASURE_YEAR.format(
        measure=measure,
        weight="1" if measure == "population" else "population",
        has_margin=f"where {measure} is not null and {measure}_moe is not null",
    )
    for measure in MEASURES
)

CENSUS_CODES = """
select release_year, code, any_value(meaning) as meaning, any_value(staged_as) as staged_as,
    cast(sum(n_tracts) as bigint) as n_cells, count(*) as n_columns
from quality.census_codes
group by release_year, code
order by release_year, code
"""

# The mart of counties has no index: here it is the mean over the residents of the county's tracts.
INDEX_COUNTIES = """
with newest as (
    select coalesce(max(case when not is_extrapolated then year end), max(year)) as year from marts.tract_covariates
)
select
    substr(tract_geoid, 1, 5) as county_fips, year,
    sum(population * concentrated_disadvantage)
        / nullif(sum(case when concentrated_disadvantage is not null then population end), 0)
        as concentrated_disadvantage,
    bool_or(is_synthetic) as is_synthetic
from marts.tract_covariates
where tract_vintage = 2010 and year = (select year from newest)
group by all
"""

CHANGED_TRACTS = """
with parts as (
    select
        from_tract_geoid as tract_geoid, bool_or(is_boundary_changed) as is_changed, min(weight_basis) as weight_basis,
        bool_or(is_synthetic) as is_synthetic
    from intermediate.int_tract_weights
    where from_vintage = 2000 and to_vintage = 2010
    group by from_tract_geoid
),
people as (
    select tract_geoid, population, is_synthetic from intermediate.int_tract_counts
    where tract_vintage = 2000 and release_year = 2000
)
select
    parts.is_changed, parts.weight_basis, count(*) as n_tracts, sum(people.population) as population,
    bool_or(parts.is_synthetic or coalesce(people.is_synthetic, false)) as is_synthetic
from parts
left join people on parts.tract_geoid = people.tract_geoid
group by all
order by 1 desc, 2
"""

CONSERVED_POPULATIONS = """
with own as (
    select
        release_year, min(tract_vintage) as own_vintage, count(*) as n_tracts, sum(population) as population,
        bool_or(is_synthetic) as is_synthetic
    from intermediate.int_tract_counts
    group by release_year
),
divided as (
    select
        release_year,
        sum(population) filter (where tract_vintage = 2000) as population_2000,
        sum(population) filter (where tract_vintage = 2010) as population_2010
    from intermediate.int_tract_counts_by_vintage
    group by release_year
)
select own.*, divided.population_2000, divided.population_2010
from own
left join divided on own.release_year = divided.release_year
order by own.release_year
"""
