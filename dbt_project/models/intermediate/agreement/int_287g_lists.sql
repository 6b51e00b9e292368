-- The lists of agreements, each with the day it speaks of and the day it became known. The Inspector General's table leaves
-- out agreements that were in force, so that its silence says nothing; an empty capture is a list too.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

known_dates as (
    select * from {{ ref('known_dates') }}
),

other_listings as (
    select * from {{ ref('int_287g_other_listings') }}
    where set_aside_reason is null and not is_pending
),

tallies as (
    select
        active_to,
        min(source_file_id) as source_file_id,
        count(*) as n_rows,
        max(count(*)) over () as n_rows_of_commonest
    from {{ ref('stg_ice__reconstruction') }}
    where active_to is not null
    group by active_to
),

-- a last day only a few rows give is an error of typing: the whole reconstruction would speak of it
reconstruction as (
    select
        max(active_to) as as_of,
        min(source_file_id) as source_file_id
    from tallies
    where 10 * n_rows > n_rows_of_commonest
    having count(*) > 0
),

lists as (
    select distinct
        'ice_287g_participating' as source_id,
        captured_on as as_of,
        captured_on as known_on,
        is_synthetic
    from files
    where source = 'ice_287g_participating' and captured_on is not null

    union

    select
        other_listings.source_id,
        other_listings.as_of,
        min(coalesce(other_listings.known_on, greatest(known_dates.known_on, other_listings.as_of))) as known_on,
        bool_or(other_listings.is_synthetic) as is_synthetic
    from other_listings
    left join known_dates on other_listings.source_id = known_dates.source_id
    group by other_listings.source_id, other_listings.as_of

    union

    select
        'ice_287g_reconstruction' as source_id,
        reconstruction.as_of,
        greatest(known_dates.known_on, reconstruction.as_of) as known_on,
        files.is_synthetic
    from reconstruction
    inner join files on reconstruction.source_file_id = files.source_file_id
    inner join known_dates on known_dates.source_id = 'ice_287g_reconstruction'
)

select
    source_id,
    as_of,
    known_on,
    source_id <> 'ice_287g_oig' as is_complete,
    is_synthetic
from lists
