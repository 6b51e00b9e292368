-- What each list claims: this agency held this model on the day the list speaks of. The roster prints hybrid agreements as
-- jail enforcement; where the Inspector General's table says hybrid of the same agency, its model is taken.
with agency_rows as (
    select * from {{ ref('int_agency_rows') }}
    where set_aside_reason is null
),

support_types as (
    select * from {{ ref('support_types') }}
),

known_dates as (
    select * from {{ ref('known_dates') }}
),

regimes as (
    select * from {{ ref('int_policy_regimes') }}
    where policy = '287g_hybrid'
),

listed as (
    select
        'ice_287g_participating' as source_id,
        source_file_id,
        source_row_number,
        support_type,
        signed_on,
        captured_on as as_of,
        captured_on as known_on,
        false as is_pending
    from {{ ref('int_287g_listings') }}
    where repeats_row_number is null

    union all

    select
        source_id,
        source_file_id,
        source_row_number,
        support_type,
        signed_on,
        as_of,
        known_on,
        is_pending
    from {{ ref('int_287g_other_listings') }}
    where set_aside_reason is null
),

claims as (
    select
        listed.source_id,
        listed.source_file_id,
        listed.source_row_number,
        agency_rows.file_name,
        case when listed.is_pending then 'pending' else 'listed' end as claim_type,
        agency_rows.state_fips,
        agency_rows.agency_key,
        agency_rows.agency_name,
        support_types.policy as policy_listed,
        listed.as_of,
        coalesce(listed.known_on, greatest(known_dates.known_on, listed.as_of)) as known_on,
        listed.signed_on,
        agency_rows.is_synthetic
    from listed
    inner join agency_rows
        on listed.source_file_id = agency_rows.source_file_id
            and listed.source_row_number = agency_rows.source_row_number
            and listed.source_id = agency_rows.source_id
            and (agency_rows.captured_on is null or listed.as_of = agency_rows.captured_on)
    inner join support_types on listed.support_type = support_types.support_type
    left join known_dates on listed.source_id = known_dates.source_id
),

hybrid_agencies as (
    select distinct
        state_fips,
        agency_key
    from claims
    where source_id = 'ice_287g_oig' and policy_listed = '287g_hybrid'
),

resolved as (
    select
        claims.*,
        case
            when
                claims.source_id = 'ice_287g_roster'
                and claims.policy_listed = '287g_jail'
                and hybrid_agencies.agency_key is not null
                and claims.as_of <= regimes.ends_on
                then '287g_hybrid'
            else claims.policy_listed
        end as policy
    from claims
    left join hybrid_agencies
        on claims.state_fips = hybrid_agencies.state_fips and claims.agency_key = hybrid_agencies.agency_key
    left join regimes on claims.state_fips = regimes.state_fips
)

select
    {{ hash_id(['source_id', 'source_file_id', 'as_of', 'source_row_number']) }} as claim_id,
    source_id,
    source_file_id,
    source_row_number,
    file_name,
    claim_type,
    state_fips,
    agency_key,
    agency_name,
    policy_listed,
    policy,
    as_of,
    known_on,
    as_of as in_force_from,
    as_of as in_force_to,
    signed_on,
    row_number() over (
        partition by source_id, as_of, claim_type, state_fips, agency_key, policy
        order by signed_on nulls last, source_file_id, source_row_number
    ) as listing_number,
    is_synthetic
from resolved
