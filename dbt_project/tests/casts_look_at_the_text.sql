-- The casts and name keys on hand-made cells. dbt's unit tests cannot reach staging: its columns come from the graph, which
-- they do not have.
{{ config(meta={'dagster': {'ref': {'name': 'rejected_rows'}}}) }}

with cells as (
    select
        cell,
        {{ integer_cast('cell') }} as as_integer,
        {{ decimal_cast('cell') }} as as_decimal,
        {{ date_cast('cell') }} as as_date,
        {{ clean_name('cell') }} as as_name,
        {{ name_key('cell') }} as as_key,
        {{ agency_key('cell') }} as as_agency_key
    from (
        values
        ('1'), ('01'), ('1.0'), ('(01) White only'), (' 7 '), ('-1'),
        ('12.5'), ('1e3'), ('x'), ('nan'), ('.5'),
        ('2025-03-17'), ('2025-03-17 00:00:00'), ('2025-02-30'), ('2025-03'), ('3/17//2025'),
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
select * from wrong_names
