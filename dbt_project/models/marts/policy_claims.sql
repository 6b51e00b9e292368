-- Every statement of a source, whether it made a spell or not.
with agency_rows as (
    select * from {{ ref('int_agency_rows') }}
),

stretches as (
    select stretches.*
    from {{ ref('int_287g_agreements') }} as stretches
    inner join (select max(known_by) as known_by from {{ ref('int_287g_knowledge_dates') }}) as newest
        on stretches.known_by = newest.known_by
),

agreement_spells as (
    select
        stretch_id,
        spell_id
    from {{ ref('int_287g_spells') }}
    where stretch_id is not null
),

agreement_claims as (
    select * from {{ ref('int_287g_claims') }}
),

list_claims as (
    select * from {{ ref('int_287g_list_claims') }}
),

reconstruction_claims as (
    select * from {{ ref('int_287g_reconstruction_claims') }}
),

reconstruction_bounds as (
    select * from {{ ref('int_287g_reconstruction_bounds') }}
),

yearly_claims as (
    select * from {{ ref('int_287g_yearly_claims') }}
),

marked_years as (
    select * from {{ ref('int_287g_marked_years') }}
),

-- the spell a claim belongs to
placed as (
    select
        agreement_claims.claim_id,
        min(stretches.agreement_id) as agreement_id,
        min(agreement_spells.spell_id) as spell_id
    from agreement_claims
    inner join stretches
        on agreement_claims.state_fips = stretches.state_fips
            and agreement_claims.agency_key = stretches.agency_key
            and agreement_claims.policy = stretches.policy
            and agreement_claims.listing_number = stretches.listing_number
            and agreement_claims.in_force_from between stretches.first_seen_on and stretches.last_seen_on
    left join agreement_spells on stretches.stretch_id = agreement_spells.stretch_id
    group by agreement_claims.claim_id
),

-- other claims carry their agreement from the start
stated_agreements as (
    select
        claim_id,
        agreement_id
    from {{ ref('int_policy_statements') }}
),

listed as (
    select
        claim_id,
        source_id,
        file_name,
        source_row_number,
        claim_type,
        policy_listed,
        policy,
        state_fips,
        cast(null as string) as county_fips,
        agency_name as jurisdiction_name,
        as_of,
        known_on,
        in_force_from,
        in_force_to,
        signed_on,
        cast(null as date) as start_earliest,
        cast(null as date) as start_latest,
        cast(null as date) as end_earliest,
        cast(null as date) as end_latest,
        case when claim_type = 'pending' then 'pending: not in force' end as set_aside_reason,
        cast(null as string) as citation,
        is_synthetic
    from list_claims
),

reconstructed as (
    select
        reconstruction_claims.claim_id,
        reconstruction_claims.source_id,
        reconstruction_claims.file_name,
        reconstruction_claims.source_row_number,
        reconstruction_claims.claim_type,
        reconstruction_claims.policy_listed,
        reconstruction_claims.policy,
        reconstruction_claims.state_fips,
        cast(null as string) as county_fips,
        reconstruction_claims.agency_name as jurisdiction_name,
        reconstruction_claims.as_of,
        reconstruction_claims.known_on,
        reconstruction_claims.in_force_from,
        reconstruction_claims.in_force_to,
        reconstruction_claims.signed_on,
        reconstruction_claims.start_earliest,
        reconstruction_claims.start_latest,
        case when reconstruction_claims.end_latest is not null then reconstruction_claims.in_force_to end as end_earliest,
        reconstruction_claims.end_latest,
        cast(null as string) as set_aside_reason,
        cast(null as string) as citation,
        reconstruction_claims.is_synthetic
    from reconstruction_claims

    union all

    select
        {{ hash_id(["'ice_287g_reconstruction'", 'bounds.source_file_id', 'bounds.source_row_number', "'0'"]) }} as claim_id,
        'ice_287g_reconstruction' as source_id,
        bounds.file_name,
        bounds.source_row_number,
        'in_force_between' as claim_type,
        null as policy_listed,
        null as policy,
        bounds.state_fips,
        null as county_fips,
        bounds.agency_name as jurisdiction_name,
        bounds.as_of,
        bounds.known_on,
        bounds.first_signed_on as in_force_from,
        bounds.end_earliest as in_force_to,
        bounds.first_signed_on as signed_on,
        bounds.first_signed_on as start_earliest,
        bounds.first_signed_on as start_latest,
        case when bounds.end_latest is not null then bounds.end_earliest end as end_earliest,
        bounds.end_latest,
        case
            when bounds.first_signed_on is null then 'no day of signing is given'
            when bounds.models_listed is not null then 'the model listed is unknown, or its programme was over'
            else 'no source states the model'
        end as set_aside_reason,
        null as citation,
        bounds.is_synthetic
    from reconstruction_bounds as bounds
    left join reconstruction_claims
        on bounds.source_file_id = reconstruction_claims.source_file_id
            and bounds.source_row_number = reconstruction_claims.source_row_number
    where reconstruction_claims.claim_id is null
),

marked as (
    select
        {{ hash_id(["'ice_287g_curated'", 'runs.source_file_id', 'runs.source_row_number', 'runs.first_year']) }} as claim_id,
        'ice_287g_curated' as source_id,
        runs.file_name,
        runs.source_row_number,
        'marked_years' as claim_type,
        cast(null as string) as policy_listed,
        yearly_claims.policy,
        runs.state_fips,
        cast(null as string) as county_fips,
        runs.agency_name as jurisdiction_name,
        cast(null as date) as as_of,
        known_dates.known_on,
        make_date(runs.first_year, 12, 31) as in_force_from,
        make_date(runs.last_year, 1, 1) as in_force_to,
        cast(null as date) as signed_on,
        make_date(runs.first_year, 1, 1) as start_earliest,
        make_date(runs.first_year, 12, 31) as start_latest,
        make_date(runs.last_year, 1, 1) as end_earliest,
        make_date(runs.last_year, 12, 31) as end_latest,
        case when yearly_claims.claim_id is null then 'a better source speaks of these years; compared with it' end
            as set_aside_reason,
        cast(null as string) as citation,
        runs.is_synthetic
    from marked_years as runs
    inner join {{ ref('known_dates') }} as known_dates on known_dates.source_id = 'ice_287g_curated'
    left join yearly_claims
        on runs.source_file_id = yearly_claims.source_file_id
            and runs.source_row_number = yearly_claims.source_row_number
            and runs.first_year = yearly_claims.first_year
),

activated as (
    select
        {{ hash_id(["'secure_communities'", 'counties.source_file_id', 'counties.source_row_number']) }} as claim_id,
        'secure_communities' as source_id,
        counties.file_name,
        counties.source_row_number,
        'activated' as claim_type,
        'secure_communities' as policy_listed,
        'secure_communities' as policy,
        substr(counties.county_fips, 1, 2) as state_fips,
        counties.county_fips,
        cast(null as string) as jurisdiction_name,
        cast(null as date) as as_of,
        known_dates.known_on,
        last_day(counties.activation_month) as in_force_from,
        cast(null as date) as in_force_to,
        cast(null as date) as signed_on,
        counties.activation_month as start_earliest,
        last_day(counties.activation_month) as start_latest,
        cast(null as date) as end_earliest,
        cast(null as date) as end_latest,
        counties.set_aside_reason,
        cast(null as string) as citation,
        counties.is_synthetic
    from {{ ref('int_secure_communities_counties') }} as counties
    inner join {{ ref('known_dates') }} as known_dates on known_dates.source_id = 'secure_communities'
),

stated as (
    select
        claim_id,
        source_id,
        file_name,
        source_row_number,
        'stated' as claim_type,
        policy as policy_listed,
        policy,
        state_fips,
        cast(null as string) as county_fips,
        jurisdiction_name,
        cast(null as date) as as_of,
        known_on,
        start_latest as in_force_from,
        cast(null as date) as in_force_to,
        cast(null as date) as signed_on,
        start_earliest,
        start_latest,
        end_earliest,
        end_latest,
        case when not is_counted then 'shown, not counted: too uncertain or not statewide' end as set_aside_reason,
        citation,
        is_synthetic
    from {{ ref('int_policy_statements') }}
),

regimes as (
    select
        {{ hash_id(["'national_regimes'", 'policy', 'state_fips', 'starts_on']) }} as claim_id,
        'national_regimes' as source_id,
        'national_regimes.csv' as file_name,
        cast(null as bigint) as source_row_number,
        'regime' as claim_type,
        policy as policy_listed,
        policy,
        state_fips,
        cast(null as string) as county_fips,
        cast(null as string) as jurisdiction_name,
        cast(null as date) as as_of,
        start_known_on as known_on,
        starts_on as in_force_from,
        ends_on as in_force_to,
        cast(null as date) as signed_on,
        starts_on as start_earliest,
        starts_on as start_latest,
        ends_on as end_earliest,
        ends_on as end_latest,
        cast(null as string) as set_aside_reason,
        citation,
        false as is_synthetic
    from {{ ref('national_regimes') }}
),

unreadable as (
    select
        {{ hash_id(['source_id', 'source_file_id', 'captured_on', 'source_row_number', "'agency'"]) }} as claim_id,
        source_id,
        file_name,
        source_row_number,
        'listed' as claim_type,
        cast(null as string) as policy_listed,
        cast(null as string) as policy,
        state_fips,
        cast(null as string) as county_fips,
        agency_listed as jurisdiction_name,
        captured_on as as_of,
        captured_on as known_on,
        cast(null as date) as in_force_from,
        cast(null as date) as in_force_to,
        cast(null as date) as signed_on,
        cast(null as date) as start_earliest,
        cast(null as date) as start_latest,
        cast(null as date) as end_earliest,
        cast(null as date) as end_latest,
        set_aside_reason,
        cast(null as string) as citation,
        is_synthetic
    from agency_rows
    where set_aside_reason is not null
),

claims as (
    select * from listed
    union all
    select * from reconstructed
    union all
    select * from marked
    union all
    select * from activated
    union all
    select * from stated
    union all
    select * from regimes
    union all
    select * from unreadable
)

select
    claims.claim_id,
    claims.source_id,
    claims.file_name,
    cast(claims.source_row_number as bigint) as row_number,
    claims.claim_type,
    claims.policy_listed,
    claims.policy,
    claims.state_fips,
    claims.county_fips,
    claims.jurisdiction_name,
    cast(claims.as_of as date) as as_of,
    cast(claims.known_on as date) as known_on,
    cast(claims.in_force_from as date) as in_force_from,
    cast(claims.in_force_to as date) as in_force_to,
    cast(claims.signed_on as date) as signed_on,
    cast(claims.start_earliest as date) as start_earliest,
    cast(claims.start_latest as date) as start_latest,
    cast(claims.end_earliest as date) as end_earliest,
    cast(claims.end_latest as date) as end_latest,
    coalesce(placed.agreement_id, stated_agreements.agreement_id) as agreement_id,
    placed.spell_id,
    claims.set_aside_reason,
    claims.citation,
    claims.is_synthetic
from claims
left join placed on claims.claim_id = placed.claim_id
left join stated_agreements on claims.claim_id = stated_agreements.claim_id
