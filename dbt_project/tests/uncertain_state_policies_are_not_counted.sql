-- A statement counts only where its dates are confirmed and it has a start.
{{ config(meta={'dagster': {'ref': {'name': 'statewide_policies'}}}) }}

select
    statement_id,
    start_earliest,
    verification
from {{ ref('statewide_policies') }}
where is_counted and (verification <> 'confirmed' or start_earliest is null)
