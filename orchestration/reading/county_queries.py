"""What the published version says of one county: spells, months, conflicts, people."""

# A spell reaches a county through the bridge, or through its state or the nation where the bridge has no row for them.
SPELLS = """
with bridge as (
    select jurisdiction_id, population_share from marts.jurisdiction_counties where county_fips = $county_fips
),

spells as (
    select spells.*, bridge.population_share
    from marts.policy_timeline as spells
    left join bridge on spells.jurisdiction_id = bridge.jurisdiction_id
    where
        bridge.jurisdiction_id is not null
        or spells.coverage_level = 'national'
        or (spells.coverage_level = 'state' and spells.state_fips = $state_fips)
),

-- a statement that made no agreement is known by its county, state or nation
files as (
    select
        spells.spell_id,
        string_agg(distinct claims.file_name, '; ' order by claims.file_name) as source_files
    from spells
    inner join marts.policy_claims as claims
        on
            spells.source_id = claims.source_id
            and (
                spells.spell_id = claims.spell_id
                or (
                    claims.spell_id is null
                    and coalesce(claims.agreement_id, spells.agreement_id) = spells.agreement_id
                    and spells.policy = claims.policy
                    and (claims.agreement_id is not null or spells.county_fips is not distinct from claims.county_fips)
                    and spells.state_fips is not distinct from claims.state_fips
                )
            )
    group by spells.spell_id
)

select
    spells.policy,
    policies.policy_name,
    spells.agency_name,
    jurisdictions.jurisdiction_name,
    spells.coverage_level,
    spells.population_share,
    spells.start_earliest,
    spells.start_latest,
    spells.end_earliest,
    spells.end_latest,
    spells.end_status,
    spells.last_listed_on,
    spells.scope,
    spells.is_counted,
    coalesce(spells.coverage_level = 'state' and not policies.is_statewide_counted, false) as is_statewide_agreement,
    spells.confidence,
    spells.source_id,
    files.source_files,
    spells.spell_id,
    spells.agreement_id,
    spells.is_synthetic
from spells
left join files on spells.spell_id = files.spell_id
left join marts.policies as policies on spells.policy = policies.policy
left join marts.jurisdictions as jurisdictions on spells.jurisdiction_id = jurisdictions.jurisdiction_id
order by spells.start_earliest, spells.start_latest, spells.policy, spells.agency_name, spells.spell_id
"""

MONTHS = """
select policy, month_start, is_active_certain, is_active_possible, is_synthetic
from marts.policy_county_month
where county_fips = $county_fips
order by policy, month_start
"""

UNKNOWN_MONTHS = """
select policy, month_start
from marts.policy_coverage
where county_fips = $county_fips and coverage = 'unknown'
order by policy, month_start
"""

N_MONTHS = "select count(distinct month_start) as n_months from marts.policy_coverage where county_fips = $county_fips"

# Conflicts carry no county: they are found by the names of the agencies that reach it.
CONFLICTS = """
with bridge as (
    select jurisdiction_id from marts.jurisdiction_counties where county_fips = $county_fips
),

agreements as (
    select spells.agreement_id, spells.agency_name
    from marts.policy_timeline as spells
    inner join bridge on spells.jurisdiction_id = bridge.jurisdiction_id
),

names as (
    select lower(agency_name) as agency from agreements
    union
    select lower(claims.jurisdiction_name)
    from marts.policy_claims as claims
    where claims.agreement_id in (select agreement_id from agreements) or claims.county_fips = $county_fips
    union
    select lower($county_name)
)

select
    kind, policy, agency_name, source_kept, value_kept, source_set_aside, value_set_aside, rule, file_name, row_number,
    is_synthetic
from marts.policy_conflicts
where state_fips = $state_fips and lower(agency_name) in (select agency from names)
order by kind, agency_name, policy, value_kept, value_set_aside, source_set_aside
"""

# Milestones: no source of the timeline states them, so they change no spell, and a reader should see where they differ.
LEGAL_EVENTS = """
select event_date_earliest, event_date_latest, event_name, policies_affected, description, citation, verification
from marts.legal_events
where county_fips = $county_fips
order by event_date_earliest, event_id
"""

POPULATION = """
select population, census_year, is_synthetic
from marts.county_population
where county_fips = $county_fips
order by census_year desc
limit 1
"""

# Their county is not known, so they may be missing from the page.
UNLINKED = """
select count(distinct coalesce(spells.agency_name, spells.jurisdiction_id)) as n_agencies
from marts.policy_timeline as spells
where
    spells.state_fips = $state_fips
    and spells.coverage_level not in ('state', 'national')
    and spells.jurisdiction_id not in (select jurisdiction_id from marts.jurisdiction_counties)
"""
