{#
Policies in force on one day as known on another, as a table function of the warehouse:

    from marts.policies_as_of(date '2012-08-15', date '2013-06-01')

A spell is certain when its latest start and earliest end enclose the day, else possible. Only engines with table functions
get it; the table policy_timeline_history says the same everywhere.
#}
{% macro create_policies_as_of(history) -%}
    {{ return(adapter.dispatch('create_policies_as_of')(history)) }}
{%- endmacro %}

{% macro default__create_policies_as_of(history) -%}
    create or replace macro {{ history.schema }}.policies_as_of(as_of, known_on) as table
    select
        history.policy,
        history.jurisdiction_id,
        history.state_fips,
        history.county_fips,
        history.agency_name,
        history.coverage_level,
        case
            when history.start_latest <= cast(as_of as date)
                and (history.end_earliest is null or history.end_earliest >= cast(as_of as date)) then 'certain'
            else 'possible'
        end as in_force,
        history.start_earliest,
        history.start_latest,
        history.end_earliest,
        history.end_latest,
        history.known_from,
        history.confidence,
        history.source_id,
        history.spell_id,
        history.agreement_id,
        history.is_synthetic
    from {{ history.schema }}.{{ history.identifier }} as history
    where
        history.known_from <= cast(known_on as date)
        and (history.known_to is null or history.known_to >= cast(known_on as date))
        and history.start_earliest <= cast(as_of as date)
        and (history.end_latest is null or history.end_latest >= cast(as_of as date))
{%- endmacro %}

{% macro spark__create_policies_as_of(history) -%}
    select 1
{%- endmacro %}
