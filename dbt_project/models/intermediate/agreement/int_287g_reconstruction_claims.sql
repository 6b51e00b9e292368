-- What the reconstruction claims, one row a row and model. A task force had ended by the end of its regime, whatever the
-- tally says; a hybrid goes on as a jail agreement from the next day; of a relabelled agreement the earlier model is certain
-- on the day of signing only, the later one on the last day only.
with bounds as (
    select * from {{ ref('int_287g_reconstruction_bounds') }}
    where first_signed_on is not null
),

list_claims as (
    select * from {{ ref('int_287g_list_claims') }}
    where claim_type = 'listed'
),

models as (
    select * from {{ ref('int_287g_reconstruction_models') }}
    where problem is null
),

task_force_regimes as (
    select
        state_fips,
        ends_on
    from {{ ref('int_policy_regimes') }}
    where policy = '287g_hybrid'
),

hybrid_agencies as (
    select distinct
        state_fips,
        agency_key
    from list_claims
    where source_id = 'ice_287g_oig' and policy_listed = '287g_hybrid'
),

-- a row without a model takes it from the older lists where they agree on one
listed_models as (
    select
        state_fips,
        agency_key,
        min(policy) as policy
    from list_claims
    where source_id in ('ice_287g_oig', 'ice_287g_roster')
    group by state_fips, agency_key
    having count(distinct policy) = 1
),

modelled as (
    select
        bounds.*,
        task_force_regimes.ends_on as task_force_ends_on,
        hybrid_agencies.agency_key is not null as is_hybrid,
        coalesce(models.first_policy, listed_models.policy) as first_policy,
        models.second_policy,
        models.first_policy as policy_listed
    from bounds
    inner join task_force_regimes on bounds.state_fips = task_force_regimes.state_fips
    left join models on bounds.models_listed = models.models_listed
    left join hybrid_agencies
        on bounds.state_fips = hybrid_agencies.state_fips and bounds.agency_key = hybrid_agencies.agency_key
    left join listed_models
        on bounds.state_fips = listed_models.state_fips and bounds.agency_key = listed_models.agency_key
),

-- the part of the agreement in which a task force could stand, and the part after it
capped as (
    select
        *,
        least(end_earliest, task_force_ends_on) as task_force_end_earliest,
        case
            when end_latest < task_force_ends_on then end_latest
            when active_to >= task_force_ends_on then task_force_ends_on
            else least(coalesce(end_latest, task_force_ends_on), task_force_ends_on)
        end as task_force_end_latest,
        active_to >= task_force_ends_on as is_capped,
        case
            when second_policy = '287g_task_force' and active_to >= task_force_ends_on then task_force_ends_on
            when second_policy = '287g_task_force' then least(end_earliest, task_force_ends_on)
            else end_earliest
        end as later_model_seen_on
    from modelled
),

pieces as (
    -- one jail agreement throughout
    select
        *,
        1 as piece,
        '287g_jail' as policy,
        first_signed_on as in_force_from,
        end_earliest as in_force_to,
        first_signed_on as start_stated,
        end_latest as end_stated
    from capped
    where first_policy = '287g_jail' and second_policy is null and not is_hybrid
    union all
    -- a task force, or the hybrid part
    select
        *,
        1 as piece,
        case when is_hybrid then '287g_hybrid' else first_policy end as policy,
        first_signed_on as in_force_from,
        greatest(first_signed_on, case when is_capped then task_force_ends_on else task_force_end_earliest end) as in_force_to,
        first_signed_on as start_stated,
        task_force_end_latest as end_stated
    from capped
    where
        second_policy is null and first_signed_on <= task_force_ends_on
        and (is_hybrid or first_policy in ('287g_task_force', '287g_hybrid'))
    union all
    -- the jail agreement a hybrid becomes
    select
        *,
        2 as piece,
        '287g_jail' as policy,
        {{ add_days('task_force_ends_on', 1) }} as in_force_from,
        greatest({{ add_days('task_force_ends_on', 1) }}, end_earliest) as in_force_to,
        {{ add_days('task_force_ends_on', 1) }} as start_stated,
        end_latest as end_stated
    from capped
    where
        second_policy is null and is_capped and active_to > task_force_ends_on
        and (is_hybrid or first_policy = '287g_hybrid')
    union all
    -- relabelled: the earlier model
    select
        *,
        1 as piece,
        first_policy as policy,
        first_signed_on as in_force_from,
        first_signed_on as in_force_to,
        first_signed_on as start_stated,
        least(
            {{ add_days('greatest(first_signed_on, later_model_seen_on)', -1) }},
            case when first_policy in ('287g_task_force', '287g_hybrid') then task_force_ends_on end
        ) as end_stated
    from capped
    where second_policy is not null
    union all
    -- relabelled: the later model
    select
        *,
        2 as piece,
        second_policy as policy,
        later_model_seen_on as in_force_from,
        later_model_seen_on as in_force_to,
        cast(null as date) as start_stated,
        case when second_policy = '287g_task_force' then task_force_end_latest else end_latest end as end_stated
    from capped
    where second_policy is not null
)

select
    {{ hash_id(["'ice_287g_reconstruction'", 'source_file_id', 'source_row_number', 'piece']) }} as claim_id,
    'ice_287g_reconstruction' as source_id,
    source_file_id,
    source_row_number,
    file_name,
    'in_force_between' as claim_type,
    state_fips,
    agency_key,
    agency_name,
    case when piece = 2 and second_policy is not null then second_policy else policy_listed end as policy_listed,
    policy,
    as_of,
    known_on,
    in_force_from,
    in_force_to,
    first_signed_on as signed_on,
    start_stated as start_earliest,
    start_stated as start_latest,
    end_stated as end_latest,
    is_synthetic
from pieces
