-- The years covariates are told for: from the panel's first to the study's last, the latest interview or the latest release.
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
