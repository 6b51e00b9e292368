-- Which release speaks for a year: the one whose five survey years lie nearest, among those with the wanted tracts.
with releases as (
    select distinct
        tract_vintage,
        release_year
    from {{ ref('int_tract_counts') }}
    where tract_vintage in (2000, 2010)
),

years as (
    select 2003 + n as year
    from range(12) as numbers (n)
)

select
    releases.tract_vintage,
    cast(years.year as integer) as year,
    releases.release_year,
    releases.release_year > years.year as uses_future_years,
    row_number() over (
        partition by years.year
        order by abs(releases.release_year - 2 - years.year), releases.release_year
    ) = 1 as is_nearest_of_all
from releases
cross join years
qualify row_number() over (
        partition by releases.tract_vintage, years.year
        order by abs(releases.release_year - 2 - years.year), releases.release_year
    ) = 1
