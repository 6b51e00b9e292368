-- Which release or releases speak for each year: the two whose middle years lie around it, or the one whose middle year it is.
-- Before the first and after the last, the nearest release is held and the year is marked as extrapolated.
with releases as (
    select distinct release_year from {{ ref('int_tract_counts') }}
),

bounds as (
    select
        year(cast('{{ var("panel_first_month") }}' as date)) as first_year,
        greatest(
            year(cast('{{ var("study_last_month") }}' as date)),
            coalesce((select max(interview_year) from {{ ref('int_interviews') }}), 0),
            coalesce((select max(release_year) from releases), 0)
        ) as last_year
)

select cast(bounds.first_year + numbers.n as integer) as year
from bounds
cross join range(100) as numbers (n)
where bounds.first_year + numbers.n <= bounds.last_year
