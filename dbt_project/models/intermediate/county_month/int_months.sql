-- The months of the panel: from its first month to the later of the study's last month and the newest capture.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
    where source = 'ice_287g_participating'
),

bounds as (
    select
        cast('{{ var("panel_first_month") }}' as date) as first_month,
        greatest(
            cast('{{ var("study_last_month") }}' as date),
            coalesce({{ first_of_month('max(captured_on)') }}, cast('{{ var("study_last_month") }}' as date))
        ) as last_month
    from files
),

months as (
    select
        {{ add_months('bounds.first_month', 'numbers.n') }} as month_start,
        bounds.last_month
    from bounds
    cross join range(1200) as numbers (n)
)

select
    month_start,
    last_day(month_start) as month_end,
    {{ day_difference('month_start', 'last_day(month_start)') }} + 1 as days_in_month
from months
where month_start <= last_month
