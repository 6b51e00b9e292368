-- Administrative arrests by fiscal year and definition of a criminal: a user's own table where it has the year, else the seed.
with listed as (
    select * from {{ ref('stg_ice__arrests') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

published as (
    select * from {{ ref('ice_arrests') }}
),

-- a year of which a kind is not there has no total, so no share either
listed_years as (
    select
        listed.fiscal_year,
        sum(listed.arrests) as all_arrests,
        sum(case when listed.criminality = 'CONVICTED CRIMINAL' then listed.arrests else 0 end) as convicted,
        sum(case when listed.criminality <> 'OTHER IMMIGRATION VIOLATOR' then listed.arrests else 0 end) as convicted_or_pending,
        min(listed.citation) as citation,
        bool_or(files.is_synthetic) as is_synthetic
    from listed
    inner join files on listed.source_file_id = files.source_file_id
    group by listed.fiscal_year
    having count(distinct listed.criminality) = 3
),

listed_rows as (
    {% for definition, counted in [
        ('all', 'all_arrests'), ('convicted_only', 'convicted'), ('convicted_or_pending', 'convicted_or_pending')
    ] -%}
    select
        fiscal_year,
        '{{ definition }}' as definition,
        {{ counted }} as arrests,
        100.0 * {{ counted }} / nullif(all_arrests, 0) as share_pct,
        'own_table' as basis,
        citation,
        is_synthetic
    from listed_years
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

published_rows as (
    select
        published.fiscal_year,
        published.definition,
        published.arrests,
        case
            when published.definition = 'all' then 100.0
            else coalesce(published.share_pct, 100.0 * published.arrests / nullif(totals.arrests, 0))
        end as share_pct,
        'published' as basis,
        published.citation,
        false as is_synthetic
    from published
    left join published as totals on published.fiscal_year = totals.fiscal_year and totals.definition = 'all'
    where published.fiscal_year not in (select listed_years.fiscal_year from listed_years)
),

together as (
    select * from listed_rows
    union all
    select * from published_rows
)

select
    cast(fiscal_year as integer) as fiscal_year,
    definition,
    cast(arrests as bigint) as arrests,
    cast(share_pct as double) as share_pct,
    basis,
    citation,
    is_synthetic
from together
