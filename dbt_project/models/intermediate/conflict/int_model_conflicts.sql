-- Where sources differ about the model of a 287(g) agreement, or none states it.
with list_claims as (
    select * from {{ ref('int_287g_list_claims') }}
    where claim_type = 'listed'
),

reconstruction_claims as (
    select * from {{ ref('int_287g_reconstruction_claims') }}
),

bounds as (
    select * from {{ ref('int_287g_reconstruction_bounds') }}
),

-- the roster and the reconstruction print hybrids as jail
hybrid_as_jail as (
    select
        'model' as kind,
        claims.policy,
        claims.state_fips,
        claims.agency_key,
        claims.agency_name,
        'ice_287g_oig' as source_kept,
        claims.source_id as source_set_aside,
        '287g_hybrid' as value_kept,
        claims.policy_listed as value_set_aside,
        cast(null as integer) as difference_days,
        'Only the Inspector General''s table tells hybrid from jail: its model is taken' as rule,
        claims.file_name,
        claims.source_row_number,
        claims.is_synthetic
    from (
        select
            policy,
            policy_listed,
            state_fips,
            agency_key,
            agency_name,
            source_id,
            file_name,
            source_row_number,
            is_synthetic
        from list_claims
        union all
        select
            policy,
            policy_listed,
            state_fips,
            agency_key,
            agency_name,
            source_id,
            file_name,
            source_row_number,
            is_synthetic
        from reconstruction_claims
    ) as claims
    where claims.policy = '287g_hybrid' and claims.policy_listed = '287g_jail'
),

-- relabelled without a date: the change lies between the signing and the first list that shows the later model
relabelled as (
    select
        'model' as kind,
        later.policy,
        later.state_fips,
        later.agency_key,
        later.agency_name,
        'lists' as source_kept,
        'ice_287g_reconstruction' as source_set_aside,
        later.policy || ' by the first list that shows it' as value_kept,
        earlier.policy || ' from the signing, undated' as value_set_aside,
        cast(null as integer) as difference_days,
        'A relabelling without a date lies between the signing and the first list with the later model' as rule,
        later.file_name,
        later.source_row_number,
        later.is_synthetic
    from reconstruction_claims as earlier
    inner join reconstruction_claims as later
        on earlier.source_file_id = later.source_file_id
            and earlier.source_row_number = later.source_row_number
            and earlier.policy <> later.policy
    where later.policy = '287g_task_force' and later.start_earliest is null
),

without_model as (
    select
        'model_unknown' as kind,
        cast(null as string) as policy,
        bounds.state_fips,
        bounds.agency_key,
        bounds.agency_name,
        cast(null as string) as source_kept,
        'ice_287g_reconstruction' as source_set_aside,
        cast(null as string) as value_kept,
        'signed ' || cast(bounds.first_signed_on as string) || ', model not stated' as value_set_aside,
        cast(null as integer) as difference_days,
        'An agreement whose model no source states makes no spell' as rule,
        bounds.file_name,
        bounds.source_row_number,
        bounds.is_synthetic
    from bounds
    left join reconstruction_claims
        on bounds.source_file_id = reconstruction_claims.source_file_id
            and bounds.source_row_number = reconstruction_claims.source_row_number
    where
        reconstruction_claims.claim_id is null
        and bounds.first_signed_on is not null
        and bounds.models_listed is null
)

select * from hybrid_as_jail
union all
select * from relabelled
union all
select * from without_model
