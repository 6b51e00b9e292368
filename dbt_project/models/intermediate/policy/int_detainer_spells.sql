-- Limits on honouring detainers, one spell a jurisdiction: an expansion of the policy opens no second one. The list names
-- what was in force when it was written and gives no ends.
with entries as (
    select * from {{ ref('int_detainer_entries') }}
),

regimes as (
    select * from {{ ref('national_regimes') }}
    where policy = 'anti_detainer'
),

-- of two entries that may begin on the same day the more exactly dated one speaks
ranked as (
    select
        *,
        row_number() over (
            partition by coverage_level, state_fips, county_fips, place_key
            order by enacted_earliest nulls last, enacted_latest, source_file_id, source_row_number
        ) as entry_number
    from entries
),

jurisdictions as (
    select
        coverage_level,
        state_fips,
        county_fips,
        place_key,
        min(place_and_state) as jurisdiction_name,
        min(enacted_earliest) as enacted_earliest,
        max(enacted_latest) filter (where entry_number = 1) as enacted_latest,
        bool_or(enacted_earliest is null) as has_undated_row,
        bool_or(is_synthetic) as is_synthetic
    from ranked
    group by coverage_level, state_fips, county_fips, place_key
),

-- the list carries no date of its own: what it names was in force by its latest dated entry
known_by as (
    select max(enacted_latest) as listed_by
    from entries
)

select
    {{ hash_id([
        "'anti_detainer'", 'jurisdictions.coverage_level', 'jurisdictions.state_fips',
        "coalesce(jurisdictions.county_fips, '')", 'jurisdictions.place_key', "'1'"
    ]) }} as spell_id,
    {{ hash_id([
        "'anti_detainer'", 'jurisdictions.coverage_level', 'jurisdictions.state_fips',
        "coalesce(jurisdictions.county_fips, '')", 'jurisdictions.place_key'
    ]) }} as agreement_id,
    jurisdictions.coverage_level,
    jurisdictions.state_fips,
    case when jurisdictions.coverage_level <> 'state' then jurisdictions.county_fips end as county_fips,
    jurisdictions.jurisdiction_name,
    jurisdictions.place_key,
    coalesce(jurisdictions.enacted_earliest, regimes.starts_on) as start_earliest,
    coalesce(jurisdictions.enacted_latest, known_by.listed_by, cast('{{ var("study_last_month") }}' as date)) as start_latest,
    cast(null as date) as end_earliest,
    cast(null as date) as end_latest,
    'in_force_at_as_of' as end_status,
    case
        when jurisdictions.enacted_earliest is null then 'low'
        when jurisdictions.has_undated_row then 'low'
        when jurisdictions.county_fips is null and jurisdictions.coverage_level <> 'state' then 'low'
        else 'medium'
    end as confidence,
    jurisdictions.is_synthetic
from jurisdictions
cross join regimes
cross join known_by
