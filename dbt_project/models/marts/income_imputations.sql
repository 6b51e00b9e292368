-- Hot deck by approximate Bayesian bootstrap (Rubin & Schenker 1986): in each draw the donors of a cell are drawn with
-- replacement first, and the missing household then takes one of these. Both steps are hashes of seed and names, so that
-- the same files give the same draws. A household that told its income in another interview keeps that in every draw.
with cells as (
    select * from {{ ref('int_income_cells') }}
),

households as (
    select * from {{ ref('int_income_households') }}
    where has_missing_income
),

donors as (
    select
        cell_level,
        cell,
        stated_income_category as income_category,
        row_number() over (partition by cell_level, cell order by idhh) as donor_number,
        count(*) over (partition by cell_level, cell) as n_donors
    from cells
    where stated_income_category is not null
),

donor_counts as (
    select
        cell_level,
        cell,
        max(n_donors) as n_donors
    from donors
    group by cell_level, cell
),

-- the finest cell with donors enough; the last one takes whatever there is
chosen as (
    select
        cells.idhh,
        min(cells.cell_level) as cell_level
    from cells
    inner join donor_counts on cells.cell_level = donor_counts.cell_level and cells.cell = donor_counts.cell
    where
        cells.has_missing_income
        and cells.stated_income_category is null
        and (donor_counts.n_donors >= {{ var('fewest_income_donors') }} or cells.cell_level = 4)
    group by cells.idhh
),

draws as (
    select n + 1 as draw
    from range({{ var('income_draws') }}) as numbers (n)
),

recipients as (
    select
        chosen.idhh,
        chosen.cell_level,
        cells.cell,
        draws.draw,
        donor_counts.n_donors,
        cast(floor(
            {{ hash_fraction([var('income_draw_seed'), "'chosen'", 'chosen.idhh', 'draws.draw']) }} * donor_counts.n_donors
        ) as bigint) + 1 as place
    from chosen
    inner join cells on chosen.idhh = cells.idhh and chosen.cell_level = cells.cell_level
    inner join donor_counts on cells.cell_level = donor_counts.cell_level and cells.cell = donor_counts.cell
    cross join draws
),

matched as (
    select
        idhh,
        cell_level,
        cell,
        draw,
        n_donors,
        cast(floor(
            {{ hash_fraction([var('income_draw_seed'), "'bootstrap'", 'cell_level', 'cell', 'draw', 'place']) }} * n_donors
        ) as bigint) + 1 as donor_number
    from recipients
),

drawn as (
    select
        matched.idhh,
        matched.draw,
        donors.income_category,
        'donor' as basis,
        matched.cell_level,
        matched.n_donors
    from matched
    inner join donors
        on matched.cell_level = donors.cell_level
            and matched.cell = donors.cell
            and matched.donor_number = donors.donor_number
),

told_elsewhere as (
    select
        households.idhh,
        draws.draw,
        households.stated_income_category as income_category,
        'other_interview' as basis,
        cast(null as integer) as cell_level,
        cast(null as bigint) as n_donors
    from households
    cross join draws
    where households.stated_income_category is not null
),

together as (
    select * from drawn
    union all
    select * from told_elsewhere
)

select
    idhh,
    cast(draw as integer) as draw,
    cast(income_category as integer) as income_category,
    basis,
    cast(cell_level as integer) as cell_level,
    cast(n_donors as bigint) as n_donors
from together
