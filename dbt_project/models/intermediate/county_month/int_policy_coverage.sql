-- Months in which a source speaks of every county, so that silence about one means "not in force".
-- Lists of agreements speak on their days and between two at most two years apart, the reconstruction and the hand-compiled
-- years for their years; the detainer list for the years up to its newest entry; federal policy for months in which it
-- allowed no such programme. Secure Communities names its counties one by one and is here only for those.
with months as (
    select * from {{ ref('int_months') }}
),

policies as (
    select * from {{ ref('policies') }}
),

spells as (
    select
        policy,
        bool_or(is_synthetic) as is_synthetic
    from {{ ref('int_policy_spells') }}
    group by policy
),

lists as (
    select
        as_of as speaks_from,
        as_of as speaks_to,
        is_synthetic
    from {{ ref('int_287g_lists') }}
    where is_complete
),

reconstruction as (
    select
        min(first_signed_on) as speaks_from,
        max(as_of) as speaks_to,
        bool_or(is_synthetic) as is_synthetic
    from {{ ref('int_287g_reconstruction_bounds') }}
    having count(*) > 0
),

marked_years as (
    select
        make_date(min(first_year), 1, 1) as speaks_from,
        make_date(max(last_year), 12, 31) as speaks_to,
        bool_or(is_synthetic) as is_synthetic
    from {{ ref('int_287g_marked_years') }}
    having count(*) > 0
),

spans as (
    select * from lists
    union all
    select * from reconstruction
    union all
    select * from marked_years
),

ordered as (
    select
        speaks_from,
        max(speaks_to) over (order by speaks_from, speaks_to rows between unbounded preceding and current row) as speaks_to,
        lead(speaks_from) over (order by speaks_from, speaks_to) as next_speaks_from,
        is_synthetic
    from spans
),

bracketed as (
    select
        speaks_from,
        case
            when
                next_speaks_from > speaks_to
                and {{ month_difference('speaks_to', 'next_speaks_from') }} <= {{ var('widest_capture_gap_months') }}
                then next_speaks_from
            else speaks_to
        end as speaks_to,
        is_synthetic
    from ordered
),

agreement_months as (
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
        max(start_latest) as newest_entry_on,
        bool_or(is_synthetic) as is_synthetic
    from {{ ref('int_policy_statements') }}
    where source_id = 'detainer_section_iii'
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
),

-- no regime allowed the programme on any day of the month
regimes as (
    select * from {{ ref('national_regimes') }}
    where state_fips is null and policy <> 'anti_detainer'
),

regime_policies as (
    select
        spells.policy,
        spells.is_synthetic
    from spells
    where spells.policy in (select policy from regimes)
),

without_programme as (
    select
        regime_policies.policy,
        months.month_start,
        'observed' as coverage,
        regime_policies.is_synthetic
    from regime_policies
    cross join months
    left join regimes
        on regime_policies.policy = regimes.policy
            and months.month_end >= regimes.starts_on
            and (regimes.ends_on is null or months.month_start <= regimes.ends_on)
    where regimes.policy is null
),

assumed as (
    select
        policies.policy,
        agreement_months.month_start,
        'assumed_absent' as coverage,
        agreement_months.is_synthetic
    from policies
    cross join agreement_months
    where policies.policy like '287g%'

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
)

select
    without_programme.policy,
    without_programme.month_start,
    without_programme.coverage,
    without_programme.is_synthetic
from without_programme
where without_programme.policy <> 'priority_enforcement'

union all

select
    assumed.policy,
    assumed.month_start,
    assumed.coverage,
    assumed.is_synthetic
from assumed
left join without_programme
    on assumed.policy = without_programme.policy
        and assumed.month_start = without_programme.month_start
        and without_programme.policy <> 'priority_enforcement'
where without_programme.policy is null
