-- Dated statements that a policy of a jurisdiction began and perhaps ended, from every source that makes such statements, in
-- one shape. Precedence 1 is believed first where two differ about the same jurisdiction and policy.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

states as (
    select
        *,
        {{ name_key('state_name') }} as state_key
    from {{ ref('states') }}
),

known_dates as (
    select * from {{ ref('known_dates') }}
),

detainer_entries as (
    select * from {{ ref('int_detainer_entries') }}
),

detainer_regime as (
    select starts_on
    from {{ ref('national_regimes') }}
    where policy = 'anti_detainer'
),

-- the list carries no date of its own: what it names was in force by its latest dated entry
detainer_list as (
    select coalesce(max(enacted_latest), cast('{{ var("study_last_month") }}' as date)) as listed_by
    from detainer_entries
),

statewide as (
    select
        'statewide_policies' as source_id,
        cast(null as string) as source_file_id,
        cast(null as bigint) as source_row_number,
        'statewide_policies.csv' as file_name,
        seed.statement_id as statement_key,
        seed.policy,
        'state' as coverage_level,
        seed.state_fips,
        '' as place_key,
        states.state_name as jurisdiction_name,
        cast(null as string) as county_of_place,
        cast(null as string) as county_fips_listed,
        coalesce(seed.start_earliest, detainer_regime.starts_on) as start_earliest,
        coalesce(seed.start_latest, seed.known_on, cast('{{ var("panel_first_month") }}' as date)) as start_latest,
        seed.end_earliest,
        seed.end_latest,
        coalesce(seed.known_on, seed.start_latest, cast('{{ var("panel_first_month") }}' as date)) as known_on,
        seed.instrument,
        seed.motive,
        seed.scope,
        seed.is_counted,
        seed.citation,
        true as is_dated,
        1 as precedence,
        false as is_synthetic
    from {{ ref('statewide_policies') }} as seed
    inner join states on seed.state_fips = states.state_fips
    cross join detainer_regime
),

-- dates that contradict each other are set aside, not read
tables as (
    select
        'dated_policies' as source_id,
        listed.source_file_id,
        listed.source_row_number,
        files.file_name,
        listed.source_file_id || '|' || cast(listed.source_row_number as string) as statement_key,
        listed.policy,
        listed.jurisdiction_level as coverage_level,
        states.state_fips,
        case when listed.jurisdiction_level = 'state' then '' else {{ name_key('listed.jurisdiction_name') }} end as place_key,
        listed.jurisdiction_name,
        cast(null as string) as county_of_place,
        listed.county_fips_listed,
        listed.start_earliest,
        listed.start_latest,
        listed.end_earliest,
        listed.end_latest,
        coalesce(listed.known_on, listed.start_latest) as known_on,
        listed.instrument,
        listed.motive,
        listed.scope,
        true as is_counted,
        listed.citation,
        true as is_dated,
        2 as precedence,
        files.is_synthetic
    from {{ ref('int_policy_table_rows') }} as listed
    inner join files on listed.source_file_id = files.source_file_id
    inner join states on listed.state_fips = states.state_fips
    where listed.set_aside_reason is null
),

detainers as (
    select
        'detainer_section_iii' as source_id,
        detainer_entries.source_file_id,
        detainer_entries.source_row_number,
        detainer_entries.file_name,
        detainer_entries.source_file_id || '|' || cast(detainer_entries.source_row_number as string) as statement_key,
        'anti_detainer' as policy,
        detainer_entries.coverage_level,
        detainer_entries.state_fips,
        detainer_entries.place_key,
        detainer_entries.place_and_state as jurisdiction_name,
        case when detainer_entries.coverage_level = 'municipal' then detainer_entries.county_fips end as county_of_place,
        detainer_entries.county_fips as county_fips_listed,
        coalesce(detainer_entries.enacted_earliest, detainer_regime.starts_on) as start_earliest,
        coalesce(detainer_entries.enacted_latest, detainer_list.listed_by) as start_latest,
        cast(null as date) as end_earliest,
        cast(null as date) as end_latest,
        detainer_list.listed_by as known_on,
        detainer_entries.policy_as_listed as instrument,
        cast(null as string) as motive,
        detainer_entries.criteria_for_honoring as scope,
        true as is_counted,
        cast(null as string) as citation,
        detainer_entries.enacted_earliest is not null as is_dated,
        3 as precedence,
        detainer_entries.is_synthetic
    from detainer_entries
    cross join detainer_regime
    cross join detainer_list
    where detainer_entries.state_fips is not null
),

-- a list of names on a day: in force then, since when is not told
sanctuaries as (
    select
        'sanctuary_doj' as source_id,
        listed.source_file_id,
        listed.source_row_number,
        listed.file_name,
        listed.source_file_id || '|' || cast(listed.source_row_number as string) as statement_key,
        'sanctuary_other' as policy,
        case listed.jurisdiction_level when 'city' then 'municipal' else listed.jurisdiction_level end as coverage_level,
        listed.state_fips,
        case listed.jurisdiction_level
            when 'state' then ''
            else {{ name_key("split_part(listed.jurisdiction_name, ',', 1)") }}
        end as place_key,
        listed.jurisdiction_name,
        cast(null as string) as county_of_place,
        listed.county_fips_listed,
        detainer_regime.starts_on as start_earliest,
        known_dates.known_on as start_latest,
        cast(null as date) as end_earliest,
        cast(null as date) as end_latest,
        known_dates.known_on,
        cast(null as string) as instrument,
        cast(null as string) as motive,
        cast(null as string) as scope,
        true as is_counted,
        cast(null as string) as citation,
        false as is_dated,
        4 as precedence,
        listed.is_synthetic
    from {{ ref('int_sanctuary_entries') }} as listed
    inner join known_dates on known_dates.source_id = 'sanctuary_doj'
    cross join detainer_regime
    where listed.set_aside_reason is null
),

statements as (
    select * from statewide
    union all
    select * from tables
    union all
    select * from detainers
    union all
    select * from sanctuaries
)

select
    {{ hash_id(['source_id', 'statement_key']) }} as claim_id,
    -- what is only shown must not lengthen what counts
    {{ hash_id([
        'policy', 'coverage_level', 'state_fips', 'place_key', 'county_of_place', "case when is_counted then 'counted' else 'shown' end"
    ]) }} as agreement_id,
    -- two places of one name in two counties of a state stay two
    {{ hash_id(['coverage_level', 'state_fips', 'place_key', 'county_of_place']) }} as place_id,
    source_id,
    source_file_id,
    source_row_number,
    file_name,
    policy,
    coverage_level,
    state_fips,
    place_key,
    jurisdiction_name,
    county_fips_listed,
    start_earliest,
    start_latest,
    end_earliest,
    end_latest,
    known_on,
    instrument,
    motive,
    scope,
    is_counted,
    citation,
    is_dated,
    precedence,
    is_synthetic
from statements
