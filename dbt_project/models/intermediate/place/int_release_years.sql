-- Which release speaks for a year: the one whose five survey years lie nearest, among those with the wanted tracts.
-- The years are the panel's, to the end of the study or the latest interview, whichever is later.
with releases as (
    select distinct
        tract_vintage,
        release_year
    from {{ ref('int_tract_counts') }}
    where tract_vintage in (2000, 2010)
),

bounds as (
    select
        year(cast('{{ var("panel_first_month") }}' as date)) as first_year,
        greatest(
            year(cast('{{ var("study_last_month") }}' as date)),
            coalesce(max(interview_year), year(cast('{{ var("study_last_month") }}' as date)))
        ) as last_year
    from {{ ref('int_interviews') }}
),

years as (
    select bounds.first_year + numbers.n as year
    from bounds
    cross join range(100) as numbers (n)
    where bounds.first_year + numbers.n <= bounds.last_year
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
