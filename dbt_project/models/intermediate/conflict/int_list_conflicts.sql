-- Where a list or the reconstruction differs from the resolved 287(g) spells about a start, an end, or whether an agreement was
-- in force on the day of the list.
with list_claims as (
    select * from {{ ref('int_287g_list_claims') }}
    where claim_type = 'listed'
),

lists as (
    select * from {{ ref('int_287g_lists') }}
),

reconstruction_claims as (
    select * from {{ ref('int_287g_reconstruction_claims') }}
),

bounds as (
    select * from {{ ref('int_287g_reconstruction_bounds') }}
),

regimes as (
    select * from {{ ref('int_policy_regimes') }}
    where policy = '287g_task_force' and ends_on is not null
),

programme_starts as (
    select
        policy,
        state_fips,
        starts_on
    from {{ ref('int_policy_regimes') }}
),

spells as (
    select * from {{ ref('int_policy_spells') }}
    where policy like '287g%'
),

agreements as (
    select
        agreement_id,
        state_fips,
        agency_key,
        min(agency_name) as agency_name,
        min(start_earliest) as start_earliest,
        min(start_latest) as start_latest,
        case when count(*) = count(end_latest) then max(end_earliest) end as end_earliest,
        case when count(*) = count(end_latest) then max(end_latest) end as end_latest,
        min_by(policy, start_earliest) as first_policy,
        bool_or(is_synthetic) as is_synthetic
    from spells
    group by agreement_id, state_fips, agency_key
),

reconstructed_agencies as (
    select distinct
        state_fips,
        agency_key
    from bounds
),

-- a list that dates the first signing otherwise
signings as (
    select
        'start' as kind,
        list_claims.policy,
        list_claims.state_fips,
        list_claims.agency_key,
        list_claims.agency_name,
        case
            when programme_starts.policy is not null then 'national_regimes'
            when reconstructed_agencies.agency_key is not null then 'ice_287g_reconstruction'
            else 'lists'
        end as source_kept,
        list_claims.source_id as source_set_aside,
        cast(agreements.start_earliest as string) as value_kept,
        cast(list_claims.signed_on as string) as value_set_aside,
        {{ day_difference('agreements.start_earliest', 'list_claims.signed_on') }} as difference_days,
        case
            when programme_starts.policy is not null then 'No model was in force before its programme began'
            else 'The reconstruction''s first signing stands above a list''s; the earliest signing above later ones'
        end as rule,
        list_claims.file_name,
        list_claims.source_row_number,
        list_claims.is_synthetic
    from list_claims
    inner join agreements
        on list_claims.state_fips = agreements.state_fips
            and list_claims.agency_key = agreements.agency_key
            and list_claims.as_of >= agreements.start_earliest
            and (list_claims.as_of <= agreements.end_latest or agreements.end_latest is null)
    left join reconstructed_agencies
        on list_claims.state_fips = reconstructed_agencies.state_fips
            and list_claims.agency_key = reconstructed_agencies.agency_key
    left join programme_starts
        on list_claims.policy = programme_starts.policy
            and list_claims.state_fips = programme_starts.state_fips
            and agreements.start_earliest = programme_starts.starts_on
            and list_claims.signed_on < programme_starts.starts_on
    where
        (list_claims.source_id in ('ice_287g_oig', 'ice_287g_roster') and list_claims.signed_on <> agreements.start_earliest)
        or (
            list_claims.source_id = 'ice_287g_participating' and list_claims.policy = agreements.first_policy
            and list_claims.signed_on < agreements.start_earliest
        )
),

capped as (
    select
        'end' as kind,
        reconstruction_claims.policy,
        reconstruction_claims.state_fips,
        reconstruction_claims.agency_key,
        reconstruction_claims.agency_name,
        'national_regimes' as source_kept,
        'ice_287g_reconstruction' as source_set_aside,
        cast(regimes.ends_on as string) as value_kept,
        cast(bounds.row_active_to as string) as value_set_aside,
        {{ day_difference('regimes.ends_on', 'bounds.row_active_to') }} as difference_days,
        'No task force outlived its regime: the end is capped' as rule,
        bounds.file_name,
        bounds.source_row_number,
        bounds.is_synthetic
    from reconstruction_claims
    inner join bounds
        on reconstruction_claims.source_file_id = bounds.source_file_id
            and reconstruction_claims.source_row_number = bounds.source_row_number
    inner join regimes
        on reconstruction_claims.policy = regimes.policy
            and reconstruction_claims.state_fips = regimes.state_fips
            and bounds.row_active_to > regimes.ends_on
),

-- in force on the day of a list that lacks it
unlisted as (
    select
        'presence' as kind,
        spells.policy,
        spells.state_fips,
        spells.agency_key,
        spells.agency_name,
        spells.source_id as source_kept,
        lists.source_id as source_set_aside,
        'in force on ' || cast(lists.as_of as string) as value_kept,
        'not listed on ' || cast(lists.as_of as string) as value_set_aside,
        cast(null as integer) as difference_days,
        'An agreement signed before a list that lacks it, and seen in force later, was in force' as rule,
        cast(null as string) as file_name,
        cast(null as bigint) as source_row_number,
        spells.is_synthetic or lists.is_synthetic as is_synthetic
    from spells
    inner join lists
        on spells.start_latest <= lists.as_of
            and (spells.end_earliest >= lists.as_of or spells.end_earliest is null)
    left join list_claims
        on lists.source_id = list_claims.source_id
            and lists.as_of = list_claims.as_of
            and spells.state_fips = list_claims.state_fips
            and spells.agency_key = list_claims.agency_key
            and spells.policy = list_claims.policy
    where list_claims.claim_id is null and lists.source_id <> 'ice_287g_reconstruction'
)

select * from signings
union all
select * from capped
union all
select * from unlisted
