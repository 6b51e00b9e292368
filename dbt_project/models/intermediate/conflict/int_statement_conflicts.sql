-- Statements about one policy of one jurisdiction whose starts, or whose end and silence, cannot both be right, and the one
-- that is believed.
with statements as (
    select * from {{ ref('int_policy_statements') }}
),

spells as (
    select * from {{ ref('int_policy_spells') }}
    where policy not like '287g%' and policy not in ('secure_communities', 'priority_enforcement')
)

select
    'start' as kind,
    statements.policy,
    statements.state_fips,
    cast(null as string) as agency_key,
    statements.jurisdiction_name as agency_name,
    spells.source_id as source_kept,
    statements.source_id as source_set_aside,
    cast(spells.start_earliest as string) || ' to ' || cast(spells.start_latest as string) as value_kept,
    cast(statements.start_earliest as string) || ' to ' || cast(statements.start_latest as string) as value_set_aside,
    {{ day_difference('spells.start_latest', 'statements.start_earliest') }} as difference_days,
    'Statutes and directives of the seed stand above a user''s table, this above ICE''s list; of one source the earliest' as rule,
    statements.file_name,
    statements.source_row_number,
    statements.is_synthetic
from statements
inner join spells
    on statements.agreement_id = spells.agreement_id
        and statements.source_id <> spells.source_id
        and statements.start_earliest <= coalesce(spells.end_latest, cast('2999-12-31' as date))
where
    statements.is_dated
    and (
        statements.start_earliest > spells.start_latest
        or statements.start_latest < spells.start_earliest
    )

union all

select
    'end' as kind,
    statements.policy,
    statements.state_fips,
    cast(null as string) as agency_key,
    statements.jurisdiction_name as agency_name,
    spells.source_id as source_kept,
    statements.source_id as source_set_aside,
    cast(spells.end_earliest as string) || ' to ' || cast(spells.end_latest as string) as value_kept,
    'in force on ' || cast(statements.known_on as string) as value_set_aside,
    {{ day_difference('spells.end_latest', 'statements.known_on') }} as difference_days,
    'An end the best source states holds, though a lesser one knows of none' as rule,
    statements.file_name,
    statements.source_row_number,
    statements.is_synthetic
from statements
inner join spells
    on statements.agreement_id = spells.agreement_id
        and statements.source_id <> spells.source_id
        and statements.start_earliest <= spells.end_latest
        and statements.known_on > spells.end_latest
where statements.end_latest is null
