-- Spells of every policy in one shape, each with the jurisdiction it binds.
with agreements as (
    select
        spells.*,
        agencies.agency_name,
        agencies.place_key,
        agencies.coverage_level,
        agencies.county_fips
    from {{ ref('int_287g_spells') }} as spells
    inner join {{ ref('int_287g_agencies') }} as agencies
        on spells.state_fips = agencies.state_fips and spells.agency_key = agencies.agency_key
),

activations as (
    select * from {{ ref('int_secure_communities_spells') }}
),

detainer_limits as (
    select * from {{ ref('int_detainer_spells') }}
),

national as (
    select * from {{ ref('national_regimes') }}
    where policy = 'priority_enforcement'
),

spells as (
    select
        spell_id,
        agreement_id,
        policy,
        coverage_level,
        state_fips,
        county_fips,
        place_key,
        agency_name,
        agency_name as listed_name,
        start_earliest,
        start_latest,
        end_earliest,
        end_latest,
        end_status,
        confidence,
        'ice_287g_participating' as source_id,
        is_synthetic
    from agreements
    union all
    select
        spell_id,
        agreement_id,
        'secure_communities' as policy,
        'county' as coverage_level,
        substr(county_fips, 1, 2) as state_fips,
        county_fips,
        null as place_key,
        null as agency_name,
        null as listed_name,
        start_earliest,
        start_latest,
        end_earliest,
        end_latest,
        end_status,
        confidence,
        'secure_communities' as source_id,
        is_synthetic
    from activations
    union all
    select
        spell_id,
        agreement_id,
        'anti_detainer' as policy,
        coverage_level,
        state_fips,
        county_fips,
        place_key,
        null as agency_name,
        jurisdiction_name as listed_name,
        start_earliest,
        start_latest,
        end_earliest,
        end_latest,
        end_status,
        confidence,
        'detainer_section_iii' as source_id,
        is_synthetic
    from detainer_limits
    union all
    select
        {{ hash_id(["'priority_enforcement'", 'starts_on']) }} as spell_id,
        {{ hash_id(["'priority_enforcement'"]) }} as agreement_id,
        policy,
        'national' as coverage_level,
        null as state_fips,
        null as county_fips,
        'united states' as place_key,
        null as agency_name,
        'United States' as listed_name,
        starts_on as start_earliest,
        last_day(starts_on) as start_latest,
        ends_on as end_earliest,
        ends_on as end_latest,
        'ended' as end_status,
        'high' as confidence,
        'national_regimes' as source_id,
        false as is_synthetic
    from national
)

select
    *,
    case
        when coverage_level = 'county' and county_fips is not null then {{ hash_id(["'county'", 'county_fips']) }}
        when coverage_level = 'state' then {{ hash_id(["'state'", 'state_fips']) }}
        else {{ hash_id(['coverage_level', 'state_fips', "coalesce(county_fips, '')", 'place_key']) }}
    end as jurisdiction_id
from spells
