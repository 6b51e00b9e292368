-- National victimizations from NCVS Select, whose weights hold the series rule already; rates where its persons are there.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

victimizations as (
    select
        cast(floor(records.yearq) as integer) as year,
        {{ population_group('records.hispanic', 'cast(null as integer)', 'records.race') }} as population_group,
        case when records.crime_group = 1 then 'violent_victimization' else 'personal_theft' end as outcome,
        records.series_victimization_weight,
        files.is_synthetic
    from {{ ref('stg_ncvs__select_victimization') }} as records
    inner join files on records.source_file_id = files.source_file_id
),

persons as (
    select
        cast(floor(yearq) as integer) as year,
        {{ population_group('hispanic', 'cast(null as integer)', 'race') }} as population_group,
        sum(person_weight) as weighted_persons
    from {{ ref('stg_ncvs__select_population') }}
    group by year, population_group
),

counted as (
    select
        year,
        population_group,
        outcome,
        count(*) as n_records,
        sum(series_victimization_weight) as weighted_victimizations,
        bool_or(is_synthetic) as is_synthetic
    from victimizations
    group by year, population_group, outcome
)

select
    counted.year,
    counted.population_group,
    counted.outcome,
    cast(counted.n_records as bigint) as n_records,
    cast(counted.weighted_victimizations as double) as weighted_victimizations,
    cast(persons.weighted_persons as double) as weighted_persons,
    cast(1000 * counted.weighted_victimizations / persons.weighted_persons as double) as rate_per_1000,
    counted.is_synthetic
from counted
left join persons on counted.year = persons.year and counted.population_group = persons.population_group
