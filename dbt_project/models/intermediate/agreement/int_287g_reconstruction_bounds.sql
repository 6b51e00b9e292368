-- Each row of the reconstruction with what it says of its agency: first and last signing, and the days between which the
-- agreement ended. Rows that are one agency under two names speak together.
with reconstructed as (
    select * from {{ ref('stg_ice__reconstruction') }}
),

agency_rows as (
    select * from {{ ref('int_agency_rows') }}
    where source_id = 'ice_287g_reconstruction' and set_aside_reason is null
),

lists as (
    select * from {{ ref('int_287g_lists') }}
    where source_id = 'ice_287g_reconstruction'
),

dated as (
    select
        source_file_id,
        source_row_number,
        {{ date_cast("regexp_extract(signing_dates_listed, '([0-9]{4}-[0-9]{2}-[0-9]{2})[^0-9]*$', 1)") }} as last_signed_on
    from reconstructed
),

-- days after the one the reconstruction speaks of are errors of typing
signed as (
    select
        reconstructed.source_file_id,
        reconstructed.source_row_number,
        reconstructed.models_listed,
        case when reconstructed.first_signed_on <= lists.as_of then reconstructed.first_signed_on end as first_signed_on,
        case when reconstructed.active_to <= lists.as_of then reconstructed.active_to end as active_to,
        case when dated.last_signed_on <= lists.as_of then dated.last_signed_on end as last_signed_on,
        -- what nobody says has ended and the last capture still tallies has not
        coalesce(reconstructed.termination_listed = 'TRUE', reconstructed.active_to < lists.as_of, true) as is_terminated
    from reconstructed
    inner join dated
        on reconstructed.source_file_id = dated.source_file_id
            and reconstructed.source_row_number = dated.source_row_number
    cross join lists
),

agencies as (
    select
        agency_rows.source_file_id,
        agency_rows.source_row_number,
        agency_rows.file_name,
        agency_rows.state_fips,
        agency_rows.agency_key,
        agency_rows.agency_name,
        agency_rows.is_synthetic,
        signed.models_listed,
        signed.active_to as row_active_to,
        min(signed.first_signed_on) over agency as first_signed_on,
        max(coalesce(signed.last_signed_on, signed.first_signed_on)) over agency as last_signed_on,
        max(signed.active_to) over agency as active_to,
        bool_and(signed.is_terminated) over agency as is_terminated
    from agency_rows
    inner join signed
        on agency_rows.source_file_id = signed.source_file_id
            and agency_rows.source_row_number = signed.source_row_number
    window agency as (partition by agency_rows.state_fips, agency_rows.agency_key)
),

-- bounds that are no first or last day of a fiscal or calendar year are days of captures
captures as (
    select active_to as captured_on
    from signed
    where active_to is not null and not (month(active_to) in (9, 12) and active_to = last_day(active_to))
    union
    select active_from as captured_on
    from reconstructed
    where active_from is not null and not (month(active_from) = 10 and day(active_from) = 1)
),

next_captures as (
    select
        agencies.source_file_id,
        agencies.source_row_number,
        min(captures.captured_on) as next_captured_on
    from agencies
    inner join captures on captures.captured_on > greatest(agencies.active_to, agencies.last_signed_on)
    group by agencies.source_file_id, agencies.source_row_number
),

tallied as (
    select
        agencies.*,
        lists.as_of,
        lists.known_on,
        next_captures.next_captured_on,
        month(agencies.active_to) = 9 and day(agencies.active_to) = 30
        and agencies.last_signed_on <= agencies.active_to as is_fiscal_year_end
    from agencies
    cross join lists
    left join next_captures
        on agencies.source_file_id = next_captures.source_file_id
            and agencies.source_row_number = next_captures.source_row_number
)

-- a fiscal year's tally says only that the agreement was in force on some day of it
select
    source_file_id,
    source_row_number,
    file_name,
    state_fips,
    agency_key,
    agency_name,
    models_listed,
    row_active_to,
    first_signed_on,
    active_to,
    as_of,
    known_on,
    not is_terminated as is_in_force,
    case
        when active_to is null then first_signed_on
        when not is_terminated then as_of
        when is_fiscal_year_end then greatest({{ add_days(add_months('active_to', -12), 1) }}, last_signed_on)
        else greatest(active_to, last_signed_on)
    end as end_earliest,
    case
        when active_to is null or not is_terminated then null
        when is_fiscal_year_end then active_to
        else greatest(active_to, last_signed_on, coalesce({{ add_days('next_captured_on', -1) }}, as_of))
    end as end_latest,
    is_synthetic
from tallied
