-- The casts and name keys on hand-made cells. dbt's unit tests cannot reach staging: its columns come from the graph, which
-- they do not have.
{{ config(meta={'dagster': {'ref': {'name': 'rejected_rows'}}}) }}

with cells as (
    select
        cell,
        {{ integer_cast('cell') }} as as_integer,
        {{ decimal_cast('cell') }} as as_decimal,
        {{ date_cast('cell') }} as as_date,
        {{ listed_date_cast('cell') }} as as_listed_date,
        {{ listed_date_rule('cell') }} as listed_date_rule,
        {{ clean_name('cell') }} as as_name,
        {{ name_key('cell') }} as as_key,
        {{ agency_key('cell') }} as as_agency_key
    from (
        values
        ('1'), ('01'), ('1.0'), ('(01) White only'), (' 7 '), ('-1'),
        ('12.5'), ('1e3'), ('x'), ('nan'), ('.5'),
        ('2025-03-17'), ('2025-03-17 00:00:00'), ('2025-02-30'), ('2025-03'), ('3/17//2025'),
        (' 03/17/2025' || chr(160)), ('3-17-2025'), ('03/17/25'), ('March 17, 2025'), ('Sept. 7th 2011'),
        ('46000'), ('46000.75'), ('36526'), ('36525'), ('73051'), ('2/30/2025'), ('17/3/2025'), ('03-17-25'),
        ('Marches 17, 2025'), ('March 2025'), ('2025'),
        ('St. Mary' || chr(8217) || 's ' || chr(160) || 'Parish '),
        ('Saint Mary''s Sheriffs Dept'), ('Doña Ana Sheriff''s Office')
    ) as hand_made (cell)
),

expected as (
    select *
    from (
        values
        ('1', 1, 1.0, null),
        ('01', 1, 1.0, null),
        ('1.0', 1, 1.0, null),
        ('(01) White only', 1, null, null),
        (' 7 ', 7, 7.0, null),
        ('-1', -1, -1.0, null),
        ('12.5', null, 12.5, null),
        ('1e3', null, 1000.0, null),
        ('x', null, null, null),
        ('nan', null, null, null),
        ('.5', null, 0.5, null),
        ('2025-03-17', null, null, cast('2025-03-17' as date)),
        ('2025-03-17 00:00:00', null, null, cast('2025-03-17' as date)),
        ('2025-02-30', null, null, null),
        ('2025-03', null, null, null),
        ('3/17//2025', null, null, null)
    ) as hand_made (cell, as_integer, as_decimal, as_date)
),

wrong_casts as (
    select cells.cell
    from cells
    inner join expected on cells.cell = expected.cell
    where
        cells.as_integer is distinct from expected.as_integer
        or cells.as_decimal is distinct from expected.as_decimal
        or cells.as_date is distinct from expected.as_date
),

-- a form that is read and not listed would be a silent repair
expected_listed_dates as (
    select *
    from (
        values
        ('2025-03-17', cast('2025-03-17' as date), null),
        ('2025-03-17 00:00:00', cast('2025-03-17' as date), null),
        ('3/17//2025', cast('2025-03-17' as date), 'date written month first'),
        (' 03/17/2025' || chr(160), cast('2025-03-17' as date), 'date written month first'),
        ('3-17-2025', cast('2025-03-17' as date), 'date written month first'),
        ('03/17/25', cast('2025-03-17' as date), 'date written month first, year of two digits read as 20xx'),
        ('March 17, 2025', cast('2025-03-17' as date), 'date written with the month in words'),
        ('Sept. 7th 2011', cast('2011-09-07' as date), 'date written with the month in words'),
        ('46000', cast('2025-12-09' as date), 'date kept as the number Excel counts days by'),
        ('46000.75', cast('2025-12-09' as date), 'date kept as the number Excel counts days by'),
        ('36526', cast('2000-01-01' as date), 'date kept as the number Excel counts days by'),
        ('36525', null, null),
        ('73051', null, null),
        ('2025-02-30', null, null),
        ('2/30/2025', null, null),
        ('17/3/2025', null, null),
        ('03-17-25', null, null),
        ('Marches 17, 2025', null, null),
        ('March 2025', null, null),
        ('2025', null, null),
        ('x', null, null)
    ) as hand_made (cell, listed_on, listed_rule)
),

wrong_listed_dates as (
    select expected_listed_dates.cell
    from expected_listed_dates
    left join cells on expected_listed_dates.cell = cells.cell
    where
        cells.cell is null
        or cells.as_listed_date is distinct from expected_listed_dates.listed_on
        or cells.listed_date_rule is distinct from expected_listed_dates.listed_rule
),

wrong_names as (
    select cell
    from cells
    where
        (as_name like 'St. Mary%' and (as_name <> 'St. Mary''s Parish' or as_key <> 'st marys parish'))
        or (as_name like 'Saint%' and as_agency_key <> 'st marys sheriff')
        or (as_name like 'Do%' and as_agency_key <> 'dona ana sheriff')
)

select * from wrong_casts
union all
select * from wrong_listed_dates
union all
select * from wrong_names
