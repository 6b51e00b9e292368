-- Versions of each spell that say the same on consecutive days of knowledge are one row; a spell that a later source
-- took back ends with the day before.
{{ config(post_hook="{{ create_policies_as_of(this) }}") }}

with versions as (
    select
        *,
        {{ hash_id([
            'start_earliest', 'start_latest', 'end_earliest', 'end_latest', 'end_status', 'confidence', 'source_id',
            'coverage_level', 'county_fips', 'agreement_id'
        ]) }} as content
    from {{ ref('int_policy_spell_versions') }}
),

-- each family of sources has days of knowledge of its own
knowledge as (
    select
        knowledge_family,
        known_by,
        row_number() over (partition by knowledge_family order by known_by) as knowledge_number,
        lead(known_by) over (partition by knowledge_family order by known_by) as next_known_by
    from (
        select distinct
            knowledge_family,
            known_by
        from versions
    ) as distinct_days
),

numbered as (
    select
        versions.spell_id,
        versions.content,
        versions.knowledge_family,
        versions.known_by,
        knowledge.knowledge_number - row_number() over (
            partition by versions.spell_id, versions.content order by versions.known_by
        ) as island
    from versions
    inner join knowledge
        on versions.knowledge_family = knowledge.knowledge_family and versions.known_by = knowledge.known_by
),

spans as (
    select
        spell_id,
        content,
        island,
        knowledge_family,
        min(known_by) as known_from,
        max(known_by) as last_known_by
    from numbered
    group by spell_id, content, island, knowledge_family
)

select
    versions.spell_id,
    versions.agreement_id,
    versions.jurisdiction_id,
    versions.policy,
    versions.state_fips,
    versions.county_fips,
    versions.agency_name,
    versions.coverage_level,
    cast(versions.start_earliest as date) as start_earliest,
    cast(versions.start_latest as date) as start_latest,
    cast(versions.end_earliest as date) as end_earliest,
    cast(versions.end_latest as date) as end_latest,
    versions.end_status,
    cast(spans.known_from as date) as known_from,
    cast({{ add_days('knowledge.next_known_by', -1) }} as date) as known_to,
    versions.confidence,
    versions.source_id,
    versions.is_counted,
    versions.is_synthetic
from spans
inner join versions on spans.spell_id = versions.spell_id and spans.last_known_by = versions.known_by
inner join knowledge
    on spans.knowledge_family = knowledge.knowledge_family and spans.last_known_by = knowledge.known_by
