-- Uninterrupted stretches of one model of one agency, as known on each day on which knowledge changed. A stretch is broken by
-- a day on which the agreement is known not to have been in force: a complete list lacks it, a list has the agency under
-- another model, or a source says that it had ended. Where sources contradict each other on such a day, the one that saw it
-- in force is believed.
with knowledge as (
    select * from {{ ref('int_287g_knowledge_dates') }}
),

claims as (
    select * from {{ ref('int_287g_claims') }}
),

lists as (
    select * from {{ ref('int_287g_lists') }}
),

sightings as (
    select
        knowledge.known_by,
        claims.*
    from knowledge
    inner join claims on knowledge.known_by >= claims.known_on
),

models as (
    select distinct
        known_by,
        state_fips,
        agency_key,
        policy,
        listing_number
    from sightings
),

listed_agencies as (
    select distinct
        source_id,
        in_force_from as as_of,
        state_fips,
        agency_key
    from claims
    where source_id in (
            select source_id from lists
            where not is_complete
        )
),

-- days that could break a stretch
silent_lists as (
    select
        models.known_by,
        models.state_fips,
        models.agency_key,
        models.policy,
        models.listing_number,
        lists.as_of as absent_on
    from models
    inner join lists on models.known_by >= lists.known_on
    left join listed_agencies
        on lists.source_id = listed_agencies.source_id
            and lists.as_of = listed_agencies.as_of
            and models.state_fips = listed_agencies.state_fips
            and models.agency_key = listed_agencies.agency_key
    where lists.is_complete or listed_agencies.agency_key is not null
),

stated_ends as (
    select
        known_by,
        state_fips,
        agency_key,
        policy,
        listing_number,
        {{ add_days('end_latest', 1) }} as absent_on
    from sightings
    where end_latest is not null
),

possible_absences as (
    select * from silent_lists
    union
    select * from stated_ends
),

absences as (
    select possible_absences.*
    from possible_absences
    left join sightings
        on possible_absences.known_by = sightings.known_by
            and possible_absences.state_fips = sightings.state_fips
            and possible_absences.agency_key = sightings.agency_key
            and possible_absences.policy = sightings.policy
            and possible_absences.listing_number = sightings.listing_number
            and possible_absences.absent_on between sightings.in_force_from and sightings.in_force_to
    where sightings.claim_id is null
),

days as (
    select
        known_by,
        state_fips,
        agency_key,
        policy,
        listing_number,
        in_force_from as day,
        0 as is_absence,
        claim_id
    from sightings
    union all
    select
        known_by,
        state_fips,
        agency_key,
        policy,
        listing_number,
        absent_on as day,
        1 as is_absence,
        null as claim_id
    from absences
),

counted as (
    select
        *,
        sum(is_absence) over model_days as n_absences,
        max(case when is_absence = 1 then day end) over model_days as previous_absent_on,
        min(case when is_absence = 1 then day end) over later_days as next_absent_on
    from days
    window
        model_days as (
            partition by known_by, state_fips, agency_key, policy, listing_number
            order by day, is_absence
            rows between unbounded preceding and current row
        ),
        later_days as (
            partition by known_by, state_fips, agency_key, policy, listing_number
            order by day, is_absence
            rows between current row and unbounded following
        )
),

grouped as (
    select
        counted.known_by,
        counted.state_fips,
        counted.agency_key,
        counted.policy,
        counted.listing_number,
        counted.n_absences,
        max(counted.previous_absent_on) as previous_absent_on,
        min(counted.next_absent_on) as next_absent_on,
        min(sightings.in_force_from) as first_seen_on,
        max(sightings.in_force_to) as last_seen_on,
        min(sightings.in_force_from) filter (where sightings.source_id <> 'ice_287g_reconstruction') as first_listed_on,
        max(sightings.in_force_to) filter (where sightings.source_id <> 'ice_287g_reconstruction') as last_listed_on,
        min(sightings.signed_on) as first_signed_on,
        min_by(sightings.signed_on, sightings.in_force_from) filter (where sightings.signed_on is not null)
            as signed_as_first_listed_on,
        -- the reconstruction's first signing is what no list printed last
        coalesce(
            max_by(sightings.signed_on, sightings.in_force_to) filter (
                where sightings.signed_on is not null and sightings.source_id <> 'ice_287g_reconstruction'
            ),
            max(sightings.signed_on)
        ) as signed_as_last_listed_on,
        min(sightings.start_earliest) filter (where sightings.source_id = 'ice_287g_reconstruction') as reconstructed_start_on,
        min(sightings.start_earliest) filter (where sightings.source_id = 'ice_287g_curated') as marked_start_earliest,
        min(sightings.start_latest) filter (where sightings.source_id = 'ice_287g_curated') as marked_start_latest,
        -- of sources that became known on one day a list stands before marks by year
        min_by(
            sightings.source_id,
            cast(sightings.known_on as string)
            || case when sightings.source_id = 'ice_287g_curated' then '2' else '1' end || sightings.source_id
        ) as source_id,
        min(sightings.known_on) as first_known_on,
        bool_or(sightings.is_synthetic) as is_synthetic
    from counted
    inner join sightings on counted.known_by = sightings.known_by and counted.claim_id = sightings.claim_id
    group by
        counted.known_by, counted.state_fips, counted.agency_key, counted.policy, counted.listing_number, counted.n_absences
)

select
    {{ hash_id(['known_by', 'state_fips', 'agency_key', 'policy', 'listing_number', 'first_seen_on']) }} as stretch_id,
    known_by,
    state_fips,
    agency_key,
    policy,
    listing_number,
    first_seen_on,
    last_seen_on,
    previous_absent_on,
    next_absent_on,
    first_listed_on,
    last_listed_on,
    first_signed_on,
    signed_as_first_listed_on,
    signed_as_last_listed_on,
    reconstructed_start_on,
    marked_start_earliest,
    marked_start_latest,
    source_id,
    first_known_on,
    is_synthetic
from grouped
