-- Where sources differ, what was believed and by which rule.
with models as (
    select * from {{ ref('int_model_conflicts') }}
),

lists as (
    select * from {{ ref('int_list_conflicts') }}
),

marked_years as (
    select * from {{ ref('int_marked_year_conflicts') }}
),

statements as (
    select * from {{ ref('int_statement_conflicts') }}
),

counts as (
    select * from {{ ref('int_count_conflicts') }}
),

conflicts as (
    select * from models
    union all
    select * from lists
    union all
    select * from marked_years
    union all
    select * from statements
    union all
    select
        kind,
        policy,
        state_fips,
        cast(null as string) as agency_key,
        agency_name,
        source_kept,
        source_set_aside,
        value_kept,
        value_set_aside,
        cast(null as integer) as difference_days,
        rule,
        cast(null as string) as file_name,
        cast(null as bigint) as source_row_number,
        is_synthetic
    from counts
),

-- one difference repeated by several lists, or rows of one agency, is one conflict a source and value
distinct_conflicts as (
    select
        kind,
        policy,
        state_fips,
        agency_name,
        source_kept,
        source_set_aside,
        value_kept,
        value_set_aside,
        difference_days,
        rule,
        min(file_name) as file_name,
        min(source_row_number) as row_number,
        bool_or(is_synthetic) as is_synthetic
    from conflicts
    group by
        kind, policy, state_fips, agency_name, source_kept, source_set_aside, value_kept, value_set_aside, difference_days, rule
)

select
    {{ hash_id([
        'kind', 'policy', 'state_fips', 'agency_name', 'source_kept', 'source_set_aside', 'value_kept', 'value_set_aside', 'rule'
    ]) }} as conflict_id,
    kind,
    policy,
    state_fips,
    agency_name,
    source_kept,
    source_set_aside,
    value_kept,
    value_set_aside,
    cast(difference_days as integer) as difference_days,
    rule,
    file_name,
    cast(row_number as bigint) as row_number,
    is_synthetic
from distinct_conflicts
