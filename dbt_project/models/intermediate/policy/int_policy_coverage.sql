-- Months in which a source speaks of every county, so that silence about one means "not in force".
-- A list of agreements speaks between two captures at most two years apart; the detainer list for the years up to its
-- newest entry; the national programme always. Secure Communities names its counties one by one and is not here.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

months as (
    select * from {{ ref('int_months') }}
),

policies as (
    select * from {{ ref('policies') }}
),

captures as (
    select
        captured_on,
        is_synthetic,
        lead(captured_on) over (order by captured_on) as next_captured_on
    from files
    where source = 'ice_287g_participating' and captured_on is not null
),

bracketed as (
    select
        captured_on as speaks_from,
        case
            when
                {{ month_difference('captured_on', 'next_captured_on') }} <= {{ var('widest_capture_gap_months') }}
                then next_captured_on
            else captured_on
        end as speaks_to,
        is_synthetic
    from captures
),

capture_months as (
    select
        months.month_start,
        bool_or(bracketed.is_synthetic) as is_synthetic
    from months
    inner join bracketed
        on months.month_end >= bracketed.speaks_from and months.month_start <= bracketed.speaks_to
    group by months.month_start
),

detainer_list as (
    select
        max(start_latest) filter (where end_status = 'in_force_at_as_of') as newest_entry_on,
        bool_or(is_synthetic) as is_synthetic
    from {{ ref('int_detainer_spells') }}
    having count(*) > 0
),

detainer_months as (
    select
        months.month_start,
        detainer_list.is_synthetic
    from months
    inner join detainer_list
        on months.month_start <= greatest(
                make_date(year(detainer_list.newest_entry_on), 12, 1), cast('{{ var("study_last_month") }}' as date)
            )
)

select
    policies.policy,
    capture_months.month_start,
    'assumed_absent' as coverage,
    capture_months.is_synthetic
from policies
cross join capture_months
where policies.source = 'ice_287g_participating'

union all

select
    'anti_detainer' as policy,
    month_start,
    'assumed_absent' as coverage,
    is_synthetic
from detainer_months

union all

select
    'priority_enforcement' as policy,
    month_start,
    'observed' as coverage,
    false as is_synthetic
from months
