-- What the hand-compiled years claim of agreements after the reconstruction ends and before the lists go on: only there is no
-- better source. A mark says "on some day of the year" and names no model: an agreement the reconstruction knows keeps
-- its model, one the next list knows under a single model takes that; else marks before 2019 can only mean jail enforcement,
-- the one model that was signed then.
{% set last_marked_year = 2019 %}
with runs as (
    select * from {{ ref('int_287g_marked_years') }}
),

reconstruction_claims as (
    select * from {{ ref('int_287g_reconstruction_claims') }}
),

list_claims as (
    select * from {{ ref('int_287g_list_claims') }}
    where claim_type = 'listed'
),

lists as (
    select * from {{ ref('int_287g_lists') }}
),

regimes as (
    select * from {{ ref('int_policy_regimes') }}
    where ends_on is null
),

known_dates as (
    select * from {{ ref('known_dates') }}
    where source_id = 'ice_287g_curated'
),

silence as (
    select
        coalesce(max(as_of) filter (where source_id = 'ice_287g_reconstruction'), cast('2004-12-31' as date)) as begins_on,
        min(as_of) filter (where source_id = 'ice_287g_participating' and year(as_of) > {{ last_marked_year }}) as next_list_on
    from lists
),

reconstructed as (
    select
        reconstruction_claims.state_fips,
        reconstruction_claims.agency_key,
        min(reconstruction_claims.policy) as policy
    from reconstruction_claims
    cross join silence
    where reconstruction_claims.in_force_to >= silence.begins_on
    group by reconstruction_claims.state_fips, reconstruction_claims.agency_key
),

next_listed as (
    select
        list_claims.state_fips,
        list_claims.agency_key,
        case when count(distinct list_claims.policy) = 1 then min(list_claims.policy) end as policy
    from list_claims
    inner join silence on list_claims.as_of = silence.next_list_on
    group by list_claims.state_fips, list_claims.agency_key
),

modelled as (
    select
        runs.*,
        silence.begins_on,
        -- a model borrowed from the next list is not known before that list
        case
            when reconstructed.policy is null and next_listed.policy is not null
                then greatest(known_dates.known_on, silence.next_list_on)
            else known_dates.known_on
        end as known_on,
        next_listed.agency_key is not null as is_listed_next,
        coalesce(
            reconstructed.policy,
            next_listed.policy,
            case when runs.first_year < {{ last_marked_year }} then '287g_jail' end
        ) as policy
    from runs
    cross join silence
    cross join known_dates
    left join reconstructed
        on runs.state_fips = reconstructed.state_fips and runs.agency_key = reconstructed.agency_key
    left join next_listed
        on runs.state_fips = next_listed.state_fips and runs.agency_key = next_listed.agency_key
    where runs.last_year >= year(silence.begins_on)
),

bounded as (
    select
        modelled.*,
        greatest(make_date(first_year, 1, 1), {{ add_days('begins_on', 1) }}, regimes.starts_on) as start_earliest,
        make_date(first_year, 12, 31) as start_latest,
        -- the lists stand above the marks: an agency they go on listing has not ended
        case
            when modelled.last_year < {{ last_marked_year }} and not modelled.is_listed_next then make_date(last_year, 12, 31)
        end as end_latest
    from modelled
    inner join regimes on modelled.policy = regimes.policy and modelled.state_fips = regimes.state_fips
),

dated as (
    select
        *,
        first_year > year(begins_on) or start_latest > begins_on as has_own_start,
        greatest(start_earliest, case when first_year = last_year then make_date(first_year, 7, 1) else start_latest end)
            as in_force_from
    from bounded
)

select
    {{ hash_id(["'ice_287g_curated'", 'source_file_id', 'source_row_number', 'first_year']) }} as claim_id,
    'ice_287g_curated' as source_id,
    source_file_id,
    source_row_number,
    file_name,
    'marked_years' as claim_type,
    state_fips,
    agency_key,
    agency_name,
    policy,
    first_year,
    last_year,
    known_on,
    in_force_from,
    greatest(in_force_from, make_date(last_year, 1, 1)) as in_force_to,
    case when has_own_start then start_earliest end as start_earliest,
    case when has_own_start then greatest(start_earliest, start_latest) end as start_latest,
    end_latest,
    is_synthetic
from dated
where make_date(last_year, 12, 31) >= start_earliest
