-- What the roster, the Inspector General's table and the lists of applications say of an agreement, row by row, with what
-- cannot be true of its days, and which rows only repeat another: the same list may lie in two files.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

listed as (
    select
        'ice_287g_roster' as source_id,
        source_file_id,
        source_row_number,
        state_name,
        agency_name,
        support_type,
        signed_on,
        as_of,
        captured_on as known_on,
        false as is_pending
    from {{ ref('stg_ice__roster') }}

    union all

    -- pending with a day of signing: the agreement was in force, its new memorandum was not signed yet
    select
        'ice_287g_oig' as source_id,
        source_file_id,
        source_row_number,
        state_name,
        agency_name,
        support_type,
        signed_on,
        as_of,
        cast(null as date) as known_on,
        signing_status = 'pending' and signed_on is null as is_pending
    from {{ ref('stg_ice__oig') }}

    union all

    select
        'ice_287g_pending' as source_id,
        source_file_id,
        source_row_number,
        state_name,
        agency_name,
        support_type,
        cast(null as date) as signed_on,
        cast(null as date) as as_of,
        cast(null as date) as known_on,
        true as is_pending
    from {{ ref('stg_ice__pending') }}
),

filed as (
    select
        listed.source_id,
        listed.source_file_id,
        listed.source_row_number,
        files.file_name,
        files.sheet_name,
        files.is_synthetic,
        listed.state_name,
        listed.agency_name,
        listed.support_type,
        listed.signed_on,
        files.captured_on,
        coalesce(listed.as_of, files.captured_on) as as_of,
        coalesce(listed.known_on, files.captured_on) as known_on,
        listed.is_pending,
        count(*) over (partition by listed.source_file_id, files.captured_on, listed.as_of) as n_rows_of_day
    from listed
    inner join files on listed.source_file_id = files.source_file_id and listed.source_id = files.source
),

-- a day only a few rows of a file name is an error of typing: as a list of its own it would end every other agreement
judged as (
    select
        *,
        case
            when known_on < as_of then 'the list speaks of a day after its capture'
            when 10 * n_rows_of_day <= max(n_rows_of_day) over (partition by source_file_id, captured_on)
                then 'it speaks of another day than the rest of its list'
        end as day_problem
    from filed
),

ranked as (
    select
        *,
        row_number() over listing as listing_rank,
        first_value(source_row_number) over listing as first_row_number,
        first_value(file_name) over listing as first_file_name
    from judged
    window listing as (
        partition by
            source_id,
            as_of,
            case when day_problem is null then 'kept' else source_file_id || cast(source_row_number as string) end,
            {{ name_key('state_name') }},
            {{ name_key('agency_name') }},
            support_type,
            is_pending,
            signed_on
        order by known_on, file_name, source_row_number
        rows between unbounded preceding and unbounded following
    )
)

select
    source_id,
    source_file_id,
    source_row_number,
    file_name,
    sheet_name,
    is_synthetic,
    support_type,
    captured_on,
    case when signed_on <= as_of then signed_on end as signed_on,
    case when signed_on > as_of then 'after the day of the list' end as signed_on_problem,
    as_of,
    known_on,
    is_pending,
    case
        when day_problem is not null then day_problem
        when listing_rank > 1 and first_file_name = file_name then 'repeats row ' || cast(first_row_number as string)
        when listing_rank > 1 then 'repeats row ' || cast(first_row_number as string) || ' of ' || first_file_name
    end as set_aside_reason
from ranked
