-- Spells of every policy in one shape with the jurisdiction each binds, as known on each day on which knowledge changed.
with agencies as (
    select * from {{ ref('int_agencies') }}
),

agency_counties as (
    select * from {{ ref('int_agency_counties') }}
),

-- a jurisdiction of one county carries it; one of several has them in the bridge alone
single_counties as (
    select
        state_fips,
        agency_key,
        min(county_fips) as county_fips
    from agency_counties
    group by state_fips, agency_key
    having count(*) = 1
),

statement_counties as (
    select
        place_id,
        min(county_fips) as county_fips
    from {{ ref('int_statement_counties') }}
    group by place_id
    having count(*) = 1
),

national as (
    select * from {{ ref('national_regimes') }}
    where policy = 'priority_enforcement'
),

national_knowledge as (
    select start_known_on as known_by from national
    union
    select end_known_on as known_by from national
    where end_known_on is not null
),

spells as (
    select
        spells.spell_id,
        '287g' as knowledge_family,
        spells.known_by,
        spells.known_by = max(spells.known_by) over () as is_current,
        spells.agreement_id,
        spells.policy,
        agencies.coverage_level,
        spells.state_fips,
        single_counties.county_fips,
        {{ place_of_agency('spells.agency_key') }} as place_key,
        cast(null as string) as place_id,
        spells.agency_key,
        agencies.agency_name,
        agencies.agency_name as jurisdiction_name,
        spells.start_earliest,
        spells.start_latest,
        spells.end_earliest,
        spells.end_latest,
        spells.end_status,
        spells.first_signed_on,
        spells.signed_as_last_listed_on,
        spells.first_listed_on,
        spells.last_listed_on,
        spells.first_known_on,
        spells.confidence,
        spells.source_id,
        cast('memorandum of agreement' as string) as instrument,
        cast(null as string) as motive,
        cast(null as string) as scope,
        true as is_counted,
        spells.is_synthetic
    from {{ ref('int_287g_spells') }} as spells
    inner join agencies
        on spells.state_fips = agencies.state_fips and spells.agency_key = agencies.agency_key
    left join single_counties
        on spells.state_fips = single_counties.state_fips and spells.agency_key = single_counties.agency_key

    union all

    select
        spell_id,
        'secure_communities' as knowledge_family,
        known_by,
        known_by = max(known_by) over () as is_current,
        agreement_id,
        'secure_communities' as policy,
        'county' as coverage_level,
        substr(county_fips, 1, 2) as state_fips,
        county_fips,
        null as place_key,
        null as place_id,
        null as agency_key,
        null as agency_name,
        null as jurisdiction_name,
        start_earliest,
        start_latest,
        end_earliest,
        end_latest,
        end_status,
        null as first_signed_on,
        null as signed_as_last_listed_on,
        null as first_listed_on,
        null as last_listed_on,
        first_known_on,
        confidence,
        'secure_communities' as source_id,
        'federal program' as instrument,
        null as motive,
        null as scope,
        true as is_counted,
        is_synthetic
    from {{ ref('int_secure_communities_spells') }}

    union all

    select
        spells.spell_id,
        'statements' as knowledge_family,
        spells.known_by,
        spells.known_by = max(spells.known_by) over () as is_current,
        spells.agreement_id,
        spells.policy,
        spells.coverage_level,
        spells.state_fips,
        statement_counties.county_fips,
        spells.place_key,
        spells.place_id,
        null as agency_key,
        null as agency_name,
        spells.jurisdiction_name,
        spells.start_earliest,
        spells.start_latest,
        spells.end_earliest,
        spells.end_latest,
        spells.end_status,
        null as first_signed_on,
        null as signed_as_last_listed_on,
        null as first_listed_on,
        null as last_listed_on,
        spells.first_known_on,
        spells.confidence,
        spells.source_id,
        spells.instrument,
        spells.motive,
        spells.scope,
        spells.is_counted,
        spells.is_synthetic
    from {{ ref('int_statement_spells') }} as spells
    left join statement_counties on spells.place_id = statement_counties.place_id

    union all

    select
        {{ hash_id(["'priority_enforcement'", 'national.starts_on']) }} as spell_id,
        'national' as knowledge_family,
        knowledge.known_by,
        knowledge.known_by = max(knowledge.known_by) over () as is_current,
        {{ hash_id(["'priority_enforcement'"]) }} as agreement_id,
        national.policy,
        'national' as coverage_level,
        null as state_fips,
        null as county_fips,
        'united states' as place_key,
        null as place_id,
        null as agency_key,
        null as agency_name,
        'United States' as jurisdiction_name,
        national.starts_on as start_earliest,
        last_day(national.starts_on) as start_latest,
        case when national.end_known_on <= knowledge.known_by then national.ends_on end as end_earliest,
        case when national.end_known_on <= knowledge.known_by then national.ends_on end as end_latest,
        case when national.end_known_on <= knowledge.known_by then 'ended' else 'in_force_at_as_of' end as end_status,
        null as first_signed_on,
        null as signed_as_last_listed_on,
        null as first_listed_on,
        null as last_listed_on,
        national.start_known_on as first_known_on,
        'high' as confidence,
        'national_regimes' as source_id,
        'federal program' as instrument,
        null as motive,
        null as scope,
        true as is_counted,
        false as is_synthetic
    from national
    inner join national_knowledge as knowledge on national.start_known_on <= knowledge.known_by
)

select
    *,
    case
        when coverage_level = 'county' and county_fips is not null then {{ hash_id(["'county'", 'county_fips']) }}
        when coverage_level = 'state' then {{ hash_id(["'state'", 'state_fips']) }}
        else {{ hash_id(['coverage_level', 'state_fips', "coalesce(county_fips, '')", 'place_key']) }}
    end as jurisdiction_id
from spells
